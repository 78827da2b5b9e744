import { expect, test } from 'vitest'
import { createWorld, type TestTab, until } from '../../src/testing/index.js'
import { createMediatedWorld } from '../server/mediated-world.js'

/** The page of this tab, in a frame of another page. */
function framed(tab: TestTab): TestTab {
  const { page, ...others } = tab.effects
  if (!page) throw new Error('there is no page')
  return Object.assign(Object.create(tab), { effects: { ...others, page: { ...page, frame: () => '' } } })
}

test('a login in a frame is told what to do, and leaves for no page that refuses to be shown', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  const here = client(framed(tab))
  await here.start()
  await expect(here.login()).rejects.toMatchObject({
    code: 'framed',
    recovery: 'fix',
    details: { page: 'login' },
    message: expect.stringContaining('loginWithPopup()'),
  })
  expect([tab.leftFor, here.session.get().status]).toEqual([undefined, 'signed-out'])
})

test('an app that signs in by itself says so in a frame, and does not leave', async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  expect(await client(framed(tab)).start({ require: true })).toMatchObject({ error: { code: 'framed' } })
  expect(tab.leftFor).toBeUndefined()
})

test('the same with a server part', async () => {
  const { browser, open } = createMediatedWorld()
  const tab = browser.openTab()
  await expect(open(framed(tab)).login()).rejects.toMatchObject({ code: 'framed' })
  expect(tab.leftFor).toBeUndefined()
})

test.each([
  ['its prompt', { prompt: 'none' }, {}],
  ['its params', { params: { prompt: 'none' } }, {}],
  ["the client's params", {}, { params: { prompt: 'none' } }],
])('a login that shows no page, by %s, leaves in a frame, too', async (_, login, options) => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  const here = client(framed(tab), options)
  await Promise.race([here.login(login), until(() => tab.leftFor)])
  expect(tab.leftFor).toContain('prompt=none')
})

test("a login is asked for a person by its own prompt, whatever the client's params say", async () => {
  const { browser, client } = createWorld()
  const tab = browser.openTab()
  const here = client(framed(tab), { params: { prompt: 'none' } })
  await expect(here.login({ prompt: 'login' })).rejects.toMatchObject({ code: 'framed' })
})

test("a sign-out in a frame ends the session here, and says that the server's own goes on", async () => {
  const { browser, client, signIn } = createWorld()
  const { tab } = await signIn(browser.openTab())
  const here = client(framed(tab))
  await here.start()
  await here.logout()
  expect(here.session.get()).toMatchObject({ status: 'signed-out', reason: 'logout' })
  expect(tab.leftFor).toBeUndefined()
  expect(here.events).toContainEqual({
    type: 'warning',
    error: expect.objectContaining({ code: 'framed', details: { page: 'sign-out' } }),
  })
})
