import fc, { type RunDetails } from 'fast-check'
import { expect } from 'vitest'

// For `npm run fuzz`: each property is tried for so many minutes, and not for a number of runs.
const minutes = Number(process.env.HALLPASS_FUZZ_MINUTES)

/** Prints how often a property was tried, since a number of minutes alone does not say so. */
function report<Values>(details: RunDetails<Values>): void {
  if (details.failed) throw new Error(fc.defaultReportMessage(details))
  console.info(`${expect.getState().currentTestName}: ${details.numRuns} runs`)
}

if (minutes > 0)
  fc.configureGlobal({
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: minutes * 60_000,
    markInterruptAsFailure: false,
    reporter: report,
  })
