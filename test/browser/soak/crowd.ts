import type { Session } from '../../../src/session/state.js'
import type { BrowserSession, Tab } from '../drive/tab.js'
import type { World } from '../harness/world.js'
import { openApp } from '../moves.js'

/** Tabs that call the API all the time. */
export interface Crowd {
  readonly tabs: readonly Tab[]
  /** Those that can be asked. */
  awake(): readonly Tab[]
  /** Opens one more, which goes to work as soon as it is signed in. */
  add(): Promise<Tab>
  /** Does something to a tab, after which it is a new page or gone; what it has done so far is not lost. */
  replace(tab: Tab, act: () => Promise<void>): Promise<void>
  close(tab: Tab): Promise<void>
  /** For a tab that cannot be asked: it is left out until it is back. */
  leaveOut(tab: Tab): void
  takeBack(tab: Tab): void
  /** What has happened since the last time. */
  report(): Promise<Report>
}

interface Work {
  readonly calls: number
  readonly failures: Readonly<Record<string, number>>
  /** What the status said when somebody was signed out. */
  readonly signOuts: readonly string[]
  readonly status: Session<unknown>['status']
}

export interface Report extends Omit<Work, 'status'> {
  /** How many tabs are now what. Those that cannot be asked are none of these. */
  readonly signedIn: number
  readonly signedOut: number
  readonly asked: number
}

export function createCrowd(person: BrowserSession, world: World): Crowd {
  const tabs: Tab[] = []
  const leftOut = new Set<Tab>()
  let kept: Work[] = []

  async function harvest(tab: Tab): Promise<Work['status']> {
    const work = await tab.evaluate(takeWork)
    kept.push(work)
    return work.status
  }

  async function putToWork(tab: Tab): Promise<void> {
    await tab.evaluate(callAndCall, `${world.api.origin}/me`)
  }

  const awake = (): readonly Tab[] => tabs.filter((tab) => !leftOut.has(tab))

  return {
    tabs,
    awake,
    add: async () => {
      const tab = await openApp(person, world)
      await putToWork(tab)
      tabs.push(tab)
      return tab
    },
    replace: async (tab, act) => {
      await harvest(tab)
      await act()
      await putToWork(tab)
    },
    close: async (tab) => {
      await harvest(tab)
      tabs.splice(tabs.indexOf(tab), 1)
      await tab.close()
    },
    leaveOut: (tab) => {
      leftOut.add(tab)
    },
    takeBack: (tab) => {
      leftOut.delete(tab)
    },
    report: async () => {
      const answers = await Promise.all(awake().map(harvest))
      const failures: Record<string, number> = {}
      for (const [code, count] of kept.flatMap((done) => Object.entries(done.failures))) {
        failures[code] = (failures[code] ?? 0) + count
      }
      const calls = kept.reduce((sum, done) => sum + done.calls, 0)
      const signOuts = kept.flatMap((done) => done.signOuts)
      kept = []
      const count = (status: Work['status']): number => answers.filter((answer) => answer === status).length
      const [signedIn, signedOut] = [count('signed-in'), count('signed-out')]
      return { calls, failures, signOuts, signedIn, signedOut, asked: answers.length }
    },
  }
}

declare global {
  interface Window {
    work: { calls: number; failures: Record<string, number> }
  }
}

function callAndCall(url: string): void {
  window.work = { calls: 0, failures: {} }
  const call = async (): Promise<void> => {
    const outcome = await window.auth.fetch(url).then(
      ({ status }) => String(status),
      (error) => error.code ?? String(error),
    )
    // The page may come out of the back/forward cache: looked up anew each time.
    const { work } = window
    if (outcome === '200') work.calls++
    else work.failures[outcome] = (work.failures[outcome] ?? 0) + 1
    setTimeout(call, 50 + Math.random() * 400)
  }
  // Nobody waits: it ends with the page.
  void call()
}

function takeWork(): Work {
  const { calls, failures } = window.work
  window.work = { calls: 0, failures: {} }
  const signOuts = window.shown.splice(0).filter((words) => words.startsWith('Signed out'))
  const session = window.auth.session.get()
  const why = session.status === 'signed-out' && session.error ? `: ${session.error.message}` : ''
  return { calls, failures, signOuts: signOuts.map((words) => words + why), status: session.status }
}
