import { expect, test } from 'vitest'
import { createWorld, settle, until } from '../../src/testing/index.js'

test('a sign-out while the session is read for the first time holds', async () => {
  const { browser, signIn, client } = createWorld()
  await signIn(browser.openTab())
  browser.local.clear()
  const { effects } = browser.openTab()
  let go: (() => void) | undefined
  const here = client(browser.openTab(), {
    effects: {
      ...effects,
      storage: {
        ...effects.storage,
        async database() {
          const database = await effects.storage.database()
          return {
            ...database,
            async get(key) {
              const stored = await database.get(key)
              if (!go) {
                await new Promise<void>((done) => {
                  go = done
                })
              }
              return stored
            },
          }
        },
      },
    },
  })
  const started = here.start()
  await until(() => go)
  await here.logout()
  go?.()
  await started
  await settle()
  expect(here.session.get()).toEqual({ status: 'signed-out', reason: 'logout' })
})

test('a session that ended and cannot be renewed is not found again in storage', async () => {
  const { browser, server, signIn } = createWorld()
  server.tokenResponse = ({ refresh_token: _, ...rest }) => rest
  const { tab, client } = await signIn(browser.openTab())
  server.revoke()
  await expect(client.fetch('https://api.example/x')).rejects.toMatchObject({ code: 'signed-out' })
  tab.emit({ type: 'woke' })
  await settle()
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'revoked' })
  expect(browser.records.size).toBe(0)
})
