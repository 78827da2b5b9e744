import { createWorld, settle, type TestTab, until } from '../../src/testing/index.js'
import '@angular/compiler'
import { Component, inject } from '@angular/core'
import { createApplication } from '@angular/platform-browser'
import { type CanActivateFn, provideRouter, Router } from '@angular/router'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter as createTanStackRouter,
} from '@tanstack/react-router'
import { createBrowserRouter, createContext, createHashRouter, RouterContextProvider } from 'react-router'
import { afterEach, describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest'
import { createMemoryHistory as createVueHistory, createRouter as createVueRouter } from 'vue-router'
import type { Claims, Client } from '../../src/index.js'
import {
  angularGuard,
  type Guard,
  guard,
  onUserChange,
  reactRouterLoader,
  reactRouterMiddleware,
  svelteKitLoad,
  tanStackBeforeLoad,
  vueRouterGuard,
} from '../../src/router/index.js'

afterEach(() => void vi.restoreAllMocks())

interface Stage {
  readonly tab: TestTab
  readonly auth: Client
  readonly signedIn: Guard<Claims>
  readonly forbidden: Guard<Claims>
}

/** A page of the app, and what guards it. */
async function stage(url: string, who: 'ada' | 'nobody'): Promise<Stage> {
  const world = createWorld()
  const first = world.browser.openTab()
  if (who === 'ada') await world.signIn(first)
  const tab = first.load(url)
  tab.active = false
  const auth = world.client(tab)
  return { tab, auth, signedIn: guard(auth), forbidden: guard(auth, { allow: () => false }) }
}

function returnUrlOf(tab: TestTab): unknown {
  return JSON.parse(tab.session.get('hallpass1 logins') ?? '[]').at(-1)?.returnTo
}

/** The person leaves for the server's page, and comes back to this one from the back/forward cache. */
async function goBack(tab: TestTab): Promise<void> {
  await until(() => tab.leftFor)
  tab.leftFor = undefined
  tab.emit({ type: 'back-from-cache' })
  await settle()
}

describe('TanStack Router', () => {
  function router({ signedIn }: Pick<Stage, 'signedIn'>, at: string) {
    const requireUser = tanStackBeforeLoad(signedIn)
    const root = createRootRoute()
    const home = createRoute({ getParentRoute: () => root, path: '/' })
    const orders = createRoute({
      getParentRoute: () => root,
      path: '/orders',
      beforeLoad: requireUser,
      loader: ({ context }) => {
        expectTypeOf(context.user).toEqualTypeOf<Claims>()
        return context.user.sub
      },
    })
    return createTanStackRouter({
      routeTree: root.addChildren([home, orders]),
      history: createMemoryHistory({ initialEntries: [at] }),
    })
  }

  test('a signed-in person gets through, and the user is in the context of the route', async () => {
    const { signedIn } = await stage('https://app.example/orders', 'ada')
    const app = router({ signedIn }, '/orders')
    await app.load()
    expect(app.state.matches.at(-1)).toMatchObject({ status: 'success', loaderData: 'ada' })
  })

  test('a visitor is sent to sign in, and back to the query and the hash', async () => {
    const { signedIn, tab } = await stage('https://app.example/', 'nobody')
    void router({ signedIn }, '/orders?of=ada#last').load()
    await until(() => tab.leftFor)
    expect(returnUrlOf(tab)).toBe('https://app.example/orders?of=ada#last')
  })

  test('a preload leaves no page', async () => {
    const { signedIn, tab } = await stage('https://app.example/', 'nobody')
    const app = router({ signedIn }, '/')
    await app.load()
    vi.spyOn(console, 'error').mockReturnValue()
    await app.preloadRoute({ to: '/orders' })
    await settle()
    expect(tab.leftFor).toBeUndefined()
  })

  test('what the guard throws is the error of the route', async () => {
    const { forbidden } = await stage('https://app.example/orders', 'ada')
    const app = router({ signedIn: forbidden }, '/orders')
    await app.load()
    expect(app.state.matches.at(-1)).toMatchObject({ status: 'error', error: { code: 'forbidden' } })
  })

  test('a sign-out on a guarded page is shown by its route, and leads to no login', async () => {
    const { auth, signedIn, tab } = await stage('https://app.example/orders', 'ada')
    const app = router({ signedIn }, '/orders')
    onUserChange(auth, () => void app.invalidate())
    await app.load()
    await auth.logout({ everywhere: false })
    await until(() => app.state.matches.at(-1)?.status === 'error')
    expect(app.state.matches.at(-1)).toMatchObject({ error: { details: { noLogin: 'logout' } } })
    expect(tab.leftFor).toBeUndefined()
  })
})

describe('React Router', () => {
  function router({ signedIn, tab }: Pick<Stage, 'signedIn' | 'tab'>, create = createBrowserRouter) {
    ;(window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(tab.url)
    const userContext = createContext<Claims>()
    const app = create(
      [
        { path: '/', id: 'home' },
        {
          path: '/orders',
          id: 'orders',
          loader: reactRouterLoader(signedIn, ({ params }, user) => ({ params, sub: user.sub })),
        },
        { path: '/user', id: 'user', loader: reactRouterLoader(signedIn) },
        {
          path: '/all',
          middleware: [reactRouterMiddleware(signedIn, (context, user) => context.set(userContext, user))],
          loader: () => undefined,
          children: [{ path: 'orders', id: 'inner', loader: ({ context }) => context.get(userContext).sub }],
        },
      ],
      { getContext: () => new RouterContextProvider(), window },
    )
    onTestFinished(() => app.dispose())
    return app
  }

  const done = (app: ReturnType<typeof router>) =>
    until(() => app.state.initialized && app.state.navigation.state === 'idle')

  test('a signed-in person gets through, and the loader is called with the user', async () => {
    const app = router(await stage('https://app.example/orders', 'ada'))
    await done(app)
    expect(app.state.loaderData).toMatchObject({ orders: { params: {}, sub: 'ada' } })
    await app.navigate('/user')
    expect(app.state.loaderData).toMatchObject({ user: { sub: 'ada' } })
    await app.navigate('/all/orders')
    expect(app.state.loaderData).toMatchObject({ inner: 'ada' })
  })

  test.each(['/orders', '/all/orders'])('a visitor at %s is sent to sign in, and back', async (path) => {
    const { signedIn, tab } = await stage(`https://app.example${path}?of=ada#last`, 'nobody')
    const app = router({ signedIn, tab })
    await until(() => tab.leftFor)
    expect(app.state.initialized).toBe(false)
    expect(returnUrlOf(tab)).toBe(tab.url)
    expect(tab.replaced).toBe(true)
  })

  test.each(['/orders', '/all/orders'])('a link with a hash to %s comes back to the hash', async (path) => {
    const { signedIn, tab } = await stage('https://app.example/', 'nobody')
    const app = router({ signedIn, tab })
    await done(app)
    void app.navigate(`${path}?of=ada#last`)
    await until(() => tab.leftFor)
    expect(returnUrlOf(tab)).toBe(`https://app.example${path}?of=ada#last`)
  })

  test('what the guard throws is the error of the route', async () => {
    const { forbidden, tab } = await stage('https://app.example/orders', 'ada')
    const app = router({ signedIn: forbidden, tab })
    await done(app)
    expect(app.state.errors).toMatchObject({ orders: { code: 'forbidden' } })
  })

  test.each([
    ['/', '/', createBrowserRouter],
    ['/#/', '/#', createHashRouter],
  ])('after Back from the server the page before, at %s, is as it was', async (path, base, create) => {
    const { auth, tab } = await stage(`https://app.example${path}`, 'nobody')
    const app = router({ signedIn: guard(auth, { base }), tab }, create)
    await done(app)
    void app.navigate('/orders')
    await until(() => tab.leftFor)
    expect(returnUrlOf(tab)).toBe(`https://app.example${base === '/' ? '' : base}/orders`)
    await goBack(tab)
    await done(app)
    expect(app.state).toMatchObject({ location: { pathname: '/' }, errors: null })
    expect(tab.leftFor).toBeUndefined()
  })

  test('a sign-out on a guarded page is shown by its route, and leads to no login', async () => {
    const { auth, signedIn, tab } = await stage('https://app.example/orders', 'ada')
    const app = router({ signedIn, tab })
    await done(app)
    onUserChange(auth, () => void app.revalidate())
    await auth.logout({ everywhere: false })
    await until(() => app.state.errors)
    expect(app.state.errors).toMatchObject({ orders: { details: { noLogin: 'logout' } } })
    expect(tab.leftFor).toBeUndefined()
  })
})

describe('Vue Router', () => {
  function router({ signedIn }: Pick<Stage, 'signedIn'>, base?: string) {
    const page = { template: '' }
    const app = createVueRouter({
      history: createVueHistory(base),
      routes: [
        { path: '/', component: page },
        { path: '/orders', component: page, meta: { requiresUser: true } },
        { path: '/signed-out', name: 'signed-out', component: page },
        { path: '/forbidden', name: 'forbidden', component: page },
      ],
    })
    const protect = vueRouterGuard(signedIn, {
      signedOut: ({ details }) => ({ name: 'signed-out', query: { returnTo: details.returnTo } }),
      forbidden: { name: 'forbidden' },
    })
    app.beforeEach((to) => !to.meta.requiresUser || protect(to))
    return app
  }

  test('a signed-in person gets through', async () => {
    const app = router(await stage('https://app.example/', 'ada'))
    await app.push('/orders?of=ada')
    expect(app.currentRoute.value.fullPath).toBe('/orders?of=ada')
  })

  test('a visitor is sent to sign in, and back to the base, the query and the hash', async () => {
    const { signedIn, tab } = await stage('https://app.example/shop/', 'nobody')
    void router({ signedIn }, '/shop').push('/orders?of=ada#last')
    await until(() => tab.leftFor)
    expect(returnUrlOf(tab)).toBe('https://app.example/shop/orders?of=ada#last')
  })

  test('somebody who is not allowed is led to the page that says so', async () => {
    const { forbidden } = await stage('https://app.example/', 'ada')
    const app = router({ signedIn: forbidden })
    await app.push('/orders')
    expect(app.currentRoute.value.name).toBe('forbidden')
  })

  test('after Back from the server the page before is as it was', async () => {
    const { signedIn, tab } = await stage('https://app.example/', 'nobody')
    const app = router({ signedIn })
    await app.push('/')
    const going = app.push('/orders')
    await goBack(tab)
    await going
    expect(app.currentRoute.value.fullPath).toBe('/')
  })

  test('a sign-out on a guarded page leads to the page for that, with the way back', async () => {
    const { auth, signedIn, tab } = await stage('https://app.example/orders', 'ada')
    const app = router({ signedIn })
    await app.push('/orders')
    onUserChange(auth, () => void app.replace({ ...app.currentRoute.value, force: true } as never))
    await auth.logout({ everywhere: false })
    await until(() => app.currentRoute.value.name === 'signed-out')
    expect(app.currentRoute.value.query).toEqual({ returnTo: 'https://app.example/orders' })
    expect(tab.leftFor).toBeUndefined()
  })
})

describe('Angular', () => {
  async function router({ signedIn }: Pick<Stage, 'signedIn'>): Promise<Router> {
    const page = Component({ template: '' })(class {})
    const canActivate: CanActivateFn = angularGuard(signedIn, () => {
      const router = inject(Router)
      return {
        signedOut: ({ details }) =>
          router.createUrlTree(['/signed-out'], { queryParams: { returnTo: details.returnTo } }),
        forbidden: () => router.parseUrl('/forbidden'),
      }
    })
    const app = await createApplication({
      providers: [
        provideRouter([
          { path: '', pathMatch: 'full', component: page },
          { path: 'orders', canActivate: [canActivate], component: page },
          { path: 'signed-out', component: page },
          { path: 'forbidden', component: page },
        ]),
      ],
    })
    return app.injector.get(Router)
  }

  test('a signed-in person gets through, and somebody who is not allowed is led elsewhere', async () => {
    const { signedIn, forbidden } = await stage('https://app.example/', 'ada')
    const app = await router({ signedIn })
    expect(await app.navigateByUrl('/orders?of=ada')).toBe(true)
    expect(app.url).toBe('/orders?of=ada')
    const other = await router({ signedIn: forbidden })
    await other.navigateByUrl('/orders')
    expect(other.url).toBe('/forbidden')
  })

  test('a visitor is sent to sign in, and back; after Back the page before is as it was', async () => {
    const { signedIn, tab } = await stage('https://app.example/', 'nobody')
    const app = await router({ signedIn })
    await app.navigateByUrl('/')
    const going = app.navigateByUrl('/orders?of=ada#last')
    await until(() => tab.leftFor)
    expect(returnUrlOf(tab)).toBe('https://app.example/orders?of=ada#last')
    await goBack(tab)
    expect(await going).toBe(false)
    expect(app.url).toBe('/')
    await app.navigateByUrl('/orders')
    expect(app.url).toContain('/signed-out?returnTo=')
  })
})

describe('SvelteKit', () => {
  /** As `error` of `@sveltejs/kit`, which throws an object of its own. */
  function error(status: number, { message }: { readonly message: string }): never {
    throw { status, body: { message } }
  }

  test('a signed-in person gets through, at once', async () => {
    const { signedIn } = await stage('https://app.example/orders', 'ada')
    const load = svelteKitLoad(signedIn, { error, navigating: { to: null } })
    expect(load({ url: new URL('https://app.example/orders') })).toMatchObject({ user: { sub: 'ada' } })
  })

  test('a visitor is sent to sign in by a first page and by a navigation, and not by a preload', async () => {
    const url = new URL('https://app.example/orders')
    const preload = await stage('https://app.example/', 'nobody')
    const load = svelteKitLoad(preload.signedIn, { error, navigating: { to: null } })
    await expect(load({ url })).rejects.toMatchObject({ status: 401, body: { message: /only loaded ahead/ } })
    expect(preload.tab.leftFor).toBeUndefined()
    const first = await stage('https://app.example/orders#last', 'nobody')
    void svelteKitLoad(first.signedIn, { error, navigating: { to: null } })({ url })
    await until(() => first.tab.leftFor)
    expect(returnUrlOf(first.tab)).toBe('https://app.example/orders#last')
    const navigation = await stage('https://app.example/', 'nobody')
    void svelteKitLoad(navigation.signedIn, { error, navigating: { to: { url } } })({ url })
    await until(() => navigation.tab.leftFor)
  })

  test('somebody who is not allowed sees the error page, with the status 403', async () => {
    const { forbidden } = await stage('https://app.example/orders', 'ada')
    const load = svelteKitLoad(forbidden, { error, navigating: { to: null } })
    expect(() => load({ url: new URL('https://app.example/orders') })).toThrow(
      expect.objectContaining({ status: 403 }),
    )
  })
})
