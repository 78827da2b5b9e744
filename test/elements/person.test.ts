import { describe, expect, test } from 'vitest'
import { initials, personOf } from '../../src/elements/person.js'

describe('a person', () => {
  test('is known by the first name there is', () => {
    expect(personOf({ sub: '1', name: 'Ada Lovelace', email: 'ada@example.com' })).toEqual({
      name: 'Ada Lovelace',
      detail: 'ada@example.com',
    })
    expect(personOf({ sub: '1', given_name: 'Ada', family_name: 'Lovelace' })).toEqual({
      name: 'Ada Lovelace',
    })
    expect(personOf({ sub: '1', preferred_username: 'ada' })).toEqual({ name: 'ada' })
    expect(personOf({ sub: '1', email: 'ada@example.com' })).toEqual({ name: 'ada@example.com' })
    expect(personOf({ sub: '1', name: ' ' })).toEqual({ name: '1' })
  })

  test('of any other shape is nobody in particular, and no error', () => {
    for (const user of [undefined, null, 1, 'Ada', [], { name: { first: 'Ada' } }]) {
      expect(personOf(user)).toEqual({ name: '?' })
    }
  })

  test.each([
    ['Ada Lovelace', 'AL'],
    ['Ada King, Countess of Lovelace', 'AL'],
    ['ada', 'A'],
    ['ada.lovelace@example.com', 'A'],
    ['ursula_le_guin', 'UG'],
    ['山田太郎', '山'],
    ['𝒜da', '𝒜'],
    ['Éa Ö.', 'ÉÖ'],
    ['(nobody)', 'N'],
    ['?', ''],
  ])('called %s has the initials %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })
})
