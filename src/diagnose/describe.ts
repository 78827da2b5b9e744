import { errorPage } from '../explain.js'
import type { Diagnosis } from './diagnose.js'
import type { CheckGroup, Finding, Verdict } from './finding.js'

/** How a part of the text is to look, for a terminal with colours. */
export type TextStyle = Verdict | 'heading' | 'quiet'

/** What `describeDiagnosis` takes. */
export interface DescribeOptions {
  /** Tell of what is as it should be with the reason as well. Default: `false`. */
  readonly verbose?: boolean
  /** Colours a part of the text. Default: no colours. */
  readonly style?: (style: TextStyle, text: string) => string
}

const headings: Readonly<Record<CheckGroup, string>> = {
  server: 'The server',
  cors: 'What a page may ask it (CORS)',
  client: 'The registration',
  api: 'The APIs',
  page: 'The page',
  profile: 'Profiles',
}

const marks: Readonly<Record<Verdict, string>> = {
  good: '✓',
  note: '·',
  warning: '!',
  problem: '✗',
  unknown: '?',
}

/** Makes a report for people of what was found: plain text, problems with what to change. */
export function describeDiagnosis(diagnosis: Diagnosis, options: DescribeOptions = {}): string {
  const { verbose = false, style = (_, text) => text } = options
  const lines = [`${diagnosis.issuer}, as seen by a page of ${diagnosis.origin}`]
  for (const [group, heading] of Object.entries(headings)) {
    const findings = diagnosis.findings.filter((finding) => finding.group === group)
    if (findings.length > 0) lines.push('', style('heading', heading))
    for (const finding of findings) lines.push(...describeFinding(finding))
  }
  return `${[...lines, '', summaryOf(diagnosis.findings)].join('\n')}\n`

  function describeFinding({ verdict, title, seen, why, change, where, errors }: Finding): string[] {
    const isBad = verdict === 'problem' || verdict === 'warning'
    const first = `${style(verdict, `${marks[verdict]} ${title}`)}  ${style('quiet', seen)}`
    const more = [
      (isBad || verbose) && `Why     ${why}`,
      change !== undefined && (isBad || verbose) && `Change  ${change}`,
      where && `Where   ${where.name}: ${where.console}`,
      ...(where?.steps ?? []).map((step) => `        - ${step}`),
      isBad &&
        errors.length > 0 &&
        `Errors  ${errors.map((code) => `${code} (${errorPage(code)})`).join(', ')}`,
    ]
    return [`  ${first}`, ...more.filter((line) => typeof line === 'string').map((line) => `      ${line}`)]
  }
}

/** Counts the findings in one line. */
function summaryOf(findings: readonly Finding[]): string {
  const count = (verdict: Verdict, one: string): string | undefined => {
    const { length } = findings.filter((finding) => finding.verdict === verdict)
    return length > 0
      ? `${length} ${one}${length > 1 && verdict !== 'good' && verdict !== 'unknown' ? 's' : ''}`
      : undefined
  }
  return [
    count('problem', 'problem'),
    count('warning', 'warning'),
    count('note', 'note'),
    count('unknown', 'not seen'),
    count('good', 'good'),
  ]
    .filter(Boolean)
    .join(', ')
}
