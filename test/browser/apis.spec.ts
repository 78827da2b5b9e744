import { untilIn } from './drive/until.js'
import type { Fault } from './harness/faults.js'
import { answer, redirect } from './harness/faults.js'
import { callApi, openAppSignedIn } from './moves.js'
import { expect, test } from './scenario.js'

test('a redirect to another origin takes no token along, listed or not, whatever the method', async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  const { api, otherApi } = world
  for (const status of [302, 307]) {
    api.spoil(`/away/${status}`, answer(status, '', { location: `${otherApi.origin}/landed` }))
    for (const method of ['GET', 'POST']) {
      const landed = await tab.evaluate(
        async ({ url, method }) => {
          const response = await window.auth.fetch(url, { method, ...(method === 'POST' && { body: 'x' }) })
          return [response.status, new URL(response.url).pathname, response.redirected]
        },
        { url: `${api.origin}/away/${status}`, method },
      )
      expect(landed).toEqual([401, '/landed', true])
    }
  }
  expect(otherApi.count('/landed')).toBe(4)
  for (const { headers } of otherApi.exchanges) {
    expect(headers.authorization).toBeUndefined()
    expect(headers.dpop).toBeUndefined()
  }
  expect(world.idp.count('token:refresh'), 'that refusal is not about the token').toBe(0)
})

test('a redirect that comes back brings no token back', { tag: '@once' }, async ({ person, world }) => {
  const tab = await openAppSignedIn(person, world)
  const { api, otherApi } = world
  api.spoil('/away', redirect(`${otherApi.origin}/back`))
  otherApi.spoil('/back', redirect(`${api.origin}/returned`))
  await callApi(tab, `${api.origin}/away`)
  expect(api.count('/returned')).toBeGreaterThan(0)
  for (const { headers } of api.exchanges.filter(({ kind }) => kind === '/returned')) {
    expect(headers.authorization).toBeUndefined()
  }
})

test('within a listed origin a redirect is followed, and out of a listed path it is an error', {
  tag: '@once',
}, async ({ person, world }) => {
  const { api } = world
  api.spoil('/v1/moved', redirect(`${api.origin}/me`))
  const tab = await openAppSignedIn(person, world)
  expect(await callApi(tab, `${api.origin}/v1/moved`)).toEqual([200])
  expect(api.count('/me')).toBe(1)

  world.client = { apis: [`${api.origin}/v1`] }
  await tab.goto(`${world.app.origin}/`)
  expect(await callApi(tab, `${api.origin}/v1/moved`)).toEqual(['target-not-allowed'])
  expect(await callApi(tab, `${api.origin}/v1/me`)).toEqual([200])
  expect(api.count('/me'), 'nothing more arrived there').toBe(1)
})

test('what a base URL makes of a relative one is what counts', { tag: '@once' }, async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  for (const [base, result] of [
    [`${world.api.origin}/deep/`, 200],
    [`${world.otherApi.origin}/deep/`, 'target-not-allowed'],
  ] as const) {
    await tab.evaluate((base) => {
      const element = document.querySelector('base')
      if (element) element.href = base
    }, base)
    expect(await callApi(tab, 'me')).toEqual([result])
  }
  expect(world.api.exchanges.at(-1)?.url.pathname).toBe('/deep/me')
})

test('each API has its own token, from one login and one refresh token, and a reload keeps them', {
  tag: '@once',
}, async ({ person, world }) => {
  const { api, otherApi, idp } = world
  world.client = {
    apis: [
      { url: api.origin, resource: api.origin, scope: 'read:api' },
      { url: otherApi.origin, resource: otherApi.origin, scope: 'read:other' },
    ],
    remember: 'browser',
  }
  const tab = await openAppSignedIn(person, world)
  expect(await callApi(tab, `${api.origin}/me`, 3)).toEqual([200, 200, 200])
  expect(idp.count('token:refresh'), 'the login brought it').toBe(0)
  expect(await callApi(tab, `${otherApi.origin}/me`, 3)).toEqual([200, 200, 200])
  expect(idp.count('token:refresh')).toBe(1)

  await tab.goto(`${world.app.origin}/again`)
  expect(await callApi(tab, `${otherApi.origin}/me`)).toEqual([200])
  expect(await callApi(tab, `${api.origin}/me`)).toEqual([200])
  expect(idp.count('token:refresh')).toBe(1)

  const answers = await tab.evaluate(
    (urls) => Promise.all(urls.map(async (url) => (await window.auth.fetch(url)).json())),
    [`${api.origin}/me`, `${otherApi.origin}/me`],
  )
  expect(answers[1]).toMatchObject({ at: otherApi.origin, scope: expect.stringContaining('read:other') })
  expect(answers[1].scope, 'and for nothing else').not.toContain('read:api')
})

test('why an API refuses is read where the API lets it be, and the app is told where it does not', async ({
  person,
  world,
}) => {
  const tab = await openAppSignedIn(person, world)
  const challenge = { 'www-authenticate': 'Bearer error="insufficient_scope", scope="admin"' }
  const hidden: Fault = answer(403, {}, { ...challenge, 'access-control-expose-headers': '' })
  world.api.spoil('/said', answer(403, {}, challenge))
  world.api.spoil('/hidden', hidden)
  expect(await callApi(tab, `${world.api.origin}/said`)).toEqual(['step-up-required'])
  expect(await callApi(tab, `${world.api.origin}/hidden`)).toEqual([403])
  await untilIn(tab, () =>
    window.events.some(
      (event) =>
        event.type === 'warning' &&
        event.error.message.includes('Access-Control-Expose-Headers: WWW-Authenticate'),
    ),
  )
})
