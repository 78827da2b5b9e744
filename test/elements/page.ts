import type { ButtonLoginOptions, ElementsClient } from '../../src/elements/index.js'
import type { Session } from '../../src/session/state.js'
import { createStore } from '../../src/session/store.js'

export interface FakeClient extends ElementsClient {
  readonly logins: ButtonLoginOptions[]
  readonly logouts: unknown[]
  /** What becomes of the login under way. */
  answer(error?: unknown): void
  become(session: Session<unknown>): void
}

/** A client whose logins end when, and as, the test says. */
export function fakeClient(): FakeClient {
  const session = createStore<Session<unknown>>({ status: 'signed-out', reason: 'never' })
  const logins: ButtonLoginOptions[] = []
  const logouts: unknown[] = []
  let settle = (_error?: unknown): void => {}
  return {
    logins,
    logouts,
    session,
    login(options = {}) {
      logins.push(options)
      return new Promise<void>((resolve, reject) => {
        settle = (error) => (error === undefined ? resolve() : reject(error))
      })
    },
    async logout(options) {
      logouts.push(options)
      session.set({ status: 'signed-out', reason: 'logout' })
    },
    answer: (error) => settle(error),
    become: session.set,
  }
}

const ada = { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' }

export function signedIn(user: object = ada): Session<unknown> {
  return { status: 'signed-in', user, scope: ['openid'] }
}

/** Puts markup into the page and gives its first element. */
export function put<Tag extends keyof HTMLElementTagNameMap>(
  _tag: Tag,
  markup: string,
): HTMLElementTagNameMap[Tag] {
  document.body.innerHTML = markup
  return document.body.firstElementChild as HTMLElementTagNameMap[Tag]
}

/** The first element within a shadow root that fits. */
export function within(host: Element, selector: string): HTMLElement {
  const found = host.shadowRoot?.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`no ${selector} in <${host.localName}>`)
  return found
}

export function buttonIn(host: Element): HTMLButtonElement {
  return within(host, 'button') as HTMLButtonElement
}

/** What a screen reader says: all of the text, seen or not. */
export function nameOf(host: Element): string {
  return buttonIn(host).textContent?.trim() ?? ''
}

/** Lets everything that waits for nothing happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}
