// What may be loaded, in bytes of gzip. Checked by `npm run size`, and with the tests.

/**
 * @typedef {object} Budget
 * @property {string} name
 * @property {string} file         A program that a user could write, bundled as they would.
 * @property {number} limit
 * @property {readonly string[]} [notCounted]   Chunks that the normal life of this program does not load: what explains
 *                                 and repairs failures, and options it does not use. By the name of their first file.
 *                                 Whatever is not named here counts, loaded at once or on demand.
 * @property {string} [addedTo]    The name of a budget above: only what comes on top of it counts.
 * @property {readonly string[]} [external]     Packages the user has anyway, like a framework.
 */

/** @type {readonly Budget[]} */
export const budgets = [
  {
    name: 'quick start',
    file: 'test/size/quick-start.ts',
    limit: 10_500,
    // `database` is for remember: 'browser'; the others are for when something fails.
    notCounted: ['database', 'dead-holder', 'explain', 'failure', 'login-loop', 'setback'],
  },
]
