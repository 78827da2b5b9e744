import type { Brand, Look } from './brand.js'

/**
 * `auto`: for the page's `color-scheme`, which is the person's choice where the page allows both. `light` and
 * `dark`: for such a page. `neutral`: quiet on any page. `brand`: in the brand's own colour.
 */
export type Theme = 'auto' | 'light' | 'dark' | 'neutral' | 'brand'

/** How this brand looks in this theme, on a light page and on a dark one. */
export function looksOf(brand: Brand, theme: Theme): readonly [onLight: Look, onDark: Look] {
  const { ink = [], own } = brand
  const light = brand.light ?? look('#fff', '#1f1f1f', '#747775', ink[0])
  const dark = brand.dark ?? look('#131314', '#e3e3e3', '#8e918f', ink[1])
  switch (theme) {
    case 'auto':
      return [light, dark]
    case 'light':
      return [light, light]
    case 'dark':
      return [dark, dark]
    case 'neutral': {
      const neutral = brand.neutral ?? look('#f2f2f2', '#1f1f1f', undefined, ink[0])
      return [neutral, neutral]
    }
    case 'brand':
      // An array has a `fill` of its own.
      return 'text' in own ? [own, own] : own
  }
}

function look(fill: string, text: string, line?: string, logo?: string): Look {
  return { fill, text, ...(line && { line }), ...(logo && { logo }) }
}

/** A style sheet with the colours of one button, for `:host`. */
export function lookSheet(brand: Brand, theme: Theme): string {
  const [a, b] = looksOf(brand, theme)
  const lines = [
    both('fill', a.fill, b.fill),
    both('text', a.text, b.text),
    both('line', a.line ?? 'transparent', b.line ?? 'transparent'),
    both('ink', a.logo ?? a.text, b.logo ?? b.text),
    // White text on a colour loses contrast when the colour gets lighter.
    both('shade', shadeOf(a), shadeOf(b)),
    brand.font && `--_font:${brand.font}`,
    brand.textSize && `--_text-size:${brand.textSize}`,
  ]
  return `:host{${lines.filter(Boolean).join(';')}}`
}

function both(name: string, light: string, dark: string): string {
  return `--_${name}:${light === dark ? light : `light-dark(${light},${dark})`}`
}

/** What lies over a button that is pointed at: black, or white where black on black would not be seen. */
export function shadeOf({ fill }: Look): string {
  const [red = 0, green = 0, blue = 0] = channelsOf(fill)
  return red + green + blue < 3 * 0x30 ? '#fff' : '#000'
}

function channelsOf(colour: string): readonly number[] {
  const digits = colour.slice(1)
  const each = digits.length === 3 ? /./g : /../g
  return (digits.match(each) ?? []).map((digit) =>
    Number.parseInt(digit.length === 1 ? digit + digit : digit, 16),
  )
}
