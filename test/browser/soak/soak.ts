import type { Engine } from '../../../scripts/browsers.mjs'
import { launch } from '../drive/launch.js'
import { until } from '../drive/until.js'
import type { Exchange } from '../harness/front.js'
import { createWorld } from '../harness/world.js'
import { signIn, untilStatus } from '../moves.js'
import type { Report } from './crowd.js'
import { createCrowd } from './crowd.js'
import { createChance } from './random.js'
import type { Trouble } from './troubles.js'
import { createTroubles, recoversWithinMs } from './troubles.js'

export interface SoakOptions {
  readonly minutes: number
  readonly engine: Engine
  readonly seed: number
  readonly tabs: number
  readonly say: (line: string) => void
}

/**
 * Many tabs, short-lived tokens and a bad network for a while. Resolves to whether nobody was signed out who
 * should not be.
 */
export async function soak({ minutes, engine, seed, tabs, say }: SoakOptions): Promise<boolean> {
  const chance = createChance(seed)
  const [browser, world] = await Promise.all([launch(engine), createWorld()])
  const person = await browser.newSession()
  const crowd = createCrowd(person, world)
  const totals = { calls: 0, signOuts: 0, signOutsThatHadToBe: 0, troubles: 0 }
  const failures: Record<string, number> = {}
  const begun = Date.now()
  let endedBy: string | undefined
  /** How many requests the authorization server had had when the session began. */
  let sessionFrom = 0

  function clock(): string {
    const seconds = Math.floor((Date.now() - begun) / 1000)
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }

  function summary(): string {
    const failed = Object.entries(failures).map(([code, count]) => `${code} ${count}`)
    return [
      `refreshes ${world.idp.count('token:refresh')}`,
      `calls ${totals.calls}`,
      `failures ${failed.join(', ') || 'none'}`,
      `sign-outs that had to be ${totals.signOutsThatHadToBe}, that should not have been ${totals.signOuts}`,
    ].join(' · ')
  }

  async function account(after: string): Promise<Report> {
    const report = await crowd.report()
    totals.calls += report.calls
    for (const [code, count] of Object.entries(report.failures))
      failures[code] = (failures[code] ?? 0) + count
    if (
      report.signOuts.length > 0 &&
      endedBy === undefined &&
      lostAnswer(world.idp.exchanges.slice(sessionFrom))
    ) {
      endedBy = 'an answer that came too late'
      say(`${clock()} the server rotated for a caller that had given up, after "${after}"`)
    }
    for (const words of report.signOuts) {
      if (endedBy !== undefined) totals.signOutsThatHadToBe++
      else {
        totals.signOuts++
        say(`${clock()} should not have been, after "${after}": ${words}`)
      }
    }
    if (report.signOuts.length > 0 && endedBy === undefined) say(traceOf(world.idp.exchanges))
    return report
  }

  /** One of them signs in for all. */
  async function signInAgain(after: string): Promise<void> {
    const everybody = async (): Promise<boolean> => {
      const { signedOut, asked } = await account(after)
      return signedOut === asked
    }
    await until('every tab is signed out', everybody, recoversWithinMs)
    const [tab] = crowd.awake()
    if (!tab) throw new Error('There is no tab left.')
    sessionFrom = world.idp.exchanges.length
    await crowd.replace(tab, async () => {
      await tab.click('Sign in')
      await untilStatus(tab, /^Signed in/)
    })
    await everybodySignedIn(after)
    endedBy = undefined
  }

  async function everybodySignedIn(after: string): Promise<void> {
    const all = async (): Promise<boolean> => {
      const { signedIn, asked } = await account(after)
      return signedIn === asked
    }
    await until('every tab is signed in', all, recoversWithinMs)
  }

  async function make(trouble: Trouble): Promise<void> {
    totals.troubles++
    if (trouble.ends) endedBy = trouble.name
    await trouble.cause()
    if (!trouble.ends) {
      const { signedOut } = await account(trouble.name)
      if (signedOut === 0) return
      // That is told by now. To go on, all have to be in the same state.
      endedBy = 'starting again'
      await crowd.awake()[0]?.evaluate(() => window.auth.logout({ everywhere: false }))
    }
    await signInAgain(trouble.name)
  }

  try {
    say(`${tabs} tabs of ${engine} for ${minutes} min, seed ${seed}`)
    await world.reset({ accessTokenTtlSeconds: 2 })
    world.client = { remember: 'browser', timeoutMs: 4000 }
    const first = await person.newTab()
    await first.goto(world.app.origin)
    await signIn(first)
    while (crowd.tabs.length < tabs) await crowd.add()
    await first.close()
    const troubles = createTroubles(person, world, crowd, chance)
    const urn = troubles.flatMap((trouble) => Array<Trouble>(trouble.weight).fill(trouble))

    let told = Date.now()
    while (Date.now() - begun < minutes * 60_000) {
      await make(chance.oneOf(urn))
      await new Promise((resolve) => setTimeout(resolve, chance.between(100, 1500)))
      if (Date.now() - told > 15_000) {
        told = Date.now()
        say(`${clock()} ${summary()}`)
      }
    }

    say(`${clock()} no more trouble: everybody has to get well`)
    world.idp.relent()
    world.api.relent()
    const wanted = world.api.exchanges.length
    await everybodySignedIn('the end')
    await until('calls succeed', () => world.api.exchanges.length > wanted + 10 * tabs, recoversWithinMs)
    await account('the end')
    say(`${clock()} ${totals.troubles} troubles · ${summary()}`)
    return totals.signOuts === 0
  } finally {
    await person.close()
    await browser.close()
    await world.close()
  }
}

/**
 * Whoever gave up before the server answered with a new refresh token has lost the session for all: nobody
 * knows the new one.
 */
function lostAnswer(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(
    ({ kind, answer, end }) => kind === 'token:refresh' && answer?.status === 200 && end?.delivered === false,
  )
}

/** What came of the last refreshes, for whoever looks for the reason. */
function traceOf(exchanges: readonly Exchange[]): string {
  const refreshes = exchanges.filter(({ kind }) => kind === 'token:refresh').slice(-8)
  return refreshes
    .map(({ arrivedAt, answer, end }) => {
      const took = end ? `after ${end.at - arrivedAt} ms${end.delivered ? '' : ', caller gone'}` : 'under way'
      return (
        `    refresh at ${new Date(arrivedAt).toISOString().slice(11, 23)}: ` +
        `${answer?.status ?? 'not answered'}, ${took}`
      )
    })
    .join('\n')
}
