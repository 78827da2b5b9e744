import type { Brand, Look } from './brand.js'

/**
 * The `theme` of a button. `auto`: follows the page's `color-scheme`, which follows the person's choice where
 * the page allows both. `light`, `dark`: for a light page, for a dark page. `neutral`: light grey on any
 * page. `brand`: in the brand's own colour.
 */
export type Theme = 'auto' | 'light' | 'dark' | 'neutral' | 'brand'

/** The colours of the button of this brand in this theme, on a light page and on a dark page. */
export function looksInTheme(brand: Brand, theme: Theme): readonly [onLight: Look, onDark: Look] {
  const { ink = [], own } = brand
  const light = brand.light ?? createLook('#fff', '#1f1f1f', '#747775', ink[0])
  const dark = brand.dark ?? createLook('#131314', '#e3e3e3', '#8e918f', ink[1])
  switch (theme) {
    case 'auto':
      return [light, dark]
    case 'light':
      return [light, light]
    case 'dark':
      return [dark, dark]
    case 'neutral': {
      const neutral = brand.neutral ?? createLook('#f2f2f2', '#1f1f1f', undefined, ink[0])
      return [neutral, neutral]
    }
    case 'brand':
      // An array has a method `fill`, so only `text` tells a single look from a pair of looks.
      return 'text' in own ? [own, own] : own
  }
}

function createLook(fill: string, text: string, line?: string, logo?: string): Look {
  return { fill, text, ...(line && { line }), ...(logo && { logo }) }
}

/** The text of a style sheet that gives `:host` the colours of one button, as custom properties. */
export function lookStyle(brand: Brand, theme: Theme): string {
  const [onLight, onDark] = looksInTheme(brand, theme)
  const declarations = [
    colourProperty('fill', onLight.fill, onDark.fill),
    colourProperty('text', onLight.text, onDark.text),
    colourProperty('line', onLight.line ?? 'transparent', onDark.line ?? 'transparent'),
    colourProperty('ink', onLight.logo ?? onLight.text, onDark.logo ?? onDark.text),
    colourProperty('shade', shadeOf(onLight), shadeOf(onDark)),
    brand.font && `--_font:${brand.font}`,
    brand.textSize && `--_text-size:${brand.textSize}`,
  ]
  return `:host{${declarations.filter(Boolean).join(';')}}`
}

function colourProperty(name: string, onLight: string, onDark: string): string {
  return `--_${name}:${onLight === onDark ? onLight : `light-dark(${onLight},${onDark})`}`
}

/**
 * The colour that lies over a button while the pointer is on it, at a low opacity. It is black, since white
 * text loses contrast where its background gets lighter. Only over a fill that is nearly black, where black
 * could not be seen, it is white.
 */
export function shadeOf({ fill }: Look): string {
  const channels = channelsOf(fill)
  if (!channels) {
    // The browser computes the lightness of any other CSS colour (CSS Color Module Level 5, section 4). The
    // factor makes the lightness of the result either 0 or 1.
    return `oklch(from ${fill} clamp(0, (0.3 - l) * 1000000, 1) 0 0)`
  }
  const [red = 0, green = 0, blue = 0] = channels
  return red + green + blue < 3 * 0x30 ? '#fff' : '#000'
}

/** Red, green and blue of `#rgb` or `#rrggbb`, from 0 to 255; `undefined` for any other notation. */
function channelsOf(colour: string): readonly number[] | undefined {
  const [, digits] = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(colour) ?? []
  const each = digits?.length === 3 ? /./g : /../g
  return digits?.match(each)?.map((digit) => Number.parseInt(digit.padStart(2, digit), 16))
}
