import fc from 'fast-check'

// For `npm run fuzz`: each property is tried for so many minutes, and not for a number of runs.
const minutes = Number(process.env.HALLPASS_FUZZ_MINUTES)

if (minutes > 0)
  fc.configureGlobal({
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: minutes * 60_000,
    markInterruptAsFailure: false,
  })
