// Engines × scenarios × rounds, as a table: `npm run rounds -- --repeat-each=10 tabs network`.
// A reporter of Playwright: what one lucky run does not show, ten of each scenario do.

/**
 * @typedef {import('@playwright/test/reporter').FullConfig} FullConfig
 * @typedef {import('@playwright/test/reporter').Reporter} Reporter
 * @typedef {import('@playwright/test/reporter').Suite} Suite
 * @typedef {import('@playwright/test/reporter').TestCase} TestCase
 */

/** @implements {Reporter} */
export default class Rounds {
  /** @type {string[]} */
  #engines = []
  /** @type {Suite | undefined} */
  #all

  /**
   * @param {FullConfig} config
   * @param {Suite} all
   */
  onBegin(config, all) {
    this.#all = all
    this.#engines = config.projects.map(({ name }) => name)
  }

  printsToStdio() {
    return true
  }

  /** @param {TestCase} test */
  onTestEnd(test) {
    if (!test.ok())
      console.error(`${engineOf(test)}: ${nameOf(test)}\n${test.results.at(-1)?.error?.stack ?? ''}`)
  }

  /**
   * Told of a file that cannot be loaded, and of a name that fits no test.
   *
   * @param {import('@playwright/test/reporter').TestError} error
   */
  onError(error) {
    console.error(error.stack ?? error.message)
  }

  onEnd() {
    const tests = this.#all?.allTests() ?? []
    console.log(row('rounds without a failure / rounds', this.#engines))
    console.log(row('---', Array(this.#engines.length).fill('---')))
    for (const scenario of new Set(tests.map(nameOf))) {
      const rounds = tests.filter((test) => nameOf(test) === scenario)
      const cells = this.#engines.map((engine) => cell(rounds.filter((test) => engineOf(test) === engine)))
      console.log(row(scenario, cells))
    }
    const ran = tests.filter(hasRun)
    console.log(`\n${ran.length} runs, ${ran.filter((test) => !test.ok()).length} failed`)
  }
}

/**
 * @param {string} first
 * @param {readonly string[]} rest
 */
function row(first, rest) {
  return `| ${[first, ...rest].join(' | ')} |`
}

/** @param {readonly TestCase[]} rounds those of one scenario in one engine */
function cell(rounds) {
  const ran = rounds.filter(hasRun)
  // Not made for this engine, or an engine that cannot be made to do it.
  return ran.length === 0 ? 'n/a' : `${ran.filter((test) => test.ok()).length}/${ran.length}`
}

/** @param {TestCase} test */
function hasRun(test) {
  return test.outcome() !== 'skipped'
}

/** @param {TestCase} test */
function nameOf(test) {
  const [, , , ...titles] = test.titlePath()
  return titles.join(' › ')
}

/** @param {TestCase} test */
function engineOf(test) {
  return test.parent.project()?.name
}
