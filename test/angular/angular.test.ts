import { settle, until } from '../../src/testing/index.js'
import '@angular/compiler'
import { HttpClient, provideHttpClient, withFetch, withInterceptors } from '@angular/common/http'
import {
  type ApplicationRef,
  createEnvironmentInjector,
  type EnvironmentInjector,
  effect,
  provideZonelessChangeDetection,
  runInInjectionContext,
} from '@angular/core'
import { createApplication } from '@angular/platform-browser'
import { firstValueFrom } from 'rxjs'
import { afterEach, expect, test, vi } from 'vitest'
import {
  authInterceptor,
  injectAuth,
  injectAuthError,
  injectSession,
  injectUser,
  type ProvidedAuth,
  provideAuth,
} from '../../src/angular/index.js'
import { createPeople, createWorkers } from '../adapters/people.js'
import { createBoundWorld } from '../dpop/bound-world.js'
import { api, refusal, signedIn } from '../fetch/answering-api.js'

let app: ApplicationRef | undefined

afterEach(() => {
  vi.unstubAllGlobals()
  app?.destroy()
  app = undefined
  document.body.replaceChildren()
})

async function start(auth?: ProvidedAuth): Promise<ApplicationRef> {
  app = await createApplication({
    providers: [
      provideZonelessChangeDetection(),
      auth ? provideAuth(auth) : [],
      provideHttpClient(withFetch(), withInterceptors([authInterceptor])),
    ],
  })
  return app
}

function within<T>(app: ApplicationRef, run: () => T): T {
  return runInInjectionContext(app.injector, run)
}

test('the session is a signal that changes once for each change, until its injector is destroyed', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  const app = await start()
  const seen: string[] = []
  const inner: EnvironmentInjector = createEnvironmentInjector([], app.injector)
  const session = runInInjectionContext(inner, () => {
    const session = injectSession(auth)
    effect(() => void seen.push(session().status))
    return session
  })
  await settle()
  await auth.start()
  await settle()
  expect(seen).toEqual(['loading', 'signed-in'])
  inner.destroy()
  await signOutElsewhere()
  expect(session().status).toBe('signed-in')
})

test('a provided client is started, and closed with the application', async () => {
  const { auth, world } = await createPeople()
  const first = await start(auth)
  const session = within(first, () => injectSession())
  expect(within(first, () => injectAuth())).toBe(auth)
  await until(() => session().status === 'signed-in')
  first.destroy()
  const other = world.client(world.browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await settle()
  expect(auth.session.get().status, 'it is closed').toBe('signed-in')
  const again = await start(auth)
  const next = within(again, () => injectSession())
  await until(() => next().status === 'signed-out')
})

test('the user is there, or reading it throws signed-out; the trouble of a renewal is told', async () => {
  const { auth, nobody, failRenewal } = await createPeople()
  await auth.start()
  await nobody.start()
  const app = await start(auth)
  const { user, stranger, error } = within(app, () => ({
    user: injectUser(),
    stranger: injectUser(nobody),
    error: injectAuthError(),
  }))
  expect(user().sub).toBe('ada')
  expect(() => stranger()).toThrow(/nobody is signed in/)
  expect(error()).toBe(undefined)
  await failRenewal()
  expect(error()?.code).toBe('server-unavailable')
})

test('a component that is still there after a sign-out keeps its user', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  await auth.start()
  const app = await start(auth)
  const { user, session } = within(app, () => ({ user: injectUser(), session: injectSession() }))
  expect(user().sub).toBe('ada')
  await signOutElsewhere()
  await until(() => session().status === 'signed-out')
  expect(user().sub).toBe('ada')
})

test('injectAuth without provideAuth says what is missing', async () => {
  const app = await start()
  expect(() => within(app, () => injectAuth())).toThrow(/put provideAuth\(auth\)/)
})

test('a page that was rendered on a server is loading until its first rendering is done', async () => {
  const { auth } = await createPeople()
  await auth.start()
  document.body.innerHTML = '<app-root ng-server-context="ssr"></app-root>'
  const app = await start(auth)
  const session = within(app, () => injectSession())
  expect(session().status).toBe('loading')
  app.tick()
  expect(session().status).toBe('signed-in')
})

test('on a server the session is loading, and nothing is subscribed to', async () => {
  const { auth } = await createPeople()
  await auth.start()
  const app = await start()
  vi.stubGlobal('document', undefined)
  const subscribe = vi.spyOn(auth.session, 'subscribe')
  expect(within(app, () => injectSession(auth))().status).toBe('loading')
  expect(subscribe).not.toHaveBeenCalled()
})

test('a request to a listed API has a token, and one to another URL has nothing and is untouched', async () => {
  const { client, received, world } = await signedIn()
  const http = within(await start(client), () => injectHttp())
  vi.stubGlobal('fetch', world.server.fetch)
  await firstValueFrom(http.get(`${api}/orders`))
  await firstValueFrom(http.get('https://elsewhere.example/', { headers: { 'x-own': '1' } }))
  expect(received.map(({ url, token }) => [url, token !== ''])).toEqual([
    [`${api}/orders`, true],
    ['https://elsewhere.example/', false],
  ])
})

test('after a 401 the token is renewed, and the request repeated once, with its body', async () => {
  const { client, received, forms, answers, world } = await signedIn()
  const http = within(await start(client), () => injectHttp())
  vi.stubGlobal('fetch', world.server.fetch)
  answers(refusal(401, 'Bearer error="invalid_token"'), new Response('{"id":7}'))
  expect(await firstValueFrom(http.post(`${api}/orders`, { name: 'x' }))).toEqual({ id: 7 })
  expect(received.map(({ method, body }) => [method, body])).toEqual([
    ['POST', '{"name":"x"}'],
    ['POST', '{"name":"x"}'],
  ])
  expect(received[0]?.token).not.toBe(received[1]?.token)
  expect(forms).toHaveLength(2)

  answers(refusal(401))
  await expect(firstValueFrom(http.get(api))).rejects.toMatchObject({ status: 401 })
  answers(refusal(404))
  await expect(firstValueFrom(http.get(api))).rejects.toMatchObject({ status: 404 })
})

test('a step-up that the app refuses fails with the error that says what the API wants', async () => {
  const { client, answers, world } = await signedIn()
  const http = within(await start(client), () => injectHttp())
  vi.stubGlobal('fetch', world.server.fetch)
  answers(refusal(403, 'Bearer error="insufficient_scope", scope="admin"'))
  await expect(firstValueFrom(http.get(api))).rejects.toMatchObject({
    code: 'step-up-required',
    details: { scope: ['openid', 'offline_access', 'admin'] },
  })
})

test('a request with an Authorization header of its own is refused, as auth.fetch does', async () => {
  const { client, received, world } = await signedIn()
  const http = within(await start(client), () => injectHttp())
  vi.stubGlobal('fetch', world.server.fetch)
  await expect(
    firstValueFrom(http.get(api, { headers: { authorization: 'Basic x' } })),
  ).rejects.toMatchObject({ code: 'target-not-allowed', details: { reason: 'own-authorization' } })
  expect(received).toEqual([])
})

test('with DPoP each request has a proof, with the nonce that the API asks for, and with the next one', async () => {
  const world = createBoundWorld()
  const { bound, server } = world
  bound.nonces.set('api', 'rs-1')
  const { client } = await world.signIn(world.browser.openTab())
  const http = within(await start(client), () => injectHttp())
  vi.stubGlobal('fetch', server.fetch)
  bound.after = (endpoint, response) => {
    if (endpoint === 'api' && response.ok) response.headers.set('dpop-nonce', 'rs-2')
    return response
  }
  const calls = (): unknown[] =>
    bound.proofs.filter(({ endpoint }) => endpoint === 'api').map(({ claims }) => [claims.htm, claims.nonce])
  await firstValueFrom(http.put('https://api.example/orders?x=1', {}, { responseType: 'text' }))
  expect(calls()).toEqual([
    ['PUT', undefined],
    ['PUT', 'rs-1'],
  ])
  bound.nonces.set('api', 'rs-2')
  await firstValueFrom(http.get('https://api.example/orders', { responseType: 'text' }))
  expect(calls().slice(2)).toEqual([['GET', 'rs-2']])
})

test('a request that nobody waits for any more is stopped before it is sent', async () => {
  const { auth, world } = await createPeople()
  const http = within(await start(auth), () => injectHttp())
  vi.stubGlobal('fetch', world.server.fetch)
  const before = world.server.requests.length
  http.get('https://api.example/').subscribe().unsubscribe()
  await until(() => auth.session.get().status === 'signed-in')
  await settle()
  expect(world.server.requests.slice(before)).not.toContain('api')
})

test('several providers are one client, whose token is that of the provider in use', async () => {
  const { auth, world } = await createWorkers()
  const app = await start(auth)
  const http = within(app, () => injectHttp())
  vi.stubGlobal('fetch', world.server.fetch)
  await firstValueFrom(http.get('https://api.example/', { responseType: 'text' }))
  expect(world.server.tokensSeen.at(-1)).toMatch(/^access-/)
  const session = within(app, () => injectSession(auth))()
  expect(session).toMatchObject({ status: 'signed-in', provider: 'work', user: { sub: 'ada' } })
})

function injectHttp(): HttpClient {
  return app?.injector.get(HttpClient) as HttpClient
}
