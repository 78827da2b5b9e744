import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findPython, type RunningFastApi, startFastApi } from '../../scripts/fastapi.mjs'
import { routes } from '../../src/vite/provider-configuration.js'
import type { Tab } from './drive/tab.js'
import { until, untilIn } from './drive/until.js'
import { editJson } from './harness/faults.js'
import { freePort } from './harness/free-port.js'
import { mount } from './harness/idp-requests.js'
import type { World } from './harness/world.js'
import { callApi, openAppSignedIn, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

const python = findPython()
test.skip(
  python === undefined,
  'FastAPI is not installed; node scripts/ensure-fastapi.mjs installs it or says how',
)

interface Setting {
  /** How long access tokens live. */
  readonly seconds?: number
}

/** FastAPI checks tokens of this world's authorization server, which makes them for nobody else. */
async function startApi(world: World, { seconds = 300 }: Setting = {}): Promise<RunningFastApi> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await world.reset({
    apis: [{ resource: url, scope: 'read:me read:items', accessTokenTtlSeconds: seconds }],
  })
  world.client = { apis: [url], scope: 'openid profile offline_access read:me' }
  return startFastApi(python ?? '', {
    port,
    ISSUER: world.issuer,
    // By its address: Python asks the resolver for names below `localhost`, and not every resolver knows
    // them.
    JWKS_URL: `http://127.0.0.1:${new URL(world.idp.origin).port}${mount}${routes.jwks}`,
    AUDIENCE: url,
    APP_ORIGIN: world.app.origin,
    LEEWAY_SECONDS: '0',
  })
}

interface Seen {
  readonly status: number
  readonly challenge: string | null
  readonly body: string
}

/** With the `fetch` of the browser, to see what FastAPI says, and that the page may read it. */
function ask(tab: Tab, url: string, token?: string): Promise<Seen> {
  return tab.evaluate(
    async ({ url, token }) => {
      const response = await fetch(
        url,
        token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
      )
      return {
        status: response.status,
        challenge: response.headers.get('www-authenticate'),
        body: await response.text(),
      }
    },
    { url, token },
  )
}

/**
 * Away to the authorization server, which knows the person and asks nothing, and back on a page of its own.
 */
async function awayAndBack(tab: Tab, leave: () => Promise<void>): Promise<void> {
  await tab.evaluate(() => {
    document.body.dataset.left = 'yes'
  })
  await leave()
  await untilIn(tab, () => document.body.dataset.left === undefined)
  await untilStatus(tab, 'Signed in as Ada Lovelace')
}

/** As an app does that lets the person decide first. */
function stepUp(tab: Tab, url: string): Promise<void> {
  return tab.evaluate((url) => {
    window.auth.fetch(url).catch((error) => window.auth.login(error.details))
  }, url)
}

test('FastAPI answers /users/me to whoever signed in, and the page may read why it refuses', async ({
  person,
  world,
}) => {
  const api = await startApi(world)
  try {
    const tab = await openAppSignedIn(person, world)
    const me = await tab.evaluate(async (url) => (await window.auth.fetch(url)).json(), `${api.url}/users/me`)
    expect(me).toMatchObject({ sub: 'ada', client_id: 'app', scope: expect.arrayContaining(['read:me']) })

    expect(await ask(tab, `${api.url}/users/me`)).toMatchObject({
      status: 401,
      challenge: 'Bearer realm="users"',
    })
    const token = await tab.evaluate(() => window.auth.accessToken())
    expect(await ask(tab, `${api.url}/users/me/items`, token)).toMatchObject({
      status: 403,
      challenge: 'Bearer realm="users", error="insufficient_scope", scope="read:items"',
    })

    expect(await callApi(tab, `${api.url}/users/me/items`)).toEqual(['step-up-required'])
    await awayAndBack(tab, () => stepUp(tab, `${api.url}/users/me/items`))
    expect(await callApi(tab, `${api.url}/users/me/items`)).toEqual([200])
    expect(await callApi(tab, `${api.url}/users/me`), 'nothing was lost').toEqual([200])
  } finally {
    await api.stop()
  }
})

test('a token that FastAPI refuses as expired is renewed, and the call succeeds', { tag: '@once' }, async ({
  person,
  world,
}) => {
  const api = await startApi(world, { seconds: 3 })
  try {
    // The page is told that it has an hour.
    world.idp.spoil(
      'token:code',
      editJson((json) => ({ ...json, expires_in: 3600 })),
    )
    const tab = await openAppSignedIn(person, world)
    const token = await tab.evaluate(() => window.auth.accessToken())
    const problem = 'error="invalid_token", error_description="the token has expired"'
    await until('the token has expired', async () => {
      const { status, challenge } = await ask(tab, `${api.url}/users/me`, token)
      return status === 401 && challenge === `Bearer realm="users", ${problem}`
    })
    expect(await tab.evaluate(() => window.auth.accessToken()), 'the page believes in it').toBe(token)
    expect(world.idp.count('token:refresh')).toBe(0)

    expect(await callApi(tab, `${api.url}/users/me`, 5)).toEqual([200, 200, 200, 200, 200])
    expect(world.idp.count('token:refresh'), 'one renewal for all').toBe(1)
  } finally {
    await api.stop()
  }
})

test('npm run demo:fastapi: one command, one URL, and Ctrl-C ends it', { tag: '@once' }, async ({
  person,
}) => {
  const port = await freePort()
  const demo = spawn('npm', ['run', '--silent', 'demo:fastapi'], {
    // A group of its own: Ctrl-C in a terminal is for all of a group.
    detached: true,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(demo, 'close')
  let output = ''
  let api = ''
  demo.stdout.on('data', (chunk) => {
    output += chunk
  })
  try {
    const [url = ''] = await until('the demo says where it is', () => /^http:\S+$/m.exec(output))
    const tab = await person.newTab()
    await tab.goto(url)
    await tab.click('Sign in')
    await tab.click('Continue as Ada Lovelace')
    await untilStatus(tab, 'Signed in as Ada Lovelace')
    api = await tab.evaluate(
      () => document.querySelector('#endpoint')?.textContent?.replace('GET ', '') ?? '',
    )
    expect((await fetch(api)).status).toBe(401)
    await tab.click('Call the API')
    await untilIn(tab, () =>
      /^200 .*"client_id": "spa"/s.test(document.querySelector('pre')?.textContent ?? ''),
    )

    await tab.click('Ask for items')
    await untilIn(tab, () => /read:items/.test(document.querySelector('#trouble')?.textContent ?? ''))
    await awayAndBack(tab, () => tab.click('Allow it, and come back'))
    await tab.click('Ask for items')
    await untilIn(tab, () => /^200 .*"owner": "ada"/s.test(document.querySelector('pre')?.textContent ?? ''))
  } finally {
    process.kill(-Number(demo.pid), 'SIGINT')
    await closed
  }
  await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow()
  await expect(fetch(api)).rejects.toThrow()
})
