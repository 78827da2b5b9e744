import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { testClient } from 'hallpass/testing'
import { Items } from '../react/items.jsx'

test('in Jest, with a configuration in CommonJS, a component has a client', async () => {
  const auth = testClient({ user: { sub: 'ada', name: 'Ada' } })
  auth.test.answer('/api/items', ['an engine'])
  render(<Items auth={auth} />)
  expect(await screen.findByText('an engine')).toBeTruthy()
  auth.test.clock.advance(3_600_000)
  await act(async () => {
    expect(await auth.accessToken()).not.toBe(auth.test.requests[0].accessToken)
  })
  act(() => auth.test.signOut('revoked'))
  fireEvent.click(screen.getByText('Sign in'))
  await waitFor(() => expect(auth.test.leftFor).toContain('code_challenge='))
})
