import { beforeEach, describe, expect, test } from 'vitest'
import { defineElements } from '../../src/elements/index.js'
import { type FakeClient, fakeClient, put, signedIn } from './page.js'

let client: FakeClient

beforeEach(() => {
  client = fakeClient()
  defineElements(client)
})

function shows(element: Element): boolean {
  return element.shadowRoot?.querySelector('slot') !== null
}

describe('<hallpass-when>', () => {
  test('shows its content in one state, and takes it out of the page in the others', () => {
    const when = put('hallpass-when', '<hallpass-when status="signed-in">Hello</hallpass-when>')
    expect(shows(when)).toBe(false)
    client.become(signedIn())
    expect(shows(when)).toBe(true)
    client.become({ status: 'signed-out', reason: 'logout' })
    expect(shows(when)).toBe(false)
  })

  test('takes several states, and the reason for having none', () => {
    const when = put('hallpass-when', '<hallpass-when status="loading signed-out">Hello</hallpass-when>')
    expect(shows(when)).toBe(true)
    when.setAttribute('reason', 'expired revoked')
    expect(shows(when)).toBe(false)
    client.become({ status: 'signed-out', reason: 'expired' })
    expect(shows(when)).toBe(true)
    client.become({ status: 'loading' })
    expect(shows(when)).toBe(false)
  })

  test('follows a client of its own', () => {
    const when = put('hallpass-when', '<hallpass-when status="signed-in">Hello</hallpass-when>')
    const own = fakeClient()
    when.client = own
    own.become(signedIn())
    expect(shows(when)).toBe(true)
    client.become({ status: 'loading' })
    expect(shows(when)).toBe(true)
  })

  test('follows a client that defineElements gets later', () => {
    const when = put('hallpass-when', '<hallpass-when status="signed-in">Hello</hallpass-when>')
    const next = fakeClient()
    next.become(signedIn())
    defineElements(next)
    expect(shows(when)).toBe(true)
  })
})
