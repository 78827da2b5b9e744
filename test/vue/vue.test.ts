import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  type App,
  type Component,
  createApp,
  createSSRApp,
  effectScope,
  h,
  nextTick,
  onErrorCaptured,
  ref,
  Suspense,
} from 'vue'
import { renderToString } from 'vue/server-renderer'
import { settle, until } from '../../src/testing/index.js'
import {
  authPlugin,
  RequireSignedIn,
  SignedIn,
  SignedOut,
  useAuth,
  useAuthError,
  useSession,
  useUser,
} from '../../src/vue/index.js'
import { createPeople, createWorkers } from '../adapters/people.js'

let app: App | undefined
let box: HTMLElement
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
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function mount(component: Component, prepare = (_: App): void => {}): void {
  app = createApp(component)
  prepare(app)
  app.mount(box)
}

function leave(): void {
  app?.unmount()
  app = undefined
}

async function after(run: () => Promise<unknown>): Promise<void> {
  await run()
  await settle()
  await nextTick()
}

test('a component renders once for each change of the session', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  const seen: string[] = []
  mount({
    setup() {
      const session = useSession(auth)
      return () => {
        seen.push(session.value.status)
        return session.value.status
      }
    },
  })
  await after(() => auth.start())
  await after(signOutElsewhere)
  expect(box.textContent).toBe('signed-out')
  expect(seen).toEqual(['loading', 'signed-in', 'signed-out'])
})

test('an effect scope that is over follows no session any more', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  await auth.start()
  const scope = effectScope()
  const session = scope.run(() => useSession(auth))
  scope.stop()
  await signOutElsewhere()
  expect(session?.value.status).toBe('signed-in')
})

test('slots are shown by who is signed in', async () => {
  const { auth, nobody, signOutElsewhere } = await createPeople()
  const client = ref('auth')
  mount(() => {
    const props = { auth: client.value === 'auth' ? auth : nobody }
    return [
      h(
        SignedIn as Component,
        { ...props, key: `SignedIn ${client.value}` },
        {
          default: ({ user }: { user: { sub: string } }) => `I am ${user.sub}. `,
          fallback: () => 'nobody yet',
        },
      ),
      h(
        SignedOut as Component,
        { ...props, key: `SignedOut ${client.value}` },
        {
          default: ({ session }: { session: { status: string } }) => session.status,
        },
      ),
      h(
        RequireSignedIn as Component,
        { ...props, key: `RequireSignedIn ${client.value}` },
        {
          default: () => 'secret',
          fallback: () => ', loading',
          'signed-out': ({ session }: { session: { reason?: string } }) => `, ${session.reason}`,
        },
      ),
    ]
  })
  expect(box.textContent).toBe('nobody yet, loading')
  await after(() => auth.start())
  expect(box.textContent).toBe('I am ada. secret')
  await after(signOutElsewhere)
  expect(box.textContent).toBe('nobody yetsigned-out, other-tab')
  client.value = 'nobody'
  await after(() => nobody.start())
  expect(box.textContent).toBe('nobody yetsigned-out, never')
  await after(async () => void nobody.login())
  expect(box.textContent).toBe('nobody yetsigning-in, undefined')
  expect(complaints).toEqual([])
})

test('useUser is awaited under Suspense, and keeps the last user while the component leaves', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  const Name: Component = {
    async setup() {
      const user = await useUser(auth)
      return () => user.value.sub
    },
  }
  mount(() => h(Suspense, {}, { default: () => h(Name), fallback: () => 'waiting' }))
  expect(box.textContent).toBe('waiting')
  await after(() => auth.start())
  expect(box.textContent).toBe('ada')
  await after(signOutElsewhere)
  expect(box.textContent).toBe('ada')
})

test('useUser rejects with signed-out where nobody is', async () => {
  const { nobody } = await createPeople()
  const caught: unknown[] = []
  const Name: Component = {
    async setup() {
      const user = await useUser(nobody)
      return () => user.value.sub
    },
  }
  mount({
    setup() {
      onErrorCaptured((error) => {
        caught.push(error)
        return false
      })
      return () => h(Suspense, {}, { default: () => h(Name) })
    },
  })
  await after(() => nobody.start())
  expect(caught).toMatchObject([{ code: 'signed-out' }])
})

test('the trouble of a renewal is told', async () => {
  const { auth, failRenewal } = await createPeople()
  await auth.start()
  mount({
    setup() {
      const error = useAuthError(auth)
      return () => error.value?.code
    },
  })
  await after(failRenewal)
  expect(box.textContent).toBe('server-unavailable')
})

test('the client of a plugin is closed with its app, and watches again with the next', async () => {
  const { auth, world, signOutElsewhere } = await createPeople()
  const Status: Component = {
    setup() {
      const session = useSession(useAuth<typeof auth>())
      return () => session.value.status
    },
  }
  mount(Status, (app) => app.use(authPlugin(auth)))
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  leave()
  const other = world.client(world.browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await settle()
  expect(auth.session.get().status, 'it is closed').toBe('signed-in')
  mount(Status, (app) => app.use(authPlugin(auth)))
  await after(signOutElsewhere)
  expect(box.textContent).toBe('signed-out')
})

test('useAuth without the plugin says what is missing', async () => {
  const caught: unknown[] = []
  mount({ setup: () => useAuth() as never }, (app) => {
    app.config.errorHandler = (error) => void caught.push(error)
  })
  expect(caught).toMatchObject([{ code: 'configuration' }])
})

test('a page that was rendered on a server is hydrated without a mismatch, and then shows who is there', async () => {
  const { auth } = await createPeople()
  const seen: string[] = []
  const Page: Component = {
    setup() {
      const session = useSession(auth)
      return () => {
        seen.push(session.value.status)
        return h('p', { class: session.value.status }, [
          h(
            RequireSignedIn as Component,
            { auth },
            {
              default: ({ user }: { user: { sub: string } }) => user.sub,
              fallback: () => 'loading',
            },
          ),
        ])
      }
    },
  }
  await auth.start()
  const html = await onServer(() => renderToString(createSSRApp(Page)))
  expect(html).toMatch(/^<p class="loading">.*loading.*<\/p>$/)
  box.innerHTML = html
  const paragraph = box.firstChild
  seen.length = 0
  app = createSSRApp(Page)
  app.mount(box)
  await nextTick()
  expect(box.querySelector('p')?.className).toBe('signed-in')
  expect(box.textContent).toBe('ada')
  expect(box.firstChild).toBe(paragraph)
  expect(seen).toEqual(['loading', 'signed-in'])
  expect(complaints).toEqual([])
})

test('on a server nothing is subscribed to, and useUser fails at once', async () => {
  const { auth } = await createPeople()
  const subscribe = vi.spyOn(auth.session, 'subscribe')
  const Page: Component = {
    setup() {
      useSession(auth)
      return () => 'page'
    },
  }
  await onServer(() => renderToString(createSSRApp(Page).use(authPlugin(auth))))
  expect(subscribe).not.toHaveBeenCalled()
  await onServer(() => expect(useUser(auth)).rejects.toMatchObject({ code: 'configuration' }))
})

test('several providers are one session, which says with whom', async () => {
  const { auth } = await createWorkers()
  mount({
    setup() {
      const session = useSession(auth)
      return () => {
        const now = session.value
        return now.status === 'signed-in' ? `${now.provider}: ${now.user.sub}` : now.status
      }
    },
  })
  await after(() => auth.start())
  expect(box.textContent).toBe('work: ada')
})

async function onServer<T>(run: () => Promise<T>): Promise<T> {
  vi.stubGlobal('document', undefined)
  try {
    return await run()
  } finally {
    vi.unstubAllGlobals()
  }
}
