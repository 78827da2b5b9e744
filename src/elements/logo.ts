/** A drawing, as data: no markup, so that nothing has to be parsed where Trusted Types are enforced. */
export interface Logo {
  /** The `viewBox` of the drawing. */
  readonly box: string
  /** The paths of the drawing, in the order in which they are painted. */
  readonly shapes: readonly Shape[]
}

/** One SVG `<path>` of a logo. */
export interface Shape {
  /** The `d` of an SVG path. */
  readonly d: string
  /**
   * A colour of the logo's own; without one the shape takes the colour that the button's theme has for its
   * logo.
   */
  readonly fill?: string
  /** `evenodd`: shapes within are cut out. */
  readonly rule?: 'evenodd'
}

const svg = 'http://www.w3.org/2000/svg'

export function drawLogo({ box, shapes }: Logo): SVGSVGElement {
  const drawing = document.createElementNS(svg, 'svg')
  drawing.setAttribute('viewBox', box)
  // The name of the brand is in the button's text.
  drawing.setAttribute('aria-hidden', 'true')
  for (const { d, fill, rule } of shapes) {
    const path = document.createElementNS(svg, 'path')
    path.setAttribute('d', d)
    if (fill) path.setAttribute('fill', fill)
    if (rule) path.setAttribute('fill-rule', rule)
    drawing.append(path)
  }
  return drawing
}
