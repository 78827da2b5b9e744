// What a playground stands on: the world in memory of `hallpass/testing`, the pages that are open in its
// browser, and a list of what happened. It sends nothing over a network and stores nothing in this browser.

import { describeEvent } from '../../src/devtools/describe-event.js'
import { describeRequest } from '../../src/devtools/describe-request.js'
import type { Client } from '../../src/index.js'
import { createWorld, settle, type TestTab, type World } from '../../src/testing/index.js'
import { api, startApp } from './app.js'

/** A page of the app, in a tab of the browser in memory. */
export interface Page {
  /** The name of the tab, which stays while pages come and go in it. */
  readonly name: string
  tab: TestTab
  auth: Client
  /** What the API answered last, as the page shows it. */
  answer: string | undefined
}

/** One line of what happened. */
export interface Entry {
  readonly number: number
  /** The time of the world's clock. */
  readonly at: string
  /** The name of the tab. Undefined: what the reader did. */
  readonly tab: string | undefined
  readonly kind: 'step' | 'event' | 'request'
  readonly level: 'plain' | 'good' | 'notice' | 'problem'
  readonly text: string
}

export interface Stage {
  readonly world: World
  readonly pages: Page[]
  readonly entries: Entry[]
  /** The time of the world's clock, as the reader sees it. */
  time(): string
  /** Opens a tab with the app in it, and starts it. */
  open(): Promise<Page>
  /** The browser goes to another address in the tab of a page, where the app starts anew. */
  load(page: Page, url: string): Promise<void>
  /** The page shows what the API answered, or why there is no answer. */
  show(page: Page, answer: Promise<Response>): Promise<void>
  /** Runs a step, and waits until nothing happens any more. */
  run(title: string, work: (stage: Stage) => Promise<void>): Promise<void>
}

/** One thing that the reader can do. */
export interface Step {
  /** Can it be done now? */
  can(stage: Stage): boolean
  run(stage: Stage): Promise<void>
}

export type Playground = Readonly<Record<string, Step>>

/** A Monday morning at nine. */
const beginning = Date.UTC(2026, 0, 5, 9)

/** Makes a stage. `changed` is called after everything that a reader might see. */
export function createStage(changed: () => void): Stage {
  const world = createWorld({ now: beginning })
  world.server.users.set('ada', { name: 'Ada Lovelace' })
  world.server.answer(`${api}/orders`, [{ item: 'A book', for: 'Ada' }])

  const stage: Stage = {
    world,
    pages: [],
    entries: [],
    time: () => new Date(world.clock.now()).toISOString().slice(11, 16),
    async open() {
      const name = `Tab ${stage.pages.length + 1}`
      const page: Page = { name, ...(await start(name, world.browser.openTab())), answer: undefined }
      stage.pages.push(page)
      return page
    },
    async load(page, url) {
      Object.assign(page, await start(page.name, page.tab.load(url)), { answer: undefined })
    },
    async show(page, answer) {
      page.answer = await answer.then(
        async (response) => `${response.status} ${await response.text()}`,
        (error) => `${error.code}: ${error.message}`,
      )
    },
    async run(title, work) {
      note({ tab: undefined, kind: 'step', level: 'plain', text: title })
      await work(stage)
      await settle()
      changed()
    },
  }
  return stage

  async function start(name: string, tab: TestTab): Promise<Pick<Page, 'tab' | 'auth'>> {
    const effects = { ...tab.effects, fetch: loggedFetch(name, tab) }
    const auth = await startApp(effects, (event) =>
      note({ tab: name, kind: 'event', ...describeEvent(event) }),
    )
    auth.session.subscribe((session) => {
      const page = stage.pages.find((one) => one.auth === auth)
      // A page no longer shows what belongs to somebody who has signed out.
      if (page && session.status === 'signed-out') page.answer = undefined
      changed()
    })
    return { tab, auth }
  }

  function loggedFetch(name: string, tab: TestTab): typeof fetch {
    return async (input, init) => {
      const { purpose, attached } = describeRequest(input, init, (url) =>
        url.startsWith(api) ? api : undefined,
      )
      const what = attached === '' ? purpose : `${purpose}, with ${attached}`
      const entry = { tab: name, kind: 'request' } as const
      try {
        const response = await tab.effects.fetch(input, init)
        note({ ...entry, level: response.ok ? 'plain' : 'notice', text: `${what}: ${response.status}` })
        return response
      } catch (error) {
        note({ ...entry, level: 'notice', text: `${what}: no answer` })
        throw error
      }
    }
  }

  function note(entry: Omit<Entry, 'number' | 'at'>): void {
    stage.entries.push({ number: stage.entries.length + 1, at: stage.time(), ...entry })
    changed()
  }
}

/** What a page shows of the session, in words. */
export function sessionInWords({ auth }: Page, { world }: Stage): readonly string[] {
  const session = auth.session.get()
  if (session.status === 'signed-out') return [`signed out: ${session.reason}`]
  if (session.status !== 'signed-in') return [session.status]
  const minutes = Math.ceil(((session.expiresAt ?? 0) - world.clock.now()) / 60_000)
  return [
    `signed in as ${session.user.name}`,
    minutes > 0 ? `the access token is good for ${minutes} minutes` : 'the access token has expired',
    ...(session.trouble ? [`trouble: ${session.trouble.code}`] : []),
  ]
}
