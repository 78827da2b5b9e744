// @vitest-environment node

import { afterEach, expect, test, vi } from 'vitest'
import { setup } from '../server/setup.js'

afterEach(() => void vi.useRealTimers())

async function leftFor() {
  const world = setup()
  const ada = world.newPerson()
  const leaving = await ada.navigate('/oauth/acme/login?returnTo=/inbox')
  return { ...world, ada, answer: world.simulator.authorize(leaving.headers.get('location') ?? '').href }
}

test('SP-12: a provider that never answers is waited for ten seconds', async () => {
  const { ada, answer, simulator, audited } = await leftFor()
  let asked = (): void => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  simulator.answer('/token', () => {
    asked()
    return new Promise<Response>(() => {})
  })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const coming = ada.navigate(answer, { site: 'cross-site' })
  await isAsked
  vi.advanceTimersByTime(9_999)
  await new Promise((resolve) => setImmediate(resolve))
  expect(audited.some(({ type }) => type === 'login-failed')).toBe(false)
  vi.advanceTimersByTime(1)
  await coming
  expect(audited.at(-1)?.type).toBe('login-failed')
})

test.each([
  [(1 << 19) - 1, true],
  [(1 << 19) + 1, false],
])(
  'SP-13: an answer of more than half a megabyte is not read to its end (%i octets)',
  async (octets, isRead) => {
    const world = setup({
      server: {
        fetch: async (input, init) => {
          const answer = await world.simulator.fetch(input, init)
          const { status, headers } = answer
          return new Response((await answer.text()).padEnd(octets), { status, headers })
        },
      },
    })
    const ada = world.newPerson()
    await world.signIn(ada)
    expect(await (await ada.call('/oauth/acme/session')).json()).toMatchObject({ signed_in: isRead })
  },
)
