// @vitest-environment node

import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { AuditEvent } from '../../src/server/index.js'
import type { Arrived } from '../server/provider-simulator.js'
import { setup } from '../server/setup.js'

/** How long a page waits for the answer by default. What comes later is not heard, nor are its cookies. */
const pageWaitsMs = 10_000

const never = (): Promise<never> => new Promise(() => {})

const endpoints = {
  authorization: 'https://acme.test/authorize',
  token: 'https://acme.test/token',
  revocation: 'https://acme.test/revoke',
  endSession: 'https://acme.test/sign-out',
}

function useTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

/** Waits for what needs no time by the clock of the test. */
async function until(look: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20_000 && !look(); turn++) await new Promise((next) => setImmediate(next))
}

/** The answer, where it comes before half of the time has passed that a page waits. */
async function answeredInTime(
  answer: Promise<Response>,
  hangs: () => boolean,
): Promise<Response | undefined> {
  let found: Response | undefined
  void answer.then((response) => {
    found = response
  })
  await until(hangs)
  await vi.advanceTimersByTimeAsync(pageWaitsMs / 2)
  await until(() => found !== undefined)
  return found
}

function renews(arrived: readonly Arrived[]): boolean {
  return arrived.some(({ form }) => form.get('grant_type') === 'refresh_token')
}

function revocationsFailed(audited: readonly AuditEvent[]): unknown[] {
  return audited.flatMap((event) => (event.type === 'revocation-failed' ? [event.error.code] : []))
}

describe('a sign-out is answered in half the time that a page waits, and takes the cookie away', () => {
  test.each([
    ['that never answers a revocation', {}, ['/revoke']],
    [
      'where a renewal comes before the revocation, and neither is answered',
      { dialect: { revokeWith: 'access_token' } },
      ['/token', '/revoke'],
    ],
    [
      'that is not there at all',
      { endpoints: undefined },
      ['/revoke', '/token', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'],
    ],
  ] as const)('at a provider %s', async (_what, provider, silent) => {
    const { clock, newPerson, signIn } = setup({ provider: { endSession: 'rp-initiated', endpoints } })
    const ada = newPerson()
    await signIn(ada)
    // The same key and origin, in a process that has just started.
    const next = setup({
      provider: { endSession: 'rp-initiated', endpoints, ...provider } as object,
      server: { now: () => clock.now },
    })
    const later = next.newPerson()
    for (const [name, value] of ada.cookies) later.cookies.set(name, value)
    clock.now += 3_600_000
    for (const path of silent) next.simulator.answer(path, never)
    useTimers()
    const answer = await answeredInTime(
      later.call('/oauth/acme/logout'),
      () => next.simulator.arrived.length > 0,
    )
    expect(answer?.status).toBe(200)
    const body = await answer?.json()
    expect(body).toMatchObject({ revocation: 'failed' })
    if (!('endpoints' in provider)) expect(body.location).toMatch(/^https:\/\/acme\.test\/sign-out\?/)
    expect(later.cookies.size).toBe(0)
    expect(revocationsFailed(next.audited)).toEqual(['timeout'])
  })

  test('while a renewal is under way that the provider does not answer', async () => {
    const { audited, clock, newPerson, signIn, simulator } = setup()
    const ada = newPerson()
    await signIn(ada)
    clock.now += 3_600_000
    simulator.answer('/token', never)
    useTimers()
    ada.call('/oauth/acme/token').catch(() => {})
    await until(() => renews(simulator.arrived))
    const timers = vi.getTimerCount()
    const answer = await answeredInTime(ada.call('/oauth/acme/logout'), () => vi.getTimerCount() > timers)
    expect(await answer?.json()).toEqual({ revocation: 'failed' })
    expect(ada.cookies.size).toBe(0)
    expect(revocationsFailed(audited)).toEqual(['timeout'])
  })

  test('and what a late answer to a renewal brings is revoked all the same', async () => {
    const { clock, newPerson, signIn, simulator } = setup()
    const ada = newPerson()
    await signIn(ada)
    clock.now += 3_600_000
    let answerLate = (): void => {}
    simulator.answer(
      '/token',
      () =>
        new Promise((resolve) => {
          answerLate = () => resolve(undefined)
        }),
    )
    useTimers()
    const renewing = ada.call('/oauth/acme/token')
    await until(() => renews(simulator.arrived))
    const timers = vi.getTimerCount()
    await answeredInTime(ada.call('/oauth/acme/logout'), () => vi.getTimerCount() > timers)
    answerLate()
    expect((await renewing).status).toBe(400)
    await until(() => simulator.refreshTokens.size === 0)
    expect(ada.cookies.size).toBe(0)
    expect(simulator.refreshTokens.size).toBe(0)
  })
})

test("a request that waited for another token's renewal brings no signed-out session back", async () => {
  const resources = ['https://a.acme.test', 'https://b.acme.test']
  const { newPerson, signIn, simulator } = setup({ provider: { revoke: 'none' }, configured: { resources } })
  const ada = newPerson()
  await signIn(ada)
  let answerLate = (): void => {}
  simulator.answer(
    '/token',
    () =>
      new Promise((resolve) => {
        answerLate = () => resolve(undefined)
      }),
  )
  useTimers()
  const renewing = resources.map((resource) => ada.call('/oauth/acme/token', { resource }))
  await until(() => renews(simulator.arrived))
  const timers = vi.getTimerCount()
  const signingOut = ada.call('/oauth/acme/logout')
  await answeredInTime(signingOut, () => vi.getTimerCount() > timers)
  simulator.answer('/token', () => undefined)
  answerLate()
  expect((await Promise.all(renewing)).map(({ status }) => status)).toEqual([400, 400])
  // The timer that was waited for may have been one of the renewals.
  await signingOut
  expect(ada.cookies.size).toBe(0)
})
