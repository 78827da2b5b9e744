import { settle, testClient, until } from 'hallpass/testing'
import { beforeEach, expect, test } from 'vitest'
import { show } from './view.js'

beforeEach(() => {
  document.body.innerHTML = ''
})

function shown(auth) {
  show(auth, document.body)
  return document.body
}

test('somebody signed in is greeted, and can load', async () => {
  const auth = testClient({ user: { sub: 'ada', name: 'Ada' } })
  auth.test.answer('/api/me', { name: 'Ada Lovelace' })
  const page = shown(auth)
  expect(page.textContent).toContain('Hello Ada')
  page.querySelectorAll('button')[1].click()
  await until(() => page.textContent.includes('API: Ada Lovelace'))
  expect(auth.test.requests).toMatchObject([{ method: 'GET', sub: 'ada', status: 200 }])
})

test('nobody is offered the login, which leaves the page', async () => {
  const auth = testClient()
  const page = shown(auth)
  expect(page.textContent).toContain('Nobody (never)')
  page.querySelector('button').click()
  expect(await until(() => auth.test.leftFor)).toContain('/authorize')
})

test('what happens to the session is shown at once', async () => {
  const auth = testClient({ session: 'loading' })
  const page = shown(auth)
  expect(page.textContent).toContain('Nobody (loading)')
  auth.test.become({ sub: 'ada', name: 'Ada' })
  expect(page.textContent).toContain('Hello Ada')
  auth.test.trouble()
  expect(page.textContent).toContain('trouble')
  auth.test.recover()
  expect(page.textContent).not.toContain('trouble')
  auth.test.signOut('other-tab')
  expect(page.textContent).toContain('Nobody (other-tab)')
  await settle()
  expect(page.textContent).toContain('Nobody (other-tab)')
})

test('a renewal that the server refuses ends the session', async () => {
  const auth = testClient({ user: { sub: 'ada', name: 'Ada' } })
  const page = shown(auth)
  auth.test.server.fail('token', 'invalid_grant')
  auth.test.clock.advance(3_600_000)
  page.querySelectorAll('button')[1].click()
  await until(() => page.textContent.includes('Nobody (expired)'))
})
