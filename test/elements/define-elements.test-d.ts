import { createClient, createClients } from 'hallpass'
import { defineElements } from 'hallpass/elements'
import { loginWithPopup } from 'hallpass/popup'
import { expectTypeOf, test } from 'vitest'

const options = { issuer: 'https://login.example.com', clientId: 'spa' }

test('a client will do, and its user is known', () => {
  const auth = createClient({ ...options, user: ({ nickname }) => ({ nick: `${nickname}` }) })
  defineElements(auth, {
    person: (user) => {
      expectTypeOf(user).toEqualTypeOf<{ nick: string }>()
      return { name: user.nick }
    },
  })
})

test('a popup will do', () => {
  defineElements(createClient(options), { login: loginWithPopup })
})

test('several providers will do', () => {
  const auth = createClients({ providers: { google: options, gitlab: options } })
  defineElements(auth)
  defineElements(auth, {
    login: (several, options) => {
      expectTypeOf(several).toEqualTypeOf(auth)
      return loginWithPopup(several.clients[options.provider === 'gitlab' ? 'gitlab' : 'google'], options)
    },
  })
})
