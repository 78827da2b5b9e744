import { describe, expect, test } from 'vitest'
import { createWorld, until } from '../../src/testing/index.js'
import { createBoundWorld } from '../dpop/bound-world.js'

describe.each([
  ['without DPoP', createWorld],
  ['with DPoP', createBoundWorld],
])('%s', (_what, create) => {
  async function withLoginUnderWay() {
    const world = create()
    const { browser, client, server, signIn } = world
    const { client: there } = await signIn(browser.openTab())
    const before = browser.openTab()
    client(before)
      .login()
      .catch(() => {})
    const request = await until(() => before.leftFor)
    return { ...world, there, comeBack: () => before.load(server.authorize(request)) }
  }

  test('a login that began before a sign-out in another tab is refused as such, and its code is not sent', async () => {
    const { client, comeBack, server, there } = await withLoginUnderWay()
    await there.logout({ everywhere: false })
    const before = server.requests.length
    const here = client(comeBack())
    await here.start()
    expect(here.session.get()).toMatchObject({ status: 'signed-out', error: { code: 'signed-out' } })
    expect(server.requests.slice(before)).not.toContain('token')
    expect(there.session.get().status).toBe('signed-out')
  })

  test('the next login in that tab succeeds', async () => {
    const { client, comeBack, server, signIn, there } = await withLoginUnderWay()
    await there.logout({ everywhere: false })
    const tab = comeBack()
    await client(tab).start()
    const { client: here } = await signIn(tab)
    expect(here.session.get().status).toBe('signed-in')
    expect(server.requests.at(-1)).toBe('token')
  })

  test('a login that began before another login is the session when it comes back', async () => {
    const { browser, client, comeBack, signIn } = await withLoginUnderWay()
    await signIn(browser.openTab())
    const here = client(comeBack())
    await here.start()
    expect(here.session.get().status).toBe('signed-in')
  })

  test('a login that begins while a sign-out elsewhere is being stored is finished', async () => {
    const { browser, client, server, signIn } = create()
    const tab = browser.openTab()
    const { client: first } = await signIn(tab)
    const there = browser.openTab()
    let proceed = (): void => {}
    const held = new Promise<void>((done) => {
      proceed = done
    })
    let isHeld = false
    const storage = {
      ...there.effects.storage,
      async database() {
        const database = await there.effects.storage.database()
        return {
          get: database.get,
          async update(key: string, change: (stored: unknown) => unknown) {
            const stored = await database.update(key, change)
            if (stored === undefined) {
              isHeld = true
              await held
            }
            return stored
          },
        }
      },
    }
    const leaving = client(there, { effects: { ...there.effects, storage } })
    await leaving.start()
    const out = leaving.logout({ everywhere: false })
    // The sign-out is known to all, and the keys of the session are there yet.
    await until(() => isHeld)
    const before = browser.openTab()
    client(before)
      .login()
      .catch(() => {})
    const request = await until(() => before.leftFor)
    proceed()
    await out
    const here = client(before.load(server.authorize(request)))
    await here.start()
    expect(here.session.get()).toMatchObject({ status: 'signed-in' })
    expect(first.session.get().status).not.toBe('loading')
  })
})
