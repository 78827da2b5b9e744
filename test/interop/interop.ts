import { type Browser, chromium } from '@playwright/test'
import { findBrowsers } from '../../scripts/browsers.mjs'
import { type App, serveApp } from './app.js'
import { type Report, type Result, writeReport } from './report.js'
import { type ResourceServer, serveApi } from './resource-server.js'
import { type ServerUnderTest, servers } from './servers.js'
import { startServer } from './start-server.js'
import {
  Impossible,
  type Metadata,
  type Stage,
  type Step,
  type StepName,
  steps,
  stepsWithShortTokens,
} from './steps.js'

const lastingSeconds = 300
const shortSeconds = 8
const stepPatienceMs = 120_000

export interface InteropOptions {
  /** Names of servers; none: all. */
  readonly only: readonly string[]
  /** Part of a step's name; none: all. */
  readonly step?: string | undefined
}

/** Runs all steps against all servers, one at a time. `true`: nothing failed. */
export async function interop({ only, step }: InteropOptions): Promise<boolean> {
  const unknown = only.filter((name) => !servers.some((server) => server.name === name))
  if (unknown.length > 0) {
    console.error(
      `There is no server called ${unknown.join(', ')}. Use: ${servers.map(({ name }) => name).join(', ')}.`,
    )
    return false
  }
  const { chromium: installed } = findBrowsers()
  if (!installed) {
    console.error('There is no chromium here. Run: node scripts/ensure-browsers.mjs chromium')
    return false
  }
  const browser = await chromium.launch({
    ...installed,
    args: [
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      // A page of a server that asks for something outside of this machine gets no answer at once.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
    // Playwright switches the back/forward cache off, and people have it on.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  const reports: Report[] = []
  try {
    for (const server of servers.filter(({ name }) => only.length === 0 || only.includes(name))) {
      reports.push(await examine(browser, server, step))
    }
  } finally {
    await browser.close()
  }
  const isWhole = step === undefined && reports.length === servers.length
  if (isWhole) await writeReport(reports, browser.version())
  const failed = reports
    .flatMap(({ results }) => [...results.values()])
    .filter(({ outcome }) => outcome === 'fail')
  console.log(`${failed.length} failed${isWhole ? '; docs/interop.md is written' : ''}`)
  return failed.length === 0
}

async function examine(browser: Browser, server: ServerUnderTest, only: string | undefined): Promise<Report> {
  console.log(`\n${server.title}`)
  const [app, api] = await Promise.all([serveApp(server.appHost), serveApi()])
  const results = new Map<StepName, Result>()
  let version = '?'
  try {
    for (const [part, accessTokenSeconds] of [
      [steps, lastingSeconds],
      [stepsWithShortTokens, shortSeconds],
    ] as const) {
      const wanted = (Object.entries(part) as [StepName, Step][]).filter(
        ([name]) => !only || name.includes(only),
      )
      if (wanted.length === 0) continue
      const running = await startServer(server, {
        appOrigin: app.origin,
        apiOrigin: api.origin,
        accessTokenSeconds,
      })
      version = running.facts.version
      try {
        await runSteps(await prepare(browser, server, app, api, running.facts), wanted, results)
      } finally {
        await running.stop()
      }
    }
  } finally {
    app.close()
    api.close()
  }
  return { server, version, results }
}

async function prepare(
  browser: Browser,
  server: ServerUnderTest,
  app: App,
  api: ResourceServer,
  facts: Stage['facts'],
): Promise<Stage> {
  const metadata = await metadataOf(facts.issuer)
  api.trust(facts, metadata)
  return { browser, app, server, facts, metadata, apiOrigin: api.origin }
}

async function metadataOf(issuer: string): Promise<Metadata> {
  const url = new URL(issuer)
  const path = url.pathname.replace(/\/$/, '')
  for (const document of [
    `${url.origin}${path}/.well-known/openid-configuration`,
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
  ]) {
    const answer = await fetch(document)
    if (answer.ok) return (await answer.json()) as Metadata
  }
  throw new Error(`no metadata of ${issuer}`)
}

async function runSteps(
  stage: Stage,
  wanted: readonly (readonly [StepName, Step])[],
  results: Map<StepName, Result>,
): Promise<void> {
  for (const [name, step] of wanted) {
    const result = await runStep(stage, name, step)
    results.set(name, result)
    const mark = { pass: '✓', fail: '✗', cannot: '–' }[result.outcome]
    console.log(`  ${mark} ${name}${result.note ? `: ${result.note}` : ''}`)
  }
}

async function runStep(stage: Stage, name: StepName, step: Step): Promise<Result> {
  const reason = stage.server.cannot[name]
  try {
    const note = await inTime(step(stage))
    // What is written about a server has to be true of it.
    if (reason)
      return { outcome: 'fail', note: `passes, and servers.ts says that it cannot, because ${reason}` }
    return { outcome: 'pass', note }
  } catch (error) {
    const { message } = error as Error
    if (error instanceof Impossible) return { outcome: 'cannot', note: message }
    return reason ? { outcome: 'cannot', note: reason } : { outcome: 'fail', note: message }
  }
}

/** A page or a server that never answers is a failure of its step, and not the end of all steps. */
async function inTime<T>(step: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new Error(`not over within ${stepPatienceMs / 1000} s`))
    timer = setTimeout(fail, stepPatienceMs)
  })
  return Promise.race([step, late]).finally(() => clearTimeout(timer))
}
