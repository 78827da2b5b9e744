import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { testClient } from 'hallpass/testing'
import { afterEach, expect, test } from 'vitest'
import { Items } from './items.jsx'

globalThis.IS_REACT_ACT_ENVIRONMENT = true
afterEach(cleanup)

const ada = { sub: 'ada', name: 'Ada' }

test('the items of the person are loaded with their token', async () => {
  const auth = testClient({ user: ada })
  auth.test.answer('/api/items', ['an engine', 'a programme'])
  render(<Items auth={auth} />)
  expect(await screen.findByText('a programme')).toBeTruthy()
  expect(auth.test.requests).toMatchObject([{ sub: 'ada', accessToken: await auth.accessToken() }])
})

test('another person sees their own', async () => {
  const auth = testClient({ user: ada })
  auth.test.answer('/api/items', () => auth.test.requests.map(({ sub }) => `an item of ${sub}`))
  render(<Items auth={auth} />)
  await screen.findByText('an item of ada')
  act(() => auth.test.become({ sub: 'grace', name: 'Grace' }))
  expect(screen.getByText('Items of Grace')).toBeTruthy()
  await screen.findByText('an item of grace')
})

test('a sign-out shows the button again', async () => {
  const auth = testClient({ user: ada })
  auth.test.answer('/api/items', [])
  render(<Items auth={auth} />)
  await act(async () => fireEvent.click(screen.getByText('Sign out')))
  expect(screen.getByText('Sign in')).toBeTruthy()
  act(() => auth.test.become(ada))
  act(() => auth.test.signOut('revoked'))
  expect(screen.getByText('Sign in')).toBeTruthy()
})
