import { type Peer, peers } from '../libraries.js'
import type { Outcome } from '../measures/faults.js'
import type { Stampede } from '../measures/stampede.js'
import type { Spread } from '../numbers.js'
import type { By, Found, Results } from '../results.js'
import { ahead } from './ahead.js'
import { type Curve, drawBars, drawCurves, drawDots, type Mark } from './pictures.js'

export interface Report {
  /** `docs/benchmarks.md`, as yet unformatted. */
  readonly page: string
  /** What stands in README.md between the two markers. */
  readonly table: string
  /** SVG, by file name. */
  readonly pictures: ReadonlyMap<string, string>
}

/** Everything that is written from `results.json`, which alone decides what it says. */
export function render({ versions, machine, measures }: Results): Report {
  const pictures = new Map<string, string>()
  const picture = (name: string, alt: string, svg: string): string => {
    pictures.set(`${name}.svg`, svg)
    return `![${alt}](images/benchmarks/${name}.svg)`
  }
  const sections = [
    sizeSection(measures, picture),
    requestsSection(measures, picture),
    stampedeSection(measures, picture),
    faultsSection(measures, picture),
    reloadsSection(measures, picture),
    callsSection(measures, picture),
    growthSection(measures, picture),
  ]
  const page = [
    introduction,
    '## Where others are ahead',
    ahead(measures)
      .map((line) => `- ${line}`)
      .join('\n'),
    ...sections.filter((section) => section !== undefined),
    method(machine, versions),
  ].join('\n\n')
  return { page, table: readmeTable(measures, versions), pictures }
}

const introduction = `# Benchmarks

<!-- Written by \`npm run bench:peers\` from bench/peers/results.json: change bench/peers/, not this page. -->

Hallpass beside other libraries and a client written by hand, each in the way its own documentation
shows: one file per library in \`bench/peers/libraries/\`, of at most 40 lines, which its authors
are asked to correct. All run at the same real authorization server, in Chromium. \`npm run
bench:peers\` runs it again, and \`npm run bench:peers -- --only=faults
--libraries=hallpass,by-hand\` a part of it.`

type Picture = (name: string, alt: string, svg: string) => string

function sizeSection({ size }: Found, picture: Picture): string | undefined {
  if (size === undefined) return undefined
  const bars = rowsOf(size).map(([name, { loaded }]) => ({ name, value: loaded, label: `${kb(loaded)} kB` }))
  return section(
    'Size',
    'Bytes of gzip. A whole life is a login, its callback, calls, a renewal, a reload, and a refresh ' +
      'token that is refused: every script that the browser asked for. A library that loads a part only ' +
      'when it needs it has more emitted than loaded.',
    picture('size', 'Size loaded over a whole life', drawBars('Loaded over a whole life, kB of gzip', bars)),
    ['', 'loaded in a whole life, kB', 'files', 'emitted, kB', 'files'],
    rowsOf(size).map(([name, one]) => [
      label(name),
      kb(one.loaded),
      String(one.loadedFiles),
      kb(one.emitted),
      String(one.emittedFiles),
    ]),
  )
}

function requestsSection({ requests }: Found, picture: Picture): string | undefined {
  if (requests === undefined) return undefined
  const bars = rowsOf(requests).map(([name, { callback, reload }]) => ({
    name,
    value: callback.length + reload.length,
    label: `${callback.length} + ${reload.length}`,
  }))
  const cell = (kinds: readonly string[] | undefined): string => {
    if (kinds === undefined) return '–'
    return kinds.length === 0 ? '0' : `${kinds.length} (${kinds.join(', ')})`
  }
  return section(
    'Requests',
    'To the authorization server; its own pages and CORS preflights do not count. *Silent* is an ' +
      'authorization request with `prompt=none`, in a hidden frame or by redirects. A second click is ' +
      'made on the page that the first one led to; “–”: it signs nobody in who is signed in.',
    picture(
      'requests',
      'Requests from callback to API and from reload to API',
      drawBars('Requests: from callback to API + from reload to API', bars),
    ),
    [
      '',
      'the page opens, nobody signed in',
      'click → redirect',
      'second click → redirect',
      'callback → API',
      'reload → API',
    ],
    rowsOf(requests).map(([name, one]) => [
      label(name),
      cell(one.open),
      cell(one.cold),
      cell(one.warm),
      cell(one.callback),
      cell(one.reload),
    ]),
  )
}

function stampedeSection({ stampede }: Found, picture: Picture): string | undefined {
  if (stampede === undefined) return undefined
  const crowds = Object.keys(Object.values(stampede)[0] ?? {})
  const largest = crowds.at(-1) ?? ''
  const bars = rowsOf(stampede).map(([name, found]) => {
    const runs = found[largest] ?? []
    return { name, value: sum(runs.map(({ failed }) => failed)), label: failedOf(runs) }
  })
  const tables = crowds.map((crowd) =>
    table(
      [crowd, 'refreshes', 'silent requests', 'failed calls', 'tabs lost', 'sessions lost'],
      rowsOf(stampede).map(([name, found]) => {
        const runs = found[crowd] ?? []
        return [
          label(name),
          range(runs.map(({ refreshes }) => refreshes)),
          range(runs.map(({ silent }) => silent)),
          failedOf(runs),
          range(runs.map(({ tabsLost }) => tabsLost)),
          lostOf(runs),
        ]
      }),
    ),
  )
  return [
    '## Everybody at once',
    'The access token has just ended, and all tabs call the API. The server answers after 50 ms, renews a ' +
      'refresh token once, and ends the whole session when it sees one twice. Medians of some rounds, ' +
      'with the range where they differ. A tab is lost if it cannot call the API afterwards; a session ' +
      'is lost if a new tab is not signed in.',
    picture('stampede', `Failed calls, ${largest}`, drawBars(`Failed calls, ${largest}, all rounds`, bars)),
    ...tables,
  ].join('\n\n')
}

function faultsSection({ faults }: Found, picture: Picture): string | undefined {
  if (faults === undefined) return undefined
  const names = Object.keys(Object.values(faults)[0] ?? {})
  const dots = rowsOf(faults).map(([name, found]) => ({
    name,
    marks: names.map((scenario) => markOf(found[scenario])),
  }))
  return [
    '## Bad days: who is still signed in afterwards',
    'Always at the moment when the access token ends. In the picture: a circle where every open tab works ' +
      'on, a triangle where a new tab or a reload is needed (or where only the tab that was open works), ' +
      'a square where the person has to sign in again.',
    picture(
      'faults',
      'Who is signed in after each fault',
      drawDots('Who is signed in afterwards', names, dots),
    ),
    ...names.map((scenario, index) =>
      table(
        [`${index + 1}. ${scenario}`, 'afterwards', 'failed calls meanwhile', 'refreshes'],
        rowsOf(faults).map(([name, found]) => {
          const outcome = found[scenario]
          if (outcome === undefined) return [label(name), '–', '–', '–']
          return [
            label(name),
            afterwards(outcome),
            `${outcome.failed} of ${outcome.calls}`,
            String(outcome.refreshes),
          ]
        }),
      ),
    ),
    'Where the answer is lost after the server has rotated the refresh token, only a server that forgives ' +
      'a second use for a moment can help, or a silent request: who is signed in there has got a new ' +
      'session by the cookie of the authorization server.',
    'The frozen tab has the answer when it freezes, and thaws after the other one has its own, or after ' +
      '25 seconds. Who waits for it without end keeps the session, and all other tabs hang until it ' +
      'thaws; who goes on without it uses the refresh token a second time.',
  ].join('\n\n')
}

function reloadsSection({ reloads }: Found, picture: Picture): string | undefined {
  if (reloads === undefined) return undefined
  const conditions = Object.keys(Object.values(reloads)[0] ?? {})
  const first = conditions[0] ?? ''
  const bars = rowsOf(reloads).map(([name, found]) => ({
    name,
    value: found[first]?.importToToken.median ?? 0,
    label: `${found[first]?.importToToken.median ?? '–'} ms`,
  }))
  return [
    '## Reload',
    'A page with a valid token is loaded again: milliseconds from the import of the script to the token, ' +
      'and that ÷ by hand in the same round; then from the navigation to the token, seen from outside, ' +
      'which counts redirects as well. Medians, with quartiles in brackets.',
    picture('reloads', 'Import to token after a reload', drawBars('Reload: import → token, ms', bars)),
    ...conditions.map((condition) =>
      table(
        [condition, 'import → token, ms', '÷ by hand', 'navigation → token, ms'],
        rowsOf(reloads).map(([name, found]) => {
          const reload = found[condition]
          return [label(name), ...[reload?.importToToken, reload?.ratio, reload?.whole].map(spreadCell)]
        }),
      ),
    ),
  ].join('\n\n')
}

function callsSection({ calls }: Found, picture: Picture): string | undefined {
  if (calls === undefined) return undefined
  const bars = rowsOf(calls).map(([name, { heapKb }]) => ({ name, value: heapKb, label: `${heapKb} kB` }))
  return section(
    'Per call, and heap',
    'With a valid token: one call for the token in microseconds; a call of the API by the library ÷ a ' +
      'plain `fetch` with the same header, one after the other; the same with tokens that are bound to a ' +
      'key (DPoP), where the library can; and the JavaScript heap over that of a blank page, after a ' +
      'garbage collection.',
    picture('heap', 'Heap', drawBars('Heap over a blank page, kB', bars)),
    ['', 'token, µs', 'fetch ÷ plain fetch', 'with DPoP ÷ plain fetch', 'heap, kB'],
    rowsOf(calls).map(([name, one]) => [
      label(name),
      spreadCell(one.tokenUs),
      spreadCell(one.fetchRatio),
      spreadCell(one.boundRatio),
      String(one.heapKb),
    ]),
  )
}

function growthSection({ growth }: Found, picture: Picture): string | undefined {
  if (growth === undefined) return undefined
  const curves: Curve[] = rowsOf(growth).map(([name, { tabs }]) => ({
    name,
    points: tabs.map(({ count, renewalMs }) => [count, renewalMs]),
  }))
  const tabCounts = Object.values(growth)[0]?.tabs.map(({ count }) => count) ?? []
  const apiCounts = Object.values(growth)[0]?.apis.map(({ count }) => count) ?? []
  return [
    '## Growth',
    'With more tabs: one call for the token in one of them, in microseconds; and the moment when the ' +
      'token has ended and every tab calls once, until the last one has its answer: milliseconds, ' +
      'requests with a refresh token, failed calls. With more APIs: microseconds that the library adds ' +
      'to a call, with a `fetch` that answers at once.',
    picture(
      'growth',
      'Renewal with more tabs',
      drawCurves('Every tab calls at expiry, by tabs', 'ms', curves),
    ),
    table(
      [
        'tabs',
        ...tabCounts.map((count) => `${count}: token, µs`),
        ...tabCounts.map((count) => `${count}: renewal, ms`),
        ...tabCounts.map((count) => `${count}: refreshes, failed`),
      ],
      rowsOf(growth).map(([name, { tabs }]) => [
        label(name),
        ...tabs.map(({ tokenUs }) => String(tokenUs)),
        ...tabs.map(({ renewalMs }) => String(renewalMs)),
        ...tabs.map(({ refreshes, failed }) => `${refreshes}, ${failed}`),
      ]),
    ),
    table(
      ['APIs', ...apiCounts.map((count) => `${count}: call, µs`)],
      rowsOf(growth).map(([name, { apis }]) => [label(name), ...apis.map(({ callUs }) => String(callUs))]),
    ),
  ].join('\n\n')
}

function method(machine: string, versions: Readonly<Record<string, string>>): string {
  const { chromium, 'oidc-provider': server, node } = versions
  return `## Method

Chromium ${chromium}, \`oidc-provider\` ${server} on Node ${node}, ${machine}. Each library has an
app, an API and an authorization server of its own, each on a site of its own
(\`hallpass.localhost\`, \`api0.localhost\`, \`idp.localhost\`), and each measure a browser profile
that is empty. Vite bundles each app alone, for production.

- The server: JWTs that are good for an hour, refresh tokens that are good once, the whole grant
  ended when one is used again. Nobody is asked for a password or for consent, and everybody who may
  renew gets a refresh token. The API looks at the end of the token, as any that reads JWTs.
- Nobody waits for an hour: the clocks of the servers and of all pages and workers are moved. Timers
  are not, which is what a sleeping laptop does to them. A library that waits for so many seconds of
  real time waits for them here as well; where a fault lasts a minute, the clock jumps through it in
  steps of 15 seconds.
- Sessions are in a storage that tabs share, where the library has one. Third-party cookies are
  allowed, except where a table says otherwise.
- Measures of time go through the libraries in turn, round by round, so that what the machine does
  meanwhile hits all of them. Counts do not depend on the machine, except for races: those are what
  the rounds are for.

What is noise: differences below a tenth in a ratio, below a few milliseconds in a reload and below
a microsecond in a call; and everything that has time in it on a machine that does something else.

### Concessions, and versions

${peers.map((peer) => about(peer, versions)).join('\n')}
`
}

function about({ name, package: from, tokens, concession }: Peer, versions: Results['versions']): string {
  const done = concession === undefined ? '' : ` ${concession}`
  return `- ${label(name)}: \`${from}\` ${versions[from] ?? ''}. Tokens are in: ${tokens}.${done}`
}

function readmeTable(
  { size, requests, stampede, faults }: Found,
  versions: Readonly<Record<string, string>>,
): string {
  const crowd = '10 tabs × 4 calls'
  const rows = peers.map(({ name, package: from }) => {
    const runs = stampede?.[name]?.[crowd]
    const outcomes = Object.values(faults?.[name] ?? {})
    const { callback, reload } = requests?.[name] ?? {}
    return [
      name === 'hallpass' || name === 'by-hand' ? label(name) : `${name} ${versions[from] ?? ''}`,
      size?.[name] ? kb(size[name].loaded) : '–',
      callback && reload ? `${callback.length}, ${reload.length}` : '–',
      runs ? range(runs.map(({ refreshes }) => refreshes)) : '–',
      runs ? failedOf(runs) : '–',
      runs ? lostOf(runs) : '–',
      outcomes.length > 0
        ? `${outcomes.filter((one) => markOf(one) === 'good').length} of ${outcomes.length}`
        : '–',
    ]
  })
  return table(
    [
      '',
      'gzip kB, a whole life',
      'requests: callback → API, reload → API',
      'ten tabs at expiry: refreshes',
      '… failed calls',
      '… sessions lost',
      'bad days after which all tabs work on',
    ],
    rows,
  )
}

function markOf(outcome: Outcome | undefined): Mark {
  if (outcome === undefined) return undefined
  const { works, tabs, signedIn } = outcome
  if (works === tabs && signedIn) return 'good'
  return works > 0 || signedIn ? 'fair' : 'bad'
}

function afterwards({ works, tabs, signedIn }: Outcome): string {
  if (works === tabs) return signedIn ? 'all tabs work on' : 'until a reload'
  if (signedIn) return works > 0 ? 'some tabs need a reload' : 'after a reload'
  return works > 0 ? 'one tab, until a reload' : '**signed out**'
}

function section(
  title: string,
  text: string,
  picture: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [`## ${title}`, text, picture, table(head, rows)].join('\n\n')
}

/** Markdown; every column but the first is aligned to the right, unless it has words in it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const numeric = head.map((_, column) => rows.every((row) => /^[\d–]/.test(row[column] ?? '')))
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(numeric.map((is) => (is ? '--:' : '---'))), ...rows.map(line)].join('\n')
}

/** In the order of the list of libraries, whatever the order in which they were measured. */
function rowsOf<What>(by: By<What>): (readonly [string, What])[] {
  return peers.flatMap(({ name }) => (by[name] === undefined ? [] : [[name, by[name]] as const]))
}

function label(name: string): string {
  if (name === 'hallpass') return '**Hallpass**'
  return name === 'by-hand' ? 'by hand on oauth4webapi' : name
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}

function spreadCell(spread: Spread | undefined): string {
  return spread ? `${spread.median} (${spread.low}–${spread.high})` : '–'
}

/** The median, and in brackets from the least to the most, where they differ. */
function range(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0]
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  return least === most ? String(median) : `${median} (${least}–${most})`
}

function failedOf(runs: readonly Stampede[]): string {
  return `${sum(runs.map(({ failed }) => failed))} of ${sum(runs.map(({ calls }) => calls))}`
}

function lostOf(runs: readonly Stampede[]): string {
  return `${runs.filter(({ signedIn }) => !signedIn).length} of ${runs.length}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
