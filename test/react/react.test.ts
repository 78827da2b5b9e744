import { act, Component, createElement as h, type ReactNode, StrictMode, Suspense } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Claims, Session } from '../../src/index.js'
import {
  AuthProvider,
  RequireSignedIn,
  SignedIn,
  SignedOut,
  useAuth,
  useAuthError,
  useSession,
  useUser,
} from '../../src/react/index.js'
import { settle, until } from '../../src/testing/index.js'
import { createPeople, createWorkers } from '../adapters/people.js'

let root: Root | undefined
let box: HTMLElement
const complaints: unknown[] = []

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  complaints.length = 0
  vi.spyOn(console, 'error').mockImplementation((...told) => void complaints.push(told))
  box = document.body.appendChild(document.createElement('main'))
})

afterEach(async () => {
  await act(async () => root?.unmount())
  root = undefined
  box.remove()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function render(node: ReactNode): Promise<void> {
  root ??= createRoot(box)
  await act(async () => root?.render(node))
}

/** Does something, and lets React render what came of it. */
async function after(run: () => Promise<unknown>): Promise<void> {
  await act(async () => {
    await run()
    await settle()
  })
}

test('a component renders once for each change of the session', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  const seen: Session<Claims>[] = []
  function Status(): ReactNode {
    const session = useSession(auth)
    seen.push(session)
    return session.status
  }
  await render(h(Status))
  await after(() => auth.start())
  expect(box.textContent).toBe('signed-in')
  await after(signOutElsewhere)
  expect(box.textContent).toBe('signed-out')
  expect(seen.map(({ status }) => status)).toEqual(['loading', 'signed-in', 'signed-out'])
  expect(complaints).toEqual([])
})

test('children are shown by who is signed in', async () => {
  const { auth, nobody, signOutElsewhere } = await createPeople()
  const app = (client: typeof auth): ReactNode => [
    h(SignedIn<Session<Claims>>, {
      key: 1,
      auth: client,
      fallback: 'nobody yet',
      children: ({ sub }) => `I am ${sub}. `,
    }),
    h(SignedOut, { key: 2, auth: client, children: (session) => session.status }),
    h(RequireSignedIn<Session<Claims>>, {
      key: 3,
      auth: client,
      fallback: ', loading',
      signedOut: (session) => ('reason' in session ? `, ${session.reason}` : ''),
      children: 'secret',
    }),
  ]
  await render(app(auth))
  expect(box.textContent).toBe('nobody yet, loading')
  await after(() => auth.start())
  expect(box.textContent).toBe('I am ada. secret')
  await after(signOutElsewhere)
  expect(box.textContent).toBe('nobody yetsigned-out, other-tab')
  await render(app(nobody))
  await after(() => nobody.start())
  expect(box.textContent).toBe('nobody yetsigned-out, never')
  await after(async () => void nobody.login())
  expect(box.textContent).toBe('nobody yetsigning-in')
  expect(complaints).toEqual([])
})

test('useUser suspends until it is known who is signed in, and has the user then', async () => {
  const { auth } = await createPeople()
  await render(h(Suspense, { fallback: 'waiting' }, h(Name, { auth })))
  expect(box.textContent).toBe('waiting')
  await after(() => auth.start())
  expect(box.textContent).toBe('ada')
  expect(complaints).toEqual([])
})

test('useUser throws signed-out to an error boundary where nobody is', async () => {
  const { nobody } = await createPeople()
  await render(h(Boundary, {}, h(Suspense, { fallback: 'waiting' }, h(Name, { auth: nobody }))))
  await after(() => nobody.start())
  expect(box.textContent).toMatch(/^signed-out: useUser: nobody is signed in/)
})

test('useUser below SignedIn leaves with it, and throws nothing', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  await auth.start()
  await render(h(Boundary, {}, h(SignedIn, { auth }, h(Name, { auth }))))
  expect(box.textContent).toBe('ada')
  await after(signOutElsewhere)
  expect(box.textContent).toBe('')
  expect(complaints).toEqual([])
})

test('the error of a session and the trouble of a renewal are one hook', async () => {
  const { auth, failRenewal } = await createPeople()
  const Problem = (): ReactNode => useAuthError(auth)?.code
  await after(() => auth.start())
  await render(h(Problem))
  expect(box.textContent).toBe('')
  await after(failRenewal)
  expect(box.textContent).toBe('server-unavailable')
})

test('in StrictMode a provided client goes on watching, and is closed when the app leaves', async () => {
  const { auth, world, signOutElsewhere } = await createPeople()
  const Status = (): ReactNode => useSession(useAuth<typeof auth>()).status
  const app = h(StrictMode, {}, h(AuthProvider, { auth }, h(Status)))
  await render(app)
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  expect(box.textContent).toBe('signed-in')
  await render(undefined)
  const other = world.client(world.browser.openTab())
  await after(() => other.start())
  await render(app)
  await after(signOutElsewhere)
  expect(box.textContent).toBe('signed-out')
  expect(complaints).toEqual([])
})

test('a client whose app has left the page is closed', async () => {
  const { auth, world } = await createPeople()
  await render(h(AuthProvider, { auth }))
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  await render(undefined)
  const other = world.client(world.browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await settle()
  expect(auth.session.get().status).toBe('signed-in')
})

test('useAuth without a provider says what is missing', async () => {
  const Lost = (): ReactNode => useAuth().session.get().status
  await render(h(Boundary, {}, h(Lost)))
  expect(box.textContent).toMatch(/^configuration: useAuth: there is no <AuthProvider/)
})

test('a page that was rendered on a server is hydrated without a mismatch, and then shows who is there', async () => {
  const { auth } = await createPeople()
  const seen: string[] = []
  function Page(): ReactNode {
    const { status } = useSession(auth)
    seen.push(status)
    return h(
      'p',
      { className: status },
      h(RequireSignedIn<Session<Claims>>, {
        auth,
        fallback: 'loading',
        signedOut: 'sign in',
        children: ({ sub }) => sub,
      }),
    )
  }
  const html = renderToString(h(Page))
  expect(html).toBe('<p class="loading">loading</p>')
  await auth.start()
  expect(renderToString(h(Page)), 'also where a client was started').toBe(html)
  box.innerHTML = html
  const paragraph = box.firstChild
  const recovered: unknown[] = []
  seen.length = 0
  await act(async () => {
    root = hydrateRoot(box, h(Page), { onRecoverableError: (error) => void recovered.push(error) })
  })
  expect(box.innerHTML).toBe('<p class="signed-in">ada</p>')
  expect(box.firstChild).toBe(paragraph)
  expect(seen).toEqual(['loading', 'signed-in'])
  expect([recovered, complaints]).toEqual([[], []])
})

test('useUser on a server fails at once, and does not wait for ever', async () => {
  const { auth } = await createPeople()
  vi.stubGlobal('document', undefined)
  expect(() => renderToString(h(Name, { auth }))).toThrow(
    /useUser: nobody is signed in while a page is rendered/,
  )
  vi.unstubAllGlobals()
})

test('several providers are one session, which says with whom', async () => {
  const { auth } = await createWorkers()
  const Provider = (): ReactNode => {
    const session = useSession(auth)
    return session.status === 'signed-in' ? `${session.provider}: ${session.user.sub}` : session.status
  }
  await render(h(AuthProvider, { auth }, h(Provider)))
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  expect(box.textContent).toBe('work: ada')
})

function Name({ auth }: { auth: Parameters<typeof useUser<Session<Claims>>>[0] }): ReactNode {
  return useUser(auth).sub
}

class Boundary extends Component<{ children?: ReactNode }, { error?: Error & { code?: string } }> {
  override state: { error?: Error & { code?: string } } = {}
  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }
  override render(): ReactNode {
    const { error } = this.state
    return error ? `${error.code}: ${error.message}` : this.props.children
  }
}
