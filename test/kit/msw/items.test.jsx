import { cleanup, render, screen } from '@testing-library/react'
import { testClient, until } from 'hallpass/testing'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Items } from '../react/items.jsx'

const asked = []
const server = setupServer(
  http.get('/api/items', ({ request }) => {
    asked.push(request.headers.get('authorization'))
    return HttpResponse.json(['an engine of MSW'])
  }),
  http.get('*/authorize', () => {
    asked.push('authorize')
    return new HttpResponse()
  }),
)
const user = { sub: 'ada', name: 'Ada' }

globalThis.IS_REACT_ACT_ENVIRONMENT = true
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => {
  cleanup()
  asked.length = 0
})
afterAll(() => server.close())

test('MSW answers what the client lets through, and sees the token', async () => {
  const auth = testClient({ user, fetch: (input, init) => fetch(input, init) })
  render(<Items auth={auth} />)
  await screen.findByText('an engine of MSW')
  expect(asked).toEqual([`Bearer ${await auth.accessToken()}`])
  expect(auth.test.requests).toMatchObject([{ sub: 'ada', status: 200 }])
})

test('a login leaves the page, which MSW does not see', async () => {
  const auth = testClient()
  void auth.login()
  expect(new URL(await until(() => auth.test.leftFor)).pathname).toMatch(/\/authorize$/)
  expect(asked).toEqual([])
})
