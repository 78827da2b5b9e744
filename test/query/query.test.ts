import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { AuthError } from '../../src/index.js'
import { clearQueriesOnSignOut, retryQuery } from '../../src/query/index.js'
import { createWorld, settle, until } from '../../src/testing/index.js'
import { createPeople, createWorkers } from '../adapters/people.js'

const mine = ['mine']

test('a sign-out, here or in another tab, empties the cache, and what is shown is asked for again', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  await auth.start()
  const queries = new QueryClient()
  const stop = clearQueriesOnSignOut(auth, queries)
  queries.setQueryData(mine, "ada's")
  await queries.ensureQueryData({ queryKey: ['hidden'], initialData: "ada's" })
  let asked = 0
  const shown = new QueryObserver(queries, {
    queryKey: mine,
    queryFn: () => `for somebody else, ${++asked}`,
    staleTime: Number.POSITIVE_INFINITY,
  })
  shown.subscribe(() => {})
  await signOutElsewhere()
  await until(() => shown.getCurrentResult().data === 'for somebody else, 1')
  expect(queries.getQueryData(['hidden'])).toBe(undefined)
  stop()
})

test('an answer that is under way when somebody signs out is thrown away', async () => {
  const { auth } = await createPeople()
  await auth.start()
  const queries = new QueryClient()
  clearQueriesOnSignOut(auth, queries)
  let answer = (_: string): void => {}
  const aborted: boolean[] = []
  const under = queries
    .fetchQuery({
      queryKey: mine,
      queryFn: ({ signal }) =>
        new Promise<string>((resolve) => {
          answer = resolve
          signal.addEventListener('abort', () => aborted.push(true))
        }),
    })
    .catch(() => {})
  await settle()
  await auth.logout({ everywhere: false })
  answer("ada's")
  await settle()
  expect(queries.getQueryData(mine)).toBe(undefined)
  expect(aborted).toEqual([true])
  void under
})

test('another person empties the cache, and the same person again, or a renewal, does not', async () => {
  const world = createWorld()
  const { client } = await world.signIn(world.browser.openTab())
  const queries = new QueryClient()
  clearQueriesOnSignOut(client, queries)
  queries.setQueryData(mine, "ada's")
  world.clock.advance(3_590_000)
  await client.accessToken()
  await world.signIn(world.browser.openTab())
  await settle()
  expect(queries.getQueryData(mine)).toBe("ada's")
  world.server.user = 'grace'
  await world.signIn(world.browser.openTab())
  await until(() => {
    const session = client.session.get()
    return session.status === 'signed-in' && session.user.sub === 'grace'
  })
  expect(queries.getQueryData(mine)).toBe(undefined)
})

test('a page that starts keeps what is in the cache, whoever signs in first', async () => {
  const { auth, nobody } = await createPeople()
  for (const client of [auth, nobody]) {
    const queries = new QueryClient()
    clearQueriesOnSignOut(client, queries)
    queries.setQueryData(mine, 'for everybody')
    await client.start()
    await settle()
    expect(queries.getQueryData(mine)).toBe('for everybody')
  }
})

test('several providers are one session', async () => {
  const { auth } = await createWorkers()
  await auth.start()
  const queries = new QueryClient()
  clearQueriesOnSignOut(auth, queries)
  queries.setQueryData(mine, "ada's")
  await auth.logout({ everywhere: false })
  expect(queries.getQueryData(mine)).toBe(undefined)
})

test('a query is tried again three times, unless a person or a developer has to do something', () => {
  const offline = new AuthError('network', { endpoint: 'https://login.example/token' })
  expect([0, 2, 3].map((count) => retryQuery(count, offline))).toEqual([true, true, false])
  expect(retryQuery(0, new TypeError('Failed to fetch'))).toBe(true)
  expect(retryQuery(0, new AuthError('signed-out', {}))).toBe(false)
  expect(retryQuery(0, new AuthError('configuration', { reason: 'x' }))).toBe(false)
})
