import { Component, type ComponentChildren, createElement as h, hydrate, render as renderNow } from 'preact'
import { Suspense } from 'preact/compat'
import { act } from 'preact/test-utils'
import { renderToString } from 'preact-render-to-string'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
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
} from '../../src/preact/index.js'
import { settle, until } from '../../src/testing/index.js'
import { createPeople, createWorkers } from '../adapters/people.js'

let box: HTMLElement

beforeEach(() => {
  box = document.body.appendChild(document.createElement('main'))
})

afterEach(async () => {
  await render(undefined)
  box.remove()
  vi.unstubAllGlobals()
})

async function render(node: ComponentChildren): Promise<void> {
  await act(() => renderNow(node, box))
}

async function after(run: () => Promise<unknown>): Promise<void> {
  await act(async () => {
    await run()
    await settle()
  })
}

test('a component renders once for each change of the session', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  const seen: string[] = []
  function Status(): ComponentChildren {
    const { status } = useSession(auth)
    seen.push(status)
    return status
  }
  await render(h(Status, {}))
  await after(() => auth.start())
  await after(signOutElsewhere)
  expect(box.textContent).toBe('signed-out')
  expect(seen).toEqual(['loading', 'signed-in', 'signed-out'])
})

test('another client in place of the first is followed instead', async () => {
  const { auth, nobody, signOutElsewhere } = await createPeople()
  const Status = ({ auth }: { auth: HasSession }): ComponentChildren => useSession(auth).status
  await after(() => nobody.start())
  await after(() => auth.start())
  await render(h(Status, { auth: nobody }))
  await render(h(Status, { auth }))
  expect(box.textContent).toBe('signed-in')
  await after(signOutElsewhere)
  expect(box.textContent).toBe('signed-out')
})

test('children are shown by who is signed in', async () => {
  const { auth, nobody, signOutElsewhere } = await createPeople()
  const app = (client: typeof auth): ComponentChildren => [
    h(SignedIn<Session<Claims>>, {
      auth: client,
      fallback: 'nobody yet',
      children: ({ sub }) => `I am ${sub}. `,
    }),
    h(SignedOut, { auth: client, children: (session) => session.status }),
    h(RequireSignedIn<Session<Claims>>, {
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
  await after(async () => void nobody.login())
  expect(box.textContent).toBe('nobody yetsigning-in')
})

test('useUser suspends until it is known who is signed in, and has the user then', async () => {
  const { auth } = await createPeople()
  await render(h(Suspense, { fallback: 'waiting' }, h(Name, { auth })))
  expect(box.textContent).toBe('waiting')
  await after(() => auth.start())
  expect(box.textContent).toBe('ada')
})

test('useUser throws signed-out to an error boundary where nobody is, and not below SignedIn', async () => {
  const { auth, nobody, signOutElsewhere } = await createPeople()
  await after(() => nobody.start())
  await render(h(Boundary, {}, h(Name, { auth: nobody })))
  expect(box.textContent).toBe('signed-out')
  await render(undefined)
  await after(() => auth.start())
  await render(h(Boundary, {}, h(SignedIn, { auth }, h(Name, { auth }))))
  await after(signOutElsewhere)
  expect(box.textContent).toBe('')
})

test('the trouble of a renewal is told', async () => {
  const { auth, failRenewal } = await createPeople()
  const Problem = (): ComponentChildren => useAuthError(auth)?.code
  await after(() => auth.start())
  await render(h(Problem, {}))
  await after(failRenewal)
  expect(box.textContent).toBe('server-unavailable')
})

test('a provided client is closed when the app leaves, and watches again when it is back', async () => {
  const { auth, world, signOutElsewhere } = await createPeople()
  const Status = (): ComponentChildren => useSession(useAuth<typeof auth>()).status
  const app = h(AuthProvider, { auth }, h(Status, {}))
  await render(app)
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  await render(undefined)
  const other = world.client(world.browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await settle()
  expect(auth.session.get().status, 'it is closed').toBe('signed-in')
  await render(h(AuthProvider, { auth }, h(Status, {})))
  await after(signOutElsewhere)
  expect(box.textContent).toBe('signed-out')
})

test('useAuth without a provider says what is missing', async () => {
  const Lost = (): ComponentChildren => useAuth().session.get().status
  await render(h(Boundary, {}, h(Lost, {})))
  expect(box.textContent).toBe('configuration')
})

test('a page that was rendered on a server is hydrated as it is, where the client starts after that', async () => {
  const { auth } = await createPeople()
  const Page = (): ComponentChildren => {
    const { status } = useSession(auth)
    return h('p', { class: status }, status)
  }
  const html = renderToString(h(Page, {}))
  expect(html).toBe('<p class="loading">loading</p>')
  box.innerHTML = html
  const paragraph = box.firstChild
  await act(() => hydrate(h(Page, {}), box))
  expect(box.innerHTML).toBe(html)
  await after(() => auth.start())
  expect(box.innerHTML).toBe('<p class="signed-in">signed-in</p>')
  expect(box.firstChild).toBe(paragraph)
})

test('useUser on a server fails at once, and does not wait for ever', async () => {
  const { auth } = await createPeople()
  vi.stubGlobal('document', undefined)
  expect(() => renderToString(h(Name, { auth }))).toThrow(/useUser: nobody is signed in while a page/)
})

test('several providers are one session, which says with whom', async () => {
  const { auth } = await createWorkers()
  const Provider = (): ComponentChildren => {
    const session = useSession(auth)
    return session.status === 'signed-in' ? `${session.provider}: ${session.user.sub}` : session.status
  }
  await render(h(Provider, {}))
  await after(() => auth.start())
  expect(box.textContent).toBe('work: ada')
})

function Name({ auth }: { auth: HasSession<Session<Claims>> }): ComponentChildren {
  return useUser(auth).sub
}

class Boundary extends Component<{ children?: ComponentChildren }, { code?: string }> {
  override state: { code?: string } = {}
  override componentDidCatch(error: { code?: string }): void {
    this.setState({ code: error.code ?? 'another error' })
  }
  override render(): ComponentChildren {
    return this.state.code ?? this.props.children
  }
}
