import { beforeEach, describe, expect, test } from 'vitest'
import { defineElements, german } from '../../src/elements/index.js'
import { buttonIn, type FakeClient, fakeClient, put, settled, signedIn, within } from './page.js'

let client: FakeClient

beforeEach(() => {
  client = fakeClient()
  document.documentElement.lang = 'en'
  defineElements(client, { languages: [german] })
})

const markup =
  '<hallpass-user><a href="#account">Account</a><button type="button">Settings</button></hallpass-user>'

const isOpen = (element: Element): boolean => !within(element, '[part=menu]').hidden

// Its menu is walked through in real browsers: test/browser/elements.spec.ts.
describe('<hallpass-user>', () => {
  test('shows nobody until somebody is signed in, and then who', () => {
    const user = put('hallpass-user', markup)
    expect(buttonIn(user).hidden).toBe(true)
    client.become(signedIn())
    expect(buttonIn(user).hidden).toBe(false)
    expect(within(user, '.accessible-name').textContent).toBe('Account of Ada Lovelace')
    expect(within(user, '[part=initials]').textContent).toBe('AL')
    expect(within(user, '[part=detail]').textContent).toBe('ada@example.com')
    user.setAttribute('lang', 'de')
    expect(within(user, '.accessible-name').textContent).toBe('Konto von Ada Lovelace')
  })

  test('shows what `person` makes of a user of your own', () => {
    defineElements(client, { person: (user) => ({ name: (user as { nick: string }).nick }) })
    const user = put('hallpass-user', markup)
    client.become(signedIn({ nick: 'The Countess' }))
    expect(within(user, '.accessible-name').textContent).toBe('Account of The Countess')
  })

  test('shows what is for people who are signed out, and nothing of the sort while that is open', () => {
    const user = put(
      'hallpass-user',
      '<hallpass-user><a slot="signed-out" href="#">Sign in</a></hallpass-user>',
    )
    const slot = within(user, 'slot[name=signed-out]')
    expect(slot.hidden).toBe(false)
    client.become({ status: 'loading' })
    expect(slot.hidden).toBe(true)
    client.become(signedIn())
    expect(slot.hidden).toBe(true)
  })

  test('signs out from its menu', async () => {
    const user = put('hallpass-user', markup)
    user.options = { everywhere: false }
    client.become(signedIn())
    buttonIn(user).click()
    expect(isOpen(user)).toBe(true)
    within(user, '[part~=sign-out]').click()
    await settled()
    expect(client.logouts).toEqual([{ everywhere: false }])
    expect(isOpen(user)).toBe(false)
    expect(buttonIn(user).hidden).toBe(true)
  })

  test('tells the page when signing out has failed', async () => {
    const user = put('hallpass-user', markup)
    const errors: unknown[] = []
    user.addEventListener('hallpass-error', ({ detail }) => errors.push(detail))
    const error = new Error('No.')
    user.client = { session: client.session, login: client.login, logout: () => Promise.reject(error) }
    client.become(signedIn())
    buttonIn(user).click()
    within(user, '[part~=sign-out]').click()
    await settled()
    expect(errors).toEqual([{ error }])
    expect(buttonIn(user).hasAttribute('aria-busy')).toBe(false)
  })
})
