import { expect, test } from 'vitest'
import { createWorld, settle, until } from '../../src/testing/index.js'

const diary = { method: 'POST', body: 'dear diary' }

test('a call that was refused is not sent again with the token of who has signed in meanwhile', async () => {
  const { browser, server, client, signIn } = createWorld()
  const { client: ada } = await signIn(browser.openTab())
  let sent = 0
  let answer = (): void => {}
  server.intercept = async (endpoint, proceed) => {
    if (endpoint === 'api' && ++sent === 1) await new Promise<void>((resolve) => (answer = resolve))
    return proceed()
  }
  const call = ada.fetch('https://api.example/diary', diary)
  await until(() => sent === 1)
  const other = client(browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  server.user = 'grace'
  await signIn(browser.openTab())
  await until(() => JSON.stringify(ada.session.get()).includes('grace'))
  answer()
  await expect(call).rejects.toMatchObject({ code: 'signed-out' })
  expect(sent).toBe(1)
})

test('a call that waits for a renewal is not sent with the token of the next person', async () => {
  const { browser, server, clock, signIn } = createWorld()
  const { client: ada } = await signIn(browser.openTab())
  clock.advance(3_600_000)
  let answer: (() => void) | undefined
  server.intercept = async (endpoint, proceed, request) => {
    const refresh = endpoint === 'token' && (await request.clone().text()).includes('refresh_token')
    if (refresh && !answer) await new Promise<void>((resolve) => (answer = resolve))
    return proceed()
  }
  const call = ada.fetch('https://api.example/diary', diary)
  await until(() => answer)
  server.user = 'grace'
  await signIn(browser.openTab())
  await settle()
  answer?.()
  await expect(call).rejects.toMatchObject({ code: 'signed-out' })
  expect(server.tokensSeen).toEqual([])
  expect((await ada.fetch('https://api.example/diary', diary)).status).toBe(200)
})
