import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios'
import { expect, test } from 'vitest'
import { authorizeCall, type Client, isAuthError } from '../../src/index.js'
import { type TestClient, testClient } from '../../src/testing/index.js'

const url = 'https://api.example/orders'

test('axios with `auth.fetch`: an AuthError is the cause of the error that axios makes of it', async () => {
  const auth = testClient({ apis: ['https://api.example'] })
  const api = axios.create({ adapter: 'fetch', env: { fetch: auth.fetch } })
  const error = await api.get(url).catch((thrown) => thrown)
  expect(axios.isAxiosError(error)).toBe(true)
  expect(isAuthError(error)).toBe(false)
  expect(isAuthError(error.cause, 'signed-out')).toBe(true)
})

test('axios with XMLHttpRequest: a refused token is renewed, and the call is sent again', async () => {
  const auth: TestClient = testClient({ apis: ['https://api.example'], user: { sub: 'ada' } })
  const sent: unknown[] = []
  const answer = await callWithAxios(auth, {
    url,
    adapter: async (config) => {
      sent.push(config.headers.get('authorization'))
      const status = sent.length === 1 ? 401 : 200
      return { config, status, statusText: '', headers: {}, data: undefined, request: { responseURL: url } }
    },
  })
  expect(answer.status).toBe(200)
  expect(sent).toEqual([expect.stringMatching(/^Bearer /), expect.stringMatching(/^Bearer /)])
  expect(sent[0]).not.toBe(sent[1])
})

/** What docs/guides/calling-apis.md shows. */
async function callWithAxios(
  auth: Client,
  config: AxiosRequestConfig & { url: string },
): Promise<AxiosResponse> {
  const { url, method = 'get' } = config
  let call = await authorizeCall(auth, { url, method })
  for (;;) {
    const headers = { ...config.headers, ...call.headers }
    const answer = await axios.request({ ...config, headers, validateStatus: () => true })
    const again = await call.answered({
      status: answer.status,
      headers: { get: (name) => answer.headers[name.toLowerCase()] ?? null },
      url: answer.request.responseURL,
    })
    if (!again) return answer
    call = again
  }
}
