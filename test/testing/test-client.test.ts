import { expect, test } from 'vitest'
import { defineElements } from '../../src/elements/index.js'
import { testClient } from '../../src/testing/index.js'
import { testClientFacts } from './test-client-facts.js'

testClientFacts('happy-dom')

test('elements take a test client, and follow it', () => {
  const auth = testClient({ user: { sub: 'ada', name: 'Ada Lovelace' } })
  defineElements(auth)
  const menu = document.createElement('hallpass-user')
  document.body.append(menu)
  const text = (): string => menu.shadowRoot?.textContent ?? menu.textContent ?? ''
  expect(text()).toContain('Ada Lovelace')
  auth.test.become({ sub: 'grace', name: 'Grace Hopper' })
  expect(text()).toContain('Grace Hopper')
  menu.remove()
})
