import { readFileSync } from 'node:fs'
import { createComponent, createRenderEffect, ErrorBoundary, type JSX, onCleanup } from 'solid-js'
import { getNextElement, hydrate, insert, render, template } from 'solid-js/web'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mountDevtools } from '../../src/devtools/index.js'
import type { Claims, Session } from '../../src/index.js'
import {
  AuthProvider,
  type HasSession,
  RequireSignedIn,
  SignedIn,
  SignedOut,
  useAuth,
  useAuthError,
  useSession,
  useUser,
} from '../../src/solid/index.js'
import { settle, testClient, until } from '../../src/testing/index.js'
import { createPeople, createWorkers } from '../adapters/people.js'
import { renderOnServer } from '../adapters/render-on-server.js'

let box: HTMLElement
let leave = (): void => {}
const complaints: unknown[] = []

beforeEach(() => {
  complaints.length = 0
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...told) => void complaints.push(told))
  box = document.body.appendChild(document.createElement('main'))
})

afterEach(() => {
  leave()
  box.remove()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function show(app: () => JSX.Element): void {
  leave()
  box.replaceChildren()
  leave = render(app, box)
}

async function after(run: () => Promise<unknown>): Promise<void> {
  await run()
  await settle()
}

test('what reads the session runs once for each change, and not after it has left', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  const seen: string[] = []
  show(() => {
    const session = useSession(auth)
    createRenderEffect(() => void seen.push(session().status))
    return live(() => session().status)
  })
  await after(() => auth.start())
  expect(box.textContent).toBe('signed-in')
  leave()
  await after(signOutElsewhere)
  expect(seen).toEqual(['loading', 'signed-in'])
})

test('children are shown by who is signed in', async () => {
  const { auth, nobody, signOutElsewhere } = await createPeople()
  const app = (client: typeof auth) => (): JSX.Element => [
    createComponent(SignedIn<Session<Claims>>, {
      auth: client,
      fallback: 'nobody yet',
      children: (user) => live(() => `I am ${user().sub}. `),
    }),
    createComponent(SignedOut, {
      auth: client,
      children: (session) => live(() => session().status),
    }),
    createComponent(RequireSignedIn<Session<Claims>>, {
      auth: client,
      fallback: ', loading',
      signedOut: (session) => {
        const now = session()
        return 'reason' in now ? `, ${now.reason}` : ''
      },
      children: 'secret',
    }),
  ]
  show(app(auth))
  expect(box.textContent).toBe('nobody yet, loading')
  await after(() => auth.start())
  expect(box.textContent).toBe('I am ada. secret')
  await after(signOutElsewhere)
  expect(box.textContent).toBe('nobody yetsigned-out, other-tab')
  show(app(nobody))
  await after(() => nobody.start())
  await after(async () => void nobody.login())
  expect(box.textContent).toMatch(/^nobody yetsigning-in/)
  expect(complaints).toEqual([])
})

test('useUser throws signed-out to an error boundary where nobody is, and not below SignedIn', async () => {
  const { auth, nobody, signOutElsewhere } = await createPeople()
  const guarded = (children: () => JSX.Element): JSX.Element =>
    createComponent(ErrorBoundary, {
      fallback: (error) => error.code,
      get children() {
        return children()
      },
    })
  await nobody.start()
  show(() => guarded(() => createComponent(Name, { auth: nobody })))
  expect(box.textContent).toBe('signed-out')
  await auth.start()
  show(() =>
    guarded(() =>
      createComponent(SignedIn<Session<Claims>>, {
        auth,
        get children() {
          return createComponent(Name, { auth })
        },
      }),
    ),
  )
  expect(box.textContent).toBe('ada')
  await after(signOutElsewhere)
  expect(box.textContent).toBe('')
})

test('the trouble of a renewal is told', async () => {
  const { auth, failRenewal } = await createPeople()
  await auth.start()
  show(() => {
    const error = useAuthError(auth)
    return live(() => error()?.code)
  })
  await after(failRenewal)
  expect(box.textContent).toBe('server-unavailable')
})

test('a provided client is closed when the app leaves, and watches again when it is back', async () => {
  const { auth, world, signOutElsewhere } = await createPeople()
  const app = (): JSX.Element =>
    createComponent(AuthProvider, {
      auth,
      get children() {
        const session = useSession(useAuth<typeof auth>())
        return live(() => session().status)
      },
    })
  show(app)
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  expect(box.textContent).toBe('signed-in')
  leave()
  const other = world.client(world.browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await settle()
  expect(auth.session.get().status, 'it is closed').toBe('signed-in')
  show(app)
  await after(signOutElsewhere)
  expect(box.textContent).toBe('signed-out')
})

test('useAuth without a provider says what is missing', () => {
  expect(() => show(() => useAuth() as never)).toThrow(/^useAuth: there is no <AuthProvider/)
})

test('a page that was rendered on a server is hydrated without a mismatch, and then shows who is there', async () => {
  const { auth } = await createPeople()
  await auth.start()
  const html = await renderOnServer('solid', readFileSync('test/solid/page-on-server.mjs', 'utf8'))
  expect(html).toMatch(/^<p data-hk="?\w+"? class="loading">loading<\/p>$/)
  box.innerHTML = html
  const paragraph = box.querySelector('p')
  vi.stubGlobal('_$HY', { events: [], completed: new WeakSet(), r: {}, fe() {} })
  const seen: string[] = []
  const Page = (): JSX.Element => {
    const session = useSession(auth)
    const element = getNextElement(template('<p>')) as HTMLElement
    createRenderEffect(() => {
      seen.push(session().status)
      element.className = session().status
    })
    insert(element, () => session().status)
    return element
  }
  leave = hydrate(() => createComponent(Page, {}), box)
  await settle()
  expect(box.textContent).toBe('signed-in')
  expect(box.querySelector('p')).toBe(paragraph)
  expect(seen).toEqual(['loading', 'signed-in'])
  expect(complaints).toEqual([])
})

test('several providers are one session, which says with whom', async () => {
  const { auth } = await createWorkers()
  show(() => {
    const session = useSession(auth)
    return live(() => {
      const now = session()
      return now.status === 'signed-in' ? `${now.provider}: ${now.user.sub}` : now.status
    })
  })
  await after(() => auth.start())
  expect(box.textContent).toBe('work: ada')
})

/** Text that changes: what Solid's compiler makes of an expression in JSX. */
function live(text: () => string | undefined): JSX.Element {
  return text as unknown as JSX.Element
}

function Name(props: { auth: HasSession<Session<Claims>> }): JSX.Element {
  const user = useUser(props.auth)
  const element = document.createElement('b')
  insert(element, () => user().sub)
  return element
}

test('the devtools are one line, and go with their component', () => {
  const auth = testClient()
  show(() => {
    onCleanup(mountDevtools(auth))
    return undefined
  })
  expect(document.querySelectorAll('hallpass-devtools')).toHaveLength(1)
  leave()
  expect(document.querySelectorAll('hallpass-devtools')).toHaveLength(0)
})
