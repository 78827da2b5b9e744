import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { ServerUnderTest } from './servers.js'
import { type StepName, steps, stepsWithShortTokens } from './steps.js'

export interface Result {
  readonly outcome: 'pass' | 'fail' | 'cannot'
  /** What was seen, or why it cannot. */
  readonly note: string | undefined
}

export interface Report {
  readonly server: ServerUnderTest
  readonly version: string
  readonly results: ReadonlyMap<StepName, Result>
}

const project = join(import.meta.dirname, '../..')

export async function writeReport(reports: readonly Report[], chromium: string): Promise<void> {
  const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as { version: string }
  const file = join(project, 'docs/interop.md')
  const text = markdown(reports, version, chromium, new Date())
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
}

function markdown(reports: readonly Report[], version: string, chromium: string, now: Date): string {
  const names = Object.keys({ ...steps, ...stepsWithShortTokens }) as StepName[]
  const cells = names.map((name) => [name, ...reports.map(({ results }) => mark(results.get(name)))])
  return `# Real servers

<!-- Written by \`npm run interop\`: change test/interop/, not this page. -->

Hallpass ${version} as it is published, in Chromium ${chromium}, against authorization
servers that nobody of this project wrote.
Last run on ${now.toISOString().slice(0, 10)}. \`npm run interop\` runs it again;
\`npm run interop -- glewlwyd\` runs it against one server.

${table(['', ...reports.map(({ server }) => server.title)], cells)}

✓ passes · ✗ fails · – this server cannot, and the reason is below.

${reports.map((report) => section(report, names)).join('\n\n')}

## What each step is

- **Sign-in by redirect:** from a deep link and back to it; the code is not left in the address bar.
- **User:** the claims in the session, and those of the UserInfo endpoint where there is one.
- **API call:** \`auth.fetch\` to an API that refuses what is not good: the server's own, or a small one
  that asks the server or checks its signature.
- **Reload without a request:** the session is shown after a reload, and nothing but the app itself is
  asked for anything.
- **Silent sign-in:** \`restoreSilently\` in another tab of somebody who is signed in at the server.
- **Sign-in by popup:** the page stays as it is, and the window closes.
- **DPoP:** the token is bound, the API takes it, takes it again after a reload, and refuses it
  without a proof.
- **PAR:** the login is pushed, and its URL has a reference only.
- **Denied consent:** the app is told \`login-refused\` with \`access_denied\`.
- **Wrong client id:** the app or the person is told, and the app can go on.
- **Sign-out comes back:** to the app; and the server asks for a password at the next sign-in.
- **Sign-out revokes:** a refresh token that was copied before is refused afterwards, also with a
  proof of its key.
- **Renewal:** two tokens that are over are renewed, by one request each.
- **Two tabs × 10 calls at expiry:** twice; 20 calls are answered 200 by one renewal, and no tab
  is signed out.
- **Dead refresh token:** the session ends, and nothing is asked for any more.
`
}

function section({ server, version, results }: Report, names: readonly StepName[]): string {
  const notes = names.flatMap((name) => {
    const { outcome, note } = results.get(name) ?? {}
    if (!note) return []
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}`
    return outcome === 'cannot'
      ? [`- – **${title}:** this server cannot, because ${note}.`]
      : [
          `- ${outcome === 'fail' ? '✗ ' : ''}**${title}:** ` +
            `${note.replaceAll('\n', ' ')}${/[.!]$/.test(note) ? '' : '.'}`,
        ]
  })
  const remarks = server.remarks.map((remark) => `- ${remark}`)
  return `## ${server.title} ${version}\n\n${capital(server.about)}.\n\n${[...notes, ...remarks].join('\n')}`
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`
}

function mark(result: Result | undefined): string {
  return result ? { pass: '✓', fail: '✗', cannot: '–' }[result.outcome] : ''
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|---|${':-:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n')
}
