import type { Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { redirect, withHeader } from './harness/faults.js'
import type { Front } from './harness/front.js'
import type { World } from './harness/world.js'
import { expectNothingTold, storedSecrets } from './leaks.js'
import { callApi, openApp, openAppSignedIn, signIn, statusOf, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

async function wantProofs(
  world: World,
  client: Record<string, unknown> = {},
  server: object = {},
): Promise<void> {
  await world.reset({ requireDPoP: true, requireDPoPNonce: true, ...server })
  world.client = { dpop: {}, remember: 'browser', ...client }
}

const statuses = ({ exchanges }: Front, kind?: string): readonly (number | undefined)[] =>
  exchanges
    .filter((exchange) => kind === undefined || exchange.kind === kind)
    .map(({ answer }) => answer?.status)

/** Every key that this origin keeps, and what comes of trying to take it out. */
function storedKeys(tab: Tab): Promise<readonly { readonly jkt: string; readonly exported: string }[]> {
  return tab.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const database = await settled(indexedDB.open('hallpass'))
    const records = await settled(database.transaction('records').objectStore('records').getAll())
    database.close()
    const keys: { readonly jkt: string; readonly exported: string }[] = []
    for (const { jkt, pair } of records.filter(Array.isArray).flat()) {
      const tries = ['jwk', 'pkcs8'].map((format) =>
        crypto.subtle.exportKey(format as 'jwk', pair.privateKey).then(
          () => 'exported',
          ({ name }) => name,
        ),
      )
      keys.push({ jkt, exported: (await Promise.all(tries)).join() })
    }
    return keys
  })
}

interface Copy {
  readonly local: Readonly<Record<string, string>>
  readonly records: readonly (readonly [IDBValidKey, unknown])[]
}

async function copyStorage(): Promise<Copy> {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await settled(indexedDB.open('hallpass'))
  const store = database.transaction('records').objectStore('records')
  const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())])
  database.close()
  return JSON.parse(
    JSON.stringify({ local: { ...localStorage }, records: keys.map((key, at) => [key, values[at]]) }),
  )
}

function fillStorage({ local, records }: Copy): Promise<void> {
  for (const [name, value] of Object.entries(local)) localStorage.setItem(name, value)
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('hallpass', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('records')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('records', 'readwrite')
      for (const [key, value] of records) transaction.objectStore('records').put(value, key)
      transaction.oncomplete = () => {
        opening.result.close()
        resolve()
      }
      transaction.onabort = () => reject(transaction.error)
    }
  })
}

function endedWith(): readonly string[] {
  return window.events.flatMap((event) => (event.type === 'ended' && event.error ? [event.error.code] : []))
}

for (const remember of ['page', 'tab', 'browser']) {
  test(`remember '${remember}': signs in, calls, renews and signs out with one key that stays here`, {
    tag: remember === 'browser' ? [] : '@once',
  }, async ({ person, world }) => {
    await wantProofs(world, { remember })
    const tab = await openAppSignedIn(person, world)
    expect(await callApi(tab, `${world.api.origin}/me?x=1`)).toEqual([200])
    const keys = await storedKeys(tab)
    expect(keys.map(({ exported }) => exported)).toEqual(
      remember === 'page' ? [] : ['InvalidAccessError,InvalidAccessError'],
    )

    const before = await tab.evaluate(() => window.auth.accessToken())
    const after = await tab.evaluate((rejected) => window.auth.accessToken({ rejected }), before)
    expect(after).not.toBe(before)
    expect(await callApi(tab, `${world.api.origin}/me`, 5)).toEqual([200, 200, 200, 200, 200])
    // Each server asks for its nonce once, whatever is asked of it after.
    expect(statuses(world.idp, 'token:code')).toEqual([400, 200])
    expect(statuses(world.idp, 'token:refresh')).toEqual([200])
    expect(statuses(world.api).filter((status) => status !== 200)).toEqual([401])
    await expectNothingTold(person, tab, world)

    await tab.click('Sign out')
    await untilStatus(tab, 'Signed out (never)')
    expect(await storedKeys(tab)).toEqual([])
    expect(await storedSecrets(tab, world)).toEqual({})
    expect(await tab.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('dpop')))).toEqual(
      [],
    )
  })
}

test('a reload and a second tab call with the same key, and ask for no nonce again', async ({
  person,
  world,
}) => {
  await wantProofs(world)
  const tab = await openAppSignedIn(person, world)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  const asked = world.idp.exchanges.length

  await tab.goto(`${world.app.origin}/elsewhere`)
  expect(await statusOf(tab)).toBe('Signed in as Ada Lovelace')
  const other = await openApp(person, world, '/other')
  await untilStatus(other, 'Signed in as Ada Lovelace')
  const both = await Promise.all([tab, other].map((one) => callApi(one, `${world.api.origin}/me`, 10)))
  expect(both.flat()).toEqual(Array.from({ length: 20 }, () => 200))
  expect(world.idp.exchanges.length).toBe(asked)
  expect(await storedKeys(other)).toHaveLength(1)
})

test('two tabs with an expired token make one renewal, with the key of both', async ({ person, world }) => {
  await wantProofs(world)
  const tab = await openAppSignedIn(person, world)
  const other = await openApp(person, world)
  await untilStatus(other, 'Signed in as Ada Lovelace')
  const rejected = await tab.evaluate(() => window.auth.accessToken())
  const tokens = await Promise.all(
    [tab, other].map((one) => one.evaluate((rejected) => window.auth.accessToken({ rejected }), rejected)),
  )
  expect(new Set([rejected, ...tokens]).size).toBe(2)
  expect(world.idp.count('token:refresh')).toBe(1)
  expect(await callApi(other, `${world.api.origin}/me`)).toEqual([200])
})

test('two APIs with nonces of their own, called at once, are each shown theirs', { tag: '@once' }, async ({
  person,
  world,
}) => {
  await wantProofs(world)
  world.client = {
    ...world.client,
    apis: [world.api, world.otherApi].map(({ origin }) => ({ url: origin, resource: origin })),
  }
  const tab = await openAppSignedIn(person, world)
  for (let round = 0; round < 3; round++) {
    const calls = await Promise.all(
      [world.api, world.otherApi].map(({ origin }) => callApi(tab, `${origin}/me`, 1)),
    )
    expect(calls.flat()).toEqual([200, 200])
  }
  for (const api of [world.api, world.otherApi]) expect(statuses(api)).toEqual([401, 200, 200, 200])
})

test('what is copied to another browser is of no use there', async ({ stage, person, world }) => {
  await wantProofs(world)
  const tab = await openAppSignedIn(person, world)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  const copied = await tab.evaluate(copyStorage)
  const token = await tab.evaluate(() => window.auth.accessToken())
  const proof = world.api.exchanges.at(-1)?.headers.dpop
  const refreshToken = world.secrets().find(({ kind }) => kind === 'refresh token')?.value

  const thief = await stage.browser.newSession()
  try {
    const den = await thief.newTab()
    await den.goto(`${world.app.origin}/`)
    await untilStatus(den, /^Signed out/)
    const tried = await den.evaluate(
      async ({ api, tokenEndpoint, token, proof, refreshToken }) => {
        const call = async (headers: Record<string, string>) => (await fetch(api, { headers })).status
        const renewal = new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: 'app',
          refresh_token: refreshToken ?? '',
        })
        return {
          'as Bearer': await call({ authorization: `Bearer ${token}` }),
          'without a proof': await call({ authorization: `DPoP ${token}` }),
          'with a proof that was used': await call({ authorization: `DPoP ${token}`, dpop: String(proof) }),
          'a renewal': (await fetch(tokenEndpoint, { method: 'POST', body: renewal })).status,
        }
      },
      {
        api: `${world.api.origin}/me`,
        tokenEndpoint: `${world.issuer}/token`,
        token,
        proof,
        refreshToken,
      },
    )
    expect(tried).toEqual({
      'as Bearer': 401,
      'without a proof': 401,
      'with a proof that was used': 401,
      'a renewal': 400,
    })
    // All that can be written down, in its place: the key cannot.
    await den.evaluate(fillStorage, copied)
    await den.goto(`${world.app.origin}/`)
    await untilStatus(den, 'Signed out (failed)')
    expect(await den.evaluate(endedWith)).toEqual(['dpop-key-lost'])
  } finally {
    await thief.close()
  }
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
})

test('a key that the browser has lost ends the session once, and the next login has another', async ({
  person,
  world,
}) => {
  await wantProofs(world, { remember: 'tab' })
  const tab = await openAppSignedIn(person, world)
  const blank = await openApp(person, world, '/other')
  await untilStatus(blank, /^Signed out/)
  await blank.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase('hallpass')
        request.onsuccess = () => resolve()
        request.onerror = () => reject(request.error)
      }),
  )
  await tab.goto(`${world.app.origin}/again`)
  await untilStatus(tab, 'Signed out (failed)')
  expect(await tab.evaluate(endedWith)).toEqual(['dpop-key-lost'])
  await tab.click('Sign in')
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
})

test('a sign-out proves its revocation with the key of the session, and leaves no key behind', async ({
  person,
  world,
}) => {
  await wantProofs(world)
  const tab = await openAppSignedIn(person, world)
  await tab.click('Sign out')
  // Back from the server's own sign-out.
  await untilStatus(tab, 'Signed out (never)')
  const revocations = world.idp.exchanges.filter(({ kind }) => kind === 'revoke')
  expect(revocations.map(({ headers, answer }) => [typeof headers.dpop, answer?.status])).toEqual([
    ['string', 200],
  ])
  expect(await storedKeys(tab)).toEqual([])
})

test('UserInfo is asked with a proof', { tag: '@once' }, async ({ person, world }) => {
  await wantProofs(world, {}, { apis: [] })
  const tab = await openAppSignedIn(person, world)
  expect(await tab.evaluate(() => window.userInfo())).toMatchObject({ sub: 'ada', name: 'Ada Lovelace' })
  expect(world.idp.exchanges.find(({ kind }) => kind === 'userinfo')?.headers.authorization).toMatch(/^DPoP /)
})

test('a server that wants the request pushed first gets it with a proof, and the URL says nothing', {
  tag: '@once',
}, async ({ person, world }) => {
  await wantProofs(world, {}, { requirePushedAuthorizationRequests: true })
  const tab = await openAppSignedIn(person, world)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect(statuses(world.idp, 'par')).toEqual([400, 201])
  const left = world.idp.exchanges.find(({ kind, url }) => kind === 'authorize' && url.search)
  expect([...(left?.url.searchParams.keys() ?? [])].sort()).toEqual(['client_id', 'request_uri'])
  // The second login knows the nonce, and pushes anew.
  await tab.click('Sign out')
  await untilStatus(tab, 'Signed out (never)')
  await signIn(tab, 'Grace Hopper')
  expect(statuses(world.idp, 'par')).toEqual([400, 201, 400, 201])
})

test('a redirect is not followed with a proof', async ({ person, world }) => {
  await wantProofs(world)
  const tab = await openAppSignedIn(person, world)
  world.api.spoil('/away', redirect(`${world.otherApi.origin}/me`))
  expect(await callApi(tab, `${world.api.origin}/away`)).toEqual(['target-not-allowed'])
  expect(world.otherApi.exchanges).toEqual([])
})

test('a nonce that CORS hides is told to the developer, and is no loop', { tag: '@once' }, async ({
  person,
  world,
}) => {
  await wantProofs(world)
  const tab = await openAppSignedIn(person, world)
  world.api.spoil('/me', withHeader('access-control-expose-headers', 'www-authenticate'))
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual(['dpop-nonce-refused'])
  expect(world.api.count('/me')).toBe(1)
})

test('a session of DPoP keeps to the API that takes part, and an API that does not gets no proof', {
  tag: '@once',
}, async ({ person, world }) => {
  await wantProofs(world)
  world.client = { ...world.client, apis: [world.api.origin, { url: world.otherApi.origin, dpop: false }] }
  const tab = await openAppSignedIn(person, world)
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  await callApi(tab, `${world.otherApi.origin}/me`)
  const headers = world.otherApi.exchanges.map(({ headers }) => [
    headers.authorization?.split(' ')[0],
    headers.dpop,
  ])
  expect(headers[0]).toEqual(['Bearer', undefined])
  await untilIn(
    tab,
    () => document.querySelector('[role=status]')?.textContent === 'Signed in as Ada Lovelace',
  )
})

test('a sign-in in a window of its own has its own key, and calls with it', async ({ person, world }) => {
  await wantProofs(world)
  const tab = await openApp(person, world)
  await untilStatus(tab, /^Signed out/)
  await tab.evaluate(async () => {
    const path = '/hallpass/popup/index.js'
    const { loginWithPopup } = (await import(path)) as typeof import('../../src/popup/index.js')
    const button = document.body.appendChild(document.createElement('button'))
    button.textContent = 'Sign in here'
    button.onclick = () => void loginWithPopup(window.auth).catch((error) => window.errors.push(error))
  })
  const popup = await person.opened(() => tab.click('Sign in here'))
  await popup.click('Continue as Ada Lovelace')
  await person.show(tab)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
  expect(await callApi(tab, `${world.api.origin}/me`)).toEqual([200])
  expect((await storedKeys(tab)).map(({ exported }) => exported)).toEqual([
    'InvalidAccessError,InvalidAccessError',
  ])
})
