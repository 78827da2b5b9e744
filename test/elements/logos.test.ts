// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { logoFiles } from '../../scripts/brand-logos.mjs'
import * as elements from '../../src/elements/index.js'
import { allButtons } from '../../src/elements/index.js'
import * as providers from '../../src/providers/index.js'

describe('logos', () => {
  test.each([...logoFiles()])('%s is what the script makes of the installed icons', (path, text) => {
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('of which each says where it is from', () => {
    for (const file of readdirSync('src/elements/logos')) {
      expect(readFileSync(`src/elements/logos/${file}`, 'utf8')).toMatch(
        /^\/\/ [\s\S]+The mark is its owner's/,
      )
    }
  })

  test('there are for every provider there is a preset of', () => {
    // `relocateProvider` is a function that changes a provider.
    const presets = Object.keys(providers).flatMap(
      (name) => /^(?!relocate)(.+)Provider$/.exec(name)?.[1] ?? [],
    )
    expect(presets.length).toBeGreaterThan(25)
    for (const preset of presets) {
      // Two kinds of apps of one brand.
      const button = preset === 'githubApp' ? 'githubButton' : `${preset}Button`
      expect(Object.keys(elements)).toContain(button)
    }
  })

  test('draw within their box, in colours', () => {
    for (const { logo } of allButtons) {
      expect(logo.box).toMatch(/^0 0 \d+ \d+$/)
      for (const { d, fill } of logo.shapes) {
        expect(d).toMatch(/^[Mm]/)
        if (fill) expect(fill).toMatch(/^#[\da-f]{6}$/)
      }
    }
  })
})
