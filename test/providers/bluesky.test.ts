// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { type BlueskyAccount, bluesky, findBlueskyAccount } from '../../src/providers/index.js'

const did = 'did:plc:abcdefghijklmnopqrstuvwx'
const ada: BlueskyAccount = { did, pds: 'https://pds.example', issuer: 'https://as.example' }

/** The network, as far as it is known: what is not here answers 404. */
function network(more: Readonly<Record<string, unknown>> = {}): typeof fetch {
  const answers: Readonly<Record<string, unknown>> = {
    'https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle?handle=ada.example': { did },
    [`https://plc.directory/${did}`]: {
      id: did,
      service: [
        { id: '#other', serviceEndpoint: 'https://other.example' },
        {
          id: `${did}#atproto_pds`,
          type: 'AtprotoPersonalDataServer',
          serviceEndpoint: 'https://pds.example',
        },
      ],
    },
    'https://pds.example/.well-known/oauth-protected-resource': {
      authorization_servers: ['https://as.example'],
    },
    ...more,
  }
  return async (input) => {
    const answer = answers[String(input)]
    return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer)
  }
}

describe('an account is found', () => {
  test.each(['ada.example', '@Ada.Example ', did])('by %s', async (name) => {
    expect(await findBlueskyAccount(name, network())).toEqual(ada)
  })

  test('by a did:web', async () => {
    const fetch = network({
      'https://ada.example/.well-known/did.json': {
        id: 'did:web:ada.example',
        service: [{ id: '#atproto_pds', serviceEndpoint: 'https://pds.example/' }],
      },
    })
    expect(await findBlueskyAccount('did:web:ada.example', fetch)).toEqual({
      ...ada,
      did: 'did:web:ada.example',
    })
  })

  test.each([
    ['nobody.example', {}],
    ['not a handle', {}],
    ['localhost', {}],
    ['did:key:z6Mk', {}],
    ['did:web:ada.example/../evil', {}],
    [did, { [`https://plc.directory/${did}`]: { id: 'did:plc:zzzzzzzzzzzzzzzzzzzzzzzz', service: [] } }],
    [
      did,
      {
        [`https://plc.directory/${did}`]: {
          id: did,
          service: [{ id: '#atproto_pds', serviceEndpoint: 'http://pds.example' }],
        },
      },
    ],
    [
      did,
      {
        'https://pds.example/.well-known/oauth-protected-resource': {
          authorization_servers: ['javascript:alert(1)'],
        },
      },
    ],
  ])('or is refused: %s (%#)', async (name, more) => {
    await expect(findBlueskyAccount(name, network(more))).rejects.toMatchObject({ code: 'login-refused' })
  })

  test('or cannot be found just now', async () => {
    const down = async (): Promise<Response> => {
      throw new TypeError('Failed to fetch')
    }
    await expect(findBlueskyAccount('ada.example', down)).rejects.toMatchObject({
      code: 'network',
      recovery: 'retry',
    })
  })
})

describe('whoever an authorization server says that it signed in', () => {
  const options = {
    clientId: 'https://app.example/client-metadata.json',
    account: ada,
    dpop: {},
    fetch: network(),
  }
  const login = (sub: string, issuer: string) => {
    const { profile } = bluesky(options)
    const server = { issuer }
    return profile?.({
      claims: { sub },
      server,
      fetchJson: () => Promise.reject(new Error('no token goes there')),
    })
  }

  test('is believed about an account of its own', async () => {
    expect(await login(did, 'https://as.example')).toEqual({
      sub: did,
      raw: { did, pds: 'https://pds.example' },
    })
  })

  test.each([
    ['another account than the one that signs in', 'did:plc:zzzzzzzzzzzzzzzzzzzzzzzz', 'https://as.example'],
    ['an account of another server', did, 'https://evil.example'],
  ])('is not believed about %s', async (_, sub, issuer) => {
    await expect(login(sub, issuer)).rejects.toMatchObject({ code: 'callback-rejected' })
  })
})

test('a preset without DPoP, or without a client metadata document, is refused', () => {
  const account = ada
  expect(() => bluesky({ account, clientId: 'https://app.example/c.json', dpop: undefined })).toThrow(
    /hallpass\/dpop/,
  )
  expect(() => bluesky({ account, clientId: 'page', dpop: {} })).toThrow(/client metadata document/)
})
