const svg = 'http://www.w3.org/2000/svg'

/** Drawings of 24 by 24, each a list of paths. */
const drawings = {
  pass: [
    'M9 3h6v3H9zM12 6v2',
    'M8 8h8a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3v-7a3 3 0 0 1 3-3z',
    'm9.2 14.8 2 2 3.8-4',
  ],
  report: ['M9 4h6v3H9z', 'M9 5.5H6.5v15h11v-15H15', 'M9.5 11.5h5M9.5 15.5h5'],
  enlarge: ['M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7'],
  close: ['M6 6l12 12M18 6 6 18'],
} as const

export function icon(name: keyof typeof drawings): SVGSVGElement {
  return draw(
    { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.8' },
    drawings[name].map((d) => ['path', { d, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }]),
  )
}

/** The ring around the button: as much of it as the access token has of its life. */
export function ring(): SVGSVGElement {
  const circle = { cx: '24', cy: '24', r: '22.5', pathLength: '100' }
  const drawing = draw({ viewBox: '0 0 48 48', class: 'ring' }, [
    ['circle', circle],
    ['circle', { ...circle, class: 'life', 'stroke-dasharray': '0 100' }],
  ])
  return drawing
}

function draw(
  attributes: Readonly<Record<string, string>>,
  shapes: readonly (readonly [name: string, attributes: Readonly<Record<string, string>>])[],
): SVGSVGElement {
  const drawing = document.createElementNS(svg, 'svg')
  set(drawing, { ...attributes, 'aria-hidden': 'true' })
  for (const [name, own] of shapes) {
    const shape = document.createElementNS(svg, name)
    set(shape, own)
    drawing.append(shape)
  }
  return drawing
}

function set(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
}
