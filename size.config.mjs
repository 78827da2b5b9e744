// What may be loaded, in bytes of gzip. Checked by `npm run size`, and with the tests.

/**
 * @typedef {object} Budget
 * @property {string} name
 * @property {string} file         A program that a user could write, bundled as they would.
 * @property {number} limit
 * @property {readonly string[]} [neverLoaded]  Chunks that exist in the bundle and that this program has no use for, by
 *                                 the name of their first file. What is not named here counts.
 * @property {string} [addedTo]    The name of a budget above: only what comes on top of it counts.
 * @property {readonly string[]} [external]     Packages the user has anyway, like a framework.
 */

/** @type {readonly Budget[]} */
export const budgets = [{ name: 'quick start', file: 'test/size/quick-start.ts', limit: 10_500 }]
