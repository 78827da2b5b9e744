// @vitest-environment node

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { buttonDefinition } from '../../src/elements/button.js'
import { buttonStyle } from '../../src/elements/button-style.js'
import * as elements from '../../src/elements/index.js'
import { userStyle } from '../../src/elements/user-style.js'

const guide = readFileSync('docs/guides/buttons.md', 'utf8')

function properties(text: string): string[] {
  return [...new Set(text.match(/--hallpass-[a-z-]+/g))].sort()
}

describe('docs/guides/buttons.md', () => {
  test('gives the rules for the time before definition that the browsers are tested with', () => {
    const rules = /```css\n(hallpass-button:not\(:defined\)[\s\S]+?)```/.exec(guide)?.[1]
    expect(rules).toContain('hallpass-when:not(:defined)')
    expect(readFileSync('test/browser/harness/elements.css', 'utf8')).toContain(rules)
  })

  test('tells every custom property, and none that does nothing', () => {
    expect(properties(guide)).toEqual(properties(buttonStyle + userStyle))
  })

  test('tells every attribute, every language, and where every logo is from', () => {
    const told = buttonDefinition.attributes.filter((name) => !guide.includes(`\`${name}\``))
    expect(told).toEqual([])
    const languages = Object.entries(elements).filter(([, value]) =>
      elements.allLanguages.includes(value as never),
    )
    expect(languages).toHaveLength(elements.allLanguages.length)
    for (const [name] of languages) expect(guide).toContain(name === 'english' ? 'English' : `\`${name}\``)
    const table = /\| Logos of [\s\S]+?\n\n/.exec(guide)?.[0]
    for (const { name } of elements.allButtons) expect(table).toContain(name)
  })
})
