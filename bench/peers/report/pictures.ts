/** Pictures that read in light and in dark: each has the colours of both. */

const style = `<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 14px }
  .quiet { fill: #59636e }
  .axis { stroke: #d1d9e0 }
  .bar { fill: #afb8c1 } .bar.own { fill: #0969da }
  .curve { fill: none; stroke-width: 1.5; stroke: #afb8c1 } .curve.own { stroke: #0969da; stroke-width: 3 }
  .good { fill: #1a7f37 } .fair { fill: #bf8700 } .bad { fill: #cf222e }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    .axis { stroke: #3d444d }
    .bar { fill: #656c76 } .bar.own { fill: #4493f8 }
    .curve { stroke: #656c76 } .curve.own { stroke: #4493f8 }
    .good { fill: #3fb950 } .fair { fill: #d29922 } .bad { fill: #f85149 }
  }
</style>`

const own = 'hallpass'
const labelWidth = 170

export interface Bar {
  readonly name: string
  readonly value: number
  /** What is written beside the bar. Default: the value. */
  readonly label?: string
}

/** One bar for each library. Longer is worse in all of them, which the title says. */
export function drawBars(title: string, bars: readonly Bar[]): string {
  const width = 720
  const most = Math.max(...bars.map(({ value }) => value), 1e-9)
  const rows = bars.map(({ name, value, label }, row) => {
    const y = 38 + row * 24
    const length = Math.max(1, (value / most) * (width - labelWidth - 130))
    return `<text x="${labelWidth - 10}" y="${y + 13}" text-anchor="end">${escapeText(name)}</text>
<rect class="${classOf('bar', name)}" x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="17" rx="2"/>
<text class="quiet" x="${(labelWidth + length + 8).toFixed(1)}" y="${y + 13}">${escapeText(label ?? String(value))}</text>`
  })
  return frame(width, 48 + bars.length * 24, title, rows)
}

export type Mark = 'good' | 'fair' | 'bad' | undefined

/** One row for each library, one dot for each column. */
export function drawDots(
  title: string,
  columns: readonly string[],
  rows: readonly { readonly name: string; readonly marks: readonly Mark[] }[],
): string {
  const step = 46
  const legend = columns.map(
    (column, index) =>
      `<text class="quiet" x="16" y="${50 + index * 18}">${index + 1} ${escapeText(column)}</text>`,
  )
  const top = 60 + columns.length * 18
  const heads = columns.map(
    (_, index) =>
      `<text class="quiet" x="${labelWidth + 20 + index * step}" y="${top}" ` +
      `text-anchor="middle">${index + 1}</text>`,
  )
  const lines = rows.map(({ name, marks }, row) => {
    const y = top + 22 + row * 24
    const dots = marks.map((mark, index) => {
      const x = labelWidth + 20 + index * step
      if (mark === undefined) return `<text class="quiet" x="${x}" y="${y + 4}" text-anchor="middle">–</text>`
      // The form says it as well, for whoever cannot tell the colours apart.
      if (mark === 'bad') return `<rect class="bad" x="${x - 6}" y="${y - 6}" width="12" height="12"/>`
      if (mark === 'fair') return `<path class="fair" d="M${x} ${y - 8}l8 14h-16z"/>`
      return `<circle class="good" cx="${x}" cy="${y}" r="7"/>`
    })
    return `<text x="${labelWidth - 10}" y="${y + 4}" text-anchor="end">${escapeText(name)}</text>${dots.join('')}`
  })
  return frame(720, top + 30 + rows.length * 24, title, [...legend, ...heads, ...lines])
}

export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** One curve for each library; the scale upwards is logarithmic, and the steps to the right are even. */
export function drawCurves(title: string, unit: string, curves: readonly Curve[]): string {
  const [left, right, top, bottom] = [90, 520, 40, 300]
  const xs = curves[0]?.points.map(([x]) => x) ?? []
  const ys = curves.flatMap(({ points }) => points.map(([, y]) => Math.max(y, 0.01)))
  const [low, high] = [Math.floor(Math.log10(Math.min(...ys))), Math.ceil(Math.log10(Math.max(...ys)))]
  const xOf = (index: number): number => left + (index / Math.max(1, xs.length - 1)) * (right - left)
  const yOf = (y: number): number =>
    bottom - ((Math.log10(Math.max(y, 0.01)) - low) / Math.max(1, high - low)) * (bottom - top)
  const grid = Array.from({ length: high - low + 1 }, (_, index) => {
    const value = 10 ** (low + index)
    const y = yOf(value).toFixed(1)
    return `<line class="axis" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>
<text class="quiet" x="${left - 8}" y="${Number(y) + 4}" text-anchor="end">${value}${index === high - low ? ` ${unit}` : ''}</text>`
  })
  const ticks = xs.map(
    (x, index) => `<text class="quiet" x="${xOf(index)}" y="${bottom + 18}" text-anchor="middle">${x}</text>`,
  )
  const lines = curves.map(({ name, points }) => {
    const path = points.map(([, y], index) => `${xOf(index).toFixed(1)},${yOf(y).toFixed(1)}`).join(' ')
    return `<polyline class="${classOf('curve', name)}" points="${path}"/>`
  })
  // Names beside the ends, moved apart where they would cover each other.
  let lowest = top - 16
  const names = [...curves]
    .map(({ name, points }) => ({ name, y: yOf(points.at(-1)?.[1] ?? 1) }))
    .sort((a, b) => a.y - b.y)
    .map(({ name, y }) => {
      lowest = Math.max(y + 4, lowest + 16)
      return `<text x="${right + 10}" y="${lowest.toFixed(1)}">${escapeText(name)}</text>`
    })
  return frame(720, Math.max(bottom + 30, lowest + 14), title, [...grid, ...ticks, ...lines, ...names])
}

function frame(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${Math.ceil(height)}" width="${width}" role="img" aria-label="${escapeText(title)}">
${style}
<text class="title" x="16" y="22">${escapeText(title)}</text>
${parts.join('\n')}
</svg>
`
}

function classOf(kind: string, name: string): string {
  return name === own ? `${kind} own` : kind
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
