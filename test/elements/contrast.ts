/** The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** `#rgb` or `#rrggbb`, from 0 to 255 each. */
function channels(colour: string): readonly number[] {
  const digits = /^#(?:[\da-f]{3}){1,2}$/.test(colour) ? colour.slice(1) : undefined
  if (digits === undefined) throw new Error(`${colour} is no colour of three or six digits`)
  const parts = digits.match(digits.length === 3 ? /./g : /../g) ?? []
  return parts.map((part) => Number.parseInt(part.padStart(2, part), 16))
}

/** Relative luminance (WCAG 2.2, "relative luminance"). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** A colour with another over it, as the browser composes them. */
export function over(below: string, above: string, opacity: number): string {
  const top = channels(above)
  const mixed = channels(below).map((value, index) =>
    Math.round(value * (1 - opacity) + (top[index] ?? 0) * opacity),
  )
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
