import { parseArgs } from 'node:util'
import { collect } from '../diagnose/collect.js'
import { type DescribeOptions, describeDiagnosis, type TextStyle } from '../diagnose/describe.js'
import { findingsOf } from '../diagnose/diagnosis.js'
import { findProvider } from '../diagnose/known-provider.js'
import { withoutQuery } from '../fetch/without-query.js'
import { isSecureUrl } from '../protocol/secure-url.js'
import { type Command, type Terminal, UsageError } from './command.js'
import { navigate } from './navigate.js'
import { createNodeObserver, type NodeObserverOptions } from './observe-from-node.js'
import { type Paint, painter } from './paint.js'

const help = `Usage: npx hallpass doctor <issuer> [options]

Looks for what keeps an app from signing in: at the server, in CORS, in the
registration, in the headers of the page. It signs nobody in and changes
nothing. The issuer is the address of an authorization server, or the name of
a provider: npx hallpass doctor github

Options:
  --client-id <id>        The app's client id; with --redirect-uri its
                          registration is looked at, without signing in
  --redirect-uri <url>    Where the server sends people back to
  --origin <origin>       Where the app is. Default: that of --redirect-uri,
                          or http://localhost:5173
  --api <url>             An API that the app calls. Repeat it for more
  --page <url>            The page whose headers are looked at. Default:
                          --redirect-uri
  --scope <scope>         What the app asks for. Default: openid
  --dpop                  The app binds its tokens to a key (hallpass/dpop)
  --fapi                  The FAPI 2.0 Security Profile is wanted
  --timeout <seconds>     For each request. Default: 10
  --verbose               Say why of everything
  --json                  Print the findings as JSON
  --help                  Show this

Exit codes: 0 no problem, 1 at least one problem, 2 not understood.
`

const defaultOrigin = 'http://localhost:5173'

/** `npx hallpass doctor`: what keeps an app from signing in, as far as it can be seen from Node. */
export const doctor: Command = createDoctor((...request) => fetch(...request), navigate)

/** The command with another network, for tests. */
export function createDoctor(send: typeof fetch, goTo: NodeObserverOptions['navigate'] = send): Command {
  return {
    name: 'doctor',
    summary: 'What keeps an app from signing in, and what to change',
    help,
    async run(args, terminal) {
      const { json, verbose, timeoutMs, ...subject } = readSubject(args)
      const { origin, pageUrl } = subject
      const observer = createNodeObserver({ fetch: send, navigate: goTo, origin, pageUrl, timeoutMs })
      const facts = await collect(subject, observer, (step) => progress(terminal, `${step} …`))
      progress(terminal, '')
      const findings = findingsOf(facts)
      const diagnosis = { issuer: subject.issuer, origin, findings }
      if (json) terminal.write(`${JSON.stringify(diagnosis, undefined, 2)}\n`)
      else terminal.write(`\n${describeDiagnosis(diagnosis, { verbose, ...styleOf(terminal) })}`)
      return findings.some(({ verdict }) => verdict === 'problem') ? 1 : 0
    },
  }
}

/** One line that is replaced by the next one; a log gets none of it. */
function progress({ writeError, interactive }: Terminal, text: string): void {
  if (interactive) writeError(`\r\u001b[2K${text}`)
}

const styles: Readonly<Record<TextStyle, Parameters<Paint>[0]>> = {
  good: 'green',
  note: 'cyan',
  warning: 'yellow',
  problem: 'red',
  unknown: 'gray',
  heading: 'bold',
  quiet: 'gray',
}

function styleOf(terminal: Terminal): Required<Pick<DescribeOptions, 'style'>> {
  const paint = painter(terminal)
  return { style: (style, text) => paint(styles[style], text) }
}

function readSubject(args: readonly string[]) {
  const { values, positionals } = parse(args)
  const [given, ...more] = positionals
  if (given === undefined || more.length > 0)
    throw new UsageError('Write one issuer: https://login.example.com')
  const known = findProvider(given)
  const issuer = URL.canParse(given) ? given : (known?.provider?.issuer ?? given)
  if (!isSecureUrl(issuer) || new URL(issuer).search) {
    throw new UsageError(
      `'${withoutQuery(given)}' is no issuer: write an https: URL without a query (http: on ` +
        'localhost), or the name of a provider, github for one.',
    )
  }
  const { 'client-id': clientId, 'redirect-uri': redirectUri, scope, api = [] } = values
  for (const [name, url] of [
    ['--redirect-uri', redirectUri],
    ['--page', values.page],
    ['--origin', values.origin],
    ...api.map((one) => ['--api', one] as const),
  ] as const) {
    if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
      throw new UsageError(`${name}: write a whole URL, not '${withoutQuery(url)}'`)
  }
  const seconds = values.timeout ?? '10'
  if (!(Number(seconds) > 0 && Number(seconds) <= 600))
    throw new UsageError(`--timeout: write a number of seconds from 1 to 600, not '${seconds}'`)
  return {
    issuer,
    origin: new URL(values.origin ?? redirectUri ?? defaultOrigin).origin,
    clientId,
    redirectUri,
    scope,
    apis: api.map(withoutQuery),
    dpop: values.dpop,
    fapi: values.fapi,
    provider: known,
    pageUrl: values.page ?? redirectUri,
    timeoutMs: Number(seconds) * 1000,
    json: values.json ?? false,
    verbose: values.verbose ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'client-id': { type: 'string' },
        'redirect-uri': { type: 'string' },
        origin: { type: 'string' },
        api: { type: 'string', multiple: true },
        page: { type: 'string' },
        scope: { type: 'string' },
        dpop: { type: 'boolean' },
        fapi: { type: 'boolean' },
        timeout: { type: 'string' },
        json: { type: 'boolean' },
        verbose: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
