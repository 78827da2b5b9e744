// @vitest-environment node

import axios from 'axios'
import { GraphQLClient } from 'graphql-request'
import ky from 'ky'
import { ofetch } from 'ofetch'
import createOpenApiClient from 'openapi-fetch'
import { describe, expect, test } from 'vitest'
import type { Client } from '../../src/index.js'
import { api, refusal, signedIn } from './answering-api.js'

interface Paths {
  '/orders': {
    post: {
      requestBody: { content: { 'application/json': { name: string } } }
      responses: { 200: { content: { 'application/json': { id: number } } } }
    }
  }
}

type Post = (client: Client, url: string) => Promise<unknown>

const graphQl = '{"data":{"id":7}}'

const packages: Record<string, { readonly post: Post; readonly answer?: string }> = {
  ky: {
    post: ({ fetch }, url) =>
      ky
        .create({ fetch })
        .post(url, { json: { name: 'x' } })
        .json(),
  },
  ofetch: {
    post: ({ fetch }, url) =>
      ofetch.create({}, { fetch, Headers, AbortController })(url, { method: 'POST', body: { name: 'x' } }),
  },
  'openapi-fetch': {
    post: async ({ fetch }, url) => {
      const { origin: baseUrl } = new URL(url)
      const { data, error } = await createOpenApiClient<Paths>({ baseUrl, fetch }).POST('/orders', {
        body: { name: 'x' },
      })
      if (!data) throw error
      return data
    },
  },
  'axios, with its fetch adapter': {
    post: async ({ fetch }, url) =>
      (await axios.create({ adapter: 'fetch', env: { fetch } }).post(url, { name: 'x' })).data,
  },
  'graphql-request': {
    post: ({ fetch }, url) =>
      new GraphQLClient(url, { fetch }).request('query ($name: String) { id }', { name: 'x' }),
    answer: graphQl,
  },
}

describe.each(Object.entries(packages))('%s', (_name, { post, answer = '{"id":7}' }) => {
  const fine = (): Response => new Response(answer, { headers: { 'content-type': 'application/json' } })

  test('sends a token, and the same body again where the token was refused', async () => {
    const { client, received, answers } = await signedIn()
    answers(refusal(401, 'Bearer error="invalid_token"'), fine)
    expect(await post(client, `${api}/orders`)).toEqual({ id: 7 })
    expect(received).toHaveLength(2)
    for (const { method, body, token } of received) {
      expect([method, JSON.parse(body)]).toMatchObject([
        'POST',
        answer === graphQl ? { variables: { name: 'x' } } : { name: 'x' },
      ])
      expect(token).not.toBe('')
    }
    expect(received[0]?.token).not.toBe(received[1]?.token)
  })

  test('sends nothing to a place that is not listed', async () => {
    const { client, received } = await signedIn()
    await expect(post(client, 'https://elsewhere.example/orders')).rejects.toSatisfy((error) =>
      // Some wrap what `fetch` rejects with.
      [error, error.cause].some((thrown) => thrown?.code === 'target-not-allowed'),
    )
    expect(received).toEqual([])
  })
})
