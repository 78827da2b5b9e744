import { onTestFinished } from 'vitest'
import { type Client, type ClientEvent, type ClientOptions, createClient } from '../../src/index.js'
import { createWorld, until, type World } from '../../src/testing/index.js'

export const api = 'https://api.example'
export const otherApi = 'https://other.example'

/** What an API got: everything of a request that can be told afterwards. */
export interface Received {
  readonly url: string
  readonly method: string
  readonly token: string
  readonly type: string | null
  readonly body: string
}

export interface ApiWorld {
  readonly world: World
  readonly client: Client
  readonly events: readonly ClientEvent<unknown>[]
  readonly received: readonly Received[]
  /** The forms that the token endpoint got. */
  readonly forms: Record<string, string>[]
  /** The authorization request of the login. */
  readonly login: URL
  /** Answers the next calls of the API; the last one answers all from then on. */
  answers(...answers: (Response | ((call: Received) => Response | Promise<Response>))[]): void
}

/** Somebody who is signed in, and an API that answers what the test says. */
export async function signedIn(
  options: Partial<ClientOptions> = {},
  prepare = (_: World): void => {},
): Promise<ApiWorld> {
  const world = createWorld()
  prepare(world)
  const received: Received[] = []
  const forms: Record<string, string>[] = []
  let queue: (Response | ((call: Received) => Response | Promise<Response>))[] = [new Response('{}')]

  world.server.intercept = async (endpoint, proceed, request) => {
    if (endpoint === 'token')
      forms.push(Object.fromEntries(new URLSearchParams(await request.clone().text())))
    if (endpoint !== 'api') return proceed()
    const { url, method, headers } = request
    const body = new TextDecoder().decode(await request.arrayBuffer())
    const token = headers.get('authorization')?.replace('Bearer ', '') ?? ''
    const call = { url, method, token, type: headers.get('content-type'), body }
    received.push(call)
    const next = queue.length > 1 ? queue.shift() : queue[0]
    return typeof next === 'function' ? next(call) : (next?.clone() ?? new Response())
  }
  const tab = world.browser.openTab()
  const events: ClientEvent<unknown>[] = []
  const settings = {
    issuer: 'https://login.example',
    clientId: 'app',
    scope: 'openid offline_access',
    apis: [api],
    onEvent: (event: ClientEvent<unknown>) => void events.push(event),
    ...options,
  }
  createClient({ ...settings, effects: tab.effects })
    .login()
    .catch(() => {})
  const login = await until(() => tab.leftFor)
  const back = tab.load(world.server.authorize(login))
  const client = createClient({ ...settings, effects: back.effects })
  onTestFinished(() => client.close())
  await client.start()
  return {
    world,
    client,
    events,
    received,
    forms,
    login: new URL(login),
    answers: (...answers) => {
      queue = answers
    },
  }
}

export function refusal(status: number, challenge?: string): Response {
  return new Response('{"no":true}', { status, headers: challenge ? { 'www-authenticate': challenge } : {} })
}
