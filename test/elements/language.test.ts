import { describe, expect, test, vi } from 'vitest'
import { allButtons, allLanguages, english, german, portuguese } from '../../src/elements/index.js'
import { findLanguage, languageOf } from '../../src/elements/language.js'

describe('the language', () => {
  test.each([
    ['de-AT', 'de'],
    ['pt-BR', 'pt'],
    ['zh', 'zh-Hans'],
    ['zh-TW', 'zh-Hant'],
    ['zh-hant-HK', 'zh-Hant'],
    ['EN-gb', 'en'],
  ])('for %s is %s', (wanted, tag) => {
    expect(findLanguage(allLanguages, wanted)?.tags[0]).toBe(tag)
  })

  test('for one that nobody has imported is English, which the text then says of itself', () => {
    document.documentElement.lang = 'de'
    expect(languageOf(document.body, [english])).toBe(english)
  })

  test('is the closest `lang`, across shadow roots', () => {
    document.documentElement.lang = 'en'
    const host = document.body.appendChild(document.createElement('div'))
    host.lang = 'de'
    const inner = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('span'))
    expect(languageOf(inner, allLanguages)).toBe(german)
    inner.lang = 'pt'
    expect(languageOf(inner, allLanguages)).toBe(portuguese)
  })

  test('is the one the person reads, where the page says nothing', () => {
    document.documentElement.removeAttribute('lang')
    const languages = vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['xx', 'de-CH'])
    expect(languageOf(document.documentElement, allLanguages)).toBe(german)
    languages.mockRestore()
  })
})

describe.each(allLanguages.map((language) => ({ language, tag: language.tags[0] })))(
  'wording in $tag',
  ({ language }) => {
    test('has a place for each name, and none where there is no name', () => {
      for (const text of [...Object.values(language.with), language.account])
        expect(text.split('{name}')).toHaveLength(2)
      for (const text of [
        ...Object.values(language.bare),
        language.busy,
        language.failed,
        language.signOut,
      ]) {
        expect(text).not.toMatch(/[{}]/)
        expect(text.trim()).toBe(text)
        expect(text).not.toBe('')
      }
    })

    test('differs from action to action, and fits into a button when it has failed', () => {
      expect(new Set(Object.values(language.with)).size).toBe(Object.keys(language.with).length)
      expect(language.failed.length).toBeLessThanOrEqual(36)
    })
  },
)

test('no two languages or buttons answer to the same name', () => {
  const tags = allLanguages.flatMap((language) => language.tags)
  expect(new Set(tags).size).toBe(tags.length)
  const ids = allButtons.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
