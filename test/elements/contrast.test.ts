import { describe, expect, test } from 'vitest'
import { genericBrand } from '../../src/elements/generic-brand.js'
import { allButtons, type Brand, type Theme } from '../../src/elements/index.js'
import { looksInTheme, shadeOf } from '../../src/elements/look.js'
import { contrast, over } from './contrast.js'

const themes: readonly Theme[] = ['auto', 'light', 'dark', 'neutral', 'brand']

/**
 * Logos whose owners want a colour with less contrast, as logotypes may have (WCAG 2.2, 1.4.3): for these the
 * label speaks.
 */
const paleLogos: Readonly<Record<string, readonly Theme[]>> = {
  spotify: ['auto', 'light'],
  supabase: ['auto', 'light', 'neutral'],
}

const looks = [...allButtons, genericBrand].flatMap((brand) =>
  themes.flatMap((theme) =>
    looksInTheme(brand, theme).map((look, index) => ({
      brand,
      theme,
      look,
      name: `${brand.id || 'own'}, ${theme}, on a ${index ? 'dark' : 'light'} page`,
    })),
  ),
)

describe('contrast', () => {
  test('is computed as WCAG has it', () => {
    expect(contrast('#000', '#fff')).toBe(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(over('#ffffff', '#000', 0.5)).toBe('#808080')
  })

  test.each(looks)(
    'of the text of $name is 4.5 at least, also while it is pointed at and pressed',
    ({ look }) => {
      const shade = shadeOf(look)
      for (const opacity of [0, 0.07, 0.14]) {
        expect(
          contrast(over(look.fill, shade, opacity), look.text),
          `${look.text} on ${look.fill}, ${opacity} of ${shade}`,
        ).toBeGreaterThanOrEqual(4.5)
      }
    },
  )

  const monochrome = looks.filter(
    ({ brand, theme }) => isMonochrome(brand) && !paleLogos[brand.id]?.includes(theme),
  )

  test.each(monochrome)('of the logo of $name is 3 at least', ({ look }) => {
    expect(contrast(look.fill, look.logo ?? look.text)).toBeGreaterThanOrEqual(3)
  })
})

function isMonochrome({ logo }: Brand): boolean {
  return logo.shapes.every(({ fill }) => fill === undefined)
}
