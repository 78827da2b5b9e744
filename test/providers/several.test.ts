// @vitest-environment node

import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { internalsOf } from '../../src/client/client-internals.js'
import { type Clients, type ClientsOptions, createClients, isAuthError } from '../../src/index.js'
import { discord, gitlab, type ProviderUser, spotify } from '../../src/providers/index.js'
import { simulateDiscord } from '../../src/simulators/discord.js'
import { simulateGitlab } from '../../src/simulators/gitlab.js'
import type { Simulator } from '../../src/simulators/simulator.js'
import { type TestTab, until } from '../../src/testing/index.js'
import { clickAt, createProviderWorld, origin, type ProviderWorld } from './sign-in.js'

const clientId = 'page'

type Name = 'gitlab' | 'discord'

interface Several {
  readonly world: ProviderWorld
  readonly simulators: Readonly<Record<Name, Simulator>>
  auth(tab: TestTab, more?: Partial<ClientsOptions<Name, ProviderUser>>): Clients<Name, ProviderUser>
  /** Leaves for a provider: where the page went. */
  leave(tab: TestTab, provider: Name): Promise<string>
  /** The page that a URL is loaded in, with whatever it is an answer to. */
  load(tab: TestTab, url: string): Promise<{ tab: TestTab; auth: Clients<Name, ProviderUser> }>
  signIn(
    tab: TestTab,
    provider: Name,
    login?: string,
  ): Promise<{ tab: TestTab; auth: Clients<Name, ProviderUser> }>
}

function several(): Several {
  const simulators = { gitlab: simulateGitlab({ clientId }), discord: simulateDiscord({ clientId }) }
  const world = createProviderWorld(Object.values(simulators))
  const it: Several = {
    world,
    simulators,
    auth(tab, more = {}) {
      const auth = createClients({
        providers: { gitlab: gitlab({ clientId }), discord: discord({ clientId }) },
        effects: world.effects(tab),
        ...more,
      })
      onTestFinished(() => auth.close())
      return auth
    },
    async leave(tab, provider) {
      const auth = it.auth(tab)
      await auth.start()
      tab.leftFor = undefined
      await Promise.race([auth.login({ provider }), until(() => tab.leftFor)])
      return tab.leftFor ?? ''
    },
    async load(tab, url) {
      const loaded = tab.load(url)
      const auth = it.auth(loaded)
      await auth.start()
      return { tab: loaded, auth }
    },
    async signIn(tab, provider, login) {
      const request = await it.leave(tab, provider)
      return it.load(tab, await clickAt(simulators[provider], request, login))
    },
  }
  return it
}

describe('several providers, one session', () => {
  test('a person signs in with the one they choose, and the session says with whom', async () => {
    const { world, signIn, simulators } = several()
    const { auth, tab } = await signIn(world.openTab(), 'gitlab')
    expect(auth.session.get()).toMatchObject({
      status: 'signed-in',
      provider: 'gitlab',
      user: { sub: '1815' },
    })
    expect(simulators.gitlab.isLive(await auth.accessToken())).toBe(true)
    expect(simulators.discord.tokenRequests).toEqual([])
    expect(tab.url).toBe(`${origin}/`)
  })

  test('each comes back to a place of its own', async () => {
    const { world, leave } = several()
    const tab = world.openTab()
    for (const provider of ['gitlab', 'discord'] as const) {
      const request = new URL(await leave(tab, provider))
      expect(request.searchParams.get('redirect_uri')).toBe(`${origin}/auth/${provider}`)
    }
  })

  test('a reload restores it', async () => {
    const { world, signIn, load } = several()
    const { tab } = await signIn(world.openTab(), 'discord')
    const { auth } = await load(tab, `${origin}/`)
    expect(auth.session.get()).toMatchObject({ status: 'signed-in', provider: 'discord' })
  })

  test('who signs in with another provider is signed out of the first, its token revoked', async () => {
    const { world, signIn, simulators } = several()
    const first = await signIn(world.openTab(), 'gitlab', 'ada')
    const token = await first.auth.accessToken()
    const { auth, tab } = await signIn(first.tab, 'discord', 'grace')
    expect(auth.session.get()).toMatchObject({
      status: 'signed-in',
      provider: 'discord',
      user: { sub: '1906' },
    })
    await until(() => !simulators.gitlab.isLive(token))
    expect(auth.clients.gitlab.session.get()).toMatchObject({ status: 'signed-out', reason: 'logout' })
    expect(JSON.stringify([...tab.session])).not.toContain('Ada')
  })

  test('also of a first one that is not known yet', async () => {
    const { world, auth, leave, simulators } = several()
    const remember = 'browser'
    const tab = world.openTab()
    const back = tab.load(await clickAt(simulators.gitlab, await leave(tab, 'gitlab')))
    const first = auth(back, { remember })
    await first.start()
    const token = await first.accessToken()
    const answer = back.load(await clickAt(simulators.discord, await leave(back, 'discord')))
    answer.effects.storage.browser.delete(internalsOf(first.clients.gitlab).context.name)
    const database = await answer.effects.storage.database()
    let read = (): void => {}
    const reading = new Promise<void>((resolve) => {
      read = resolve
    })
    const storage = {
      ...answer.effects.storage,
      database: async () => ({ ...database, get: (key: string) => reading.then(() => database.get(key)) }),
    }
    const both = auth(answer, { remember, effects: { ...world.effects(answer), storage } })
    const started = both.start()
    await until(() => both.clients.discord.session.get().status === 'signed-in')
    expect(both.clients.gitlab.session.get().status).toBe('loading')
    read()
    await started
    await until(() => both.clients.gitlab.session.get().status === 'signed-out')
    await until(() => !simulators.gitlab.isLive(token))
    expect(both.session.get()).toMatchObject({ status: 'signed-in', provider: 'discord' })
  })

  test('a sign-out does not wait for a provider that is still asked for a session', async () => {
    const { world, auth, signIn, simulators } = several()
    const { tab, auth: first } = await signIn(world.openTab(), 'gitlab')
    const token = await first.accessToken()
    const next = tab.load(`${origin}/`)
    const effects = world.effects(next)
    const never = new Promise<never>(() => {})
    let asked = false
    const both = auth(next, {
      providers: {
        gitlab: gitlab({ clientId }),
        discord: { issuer: 'https://silent.example', clientId, server: '/oauth' },
      },
      effects: {
        ...effects,
        fetch(input, init) {
          if (!new Request(input, init).url.startsWith(`${origin}/oauth/`))
            return effects.fetch?.(input, init) ?? never
          asked = true
          return never
        },
      },
    })
    void both.start()
    await until(() => asked && both.clients.gitlab.session.get().status === 'signed-in')
    expect(both.clients.discord.session.get().status).toBe('loading')
    await both.logout()
    expect(both.clients.gitlab.session.get().status).toBe('signed-out')
    await until(() => !simulators.gitlab.isLive(token))
  })

  test('in all tabs, where all tabs share the session', async () => {
    const { world, auth, leave, simulators } = several()
    const remember = 'browser'
    const one = world.openTab()
    const request = await leave(one, 'gitlab')
    const oneBack = one.load(await clickAt(simulators.gitlab, request))
    const first = auth(oneBack, { remember })
    await first.start()
    const second = auth(world.openTab(), { remember })
    await second.start()
    expect(second.session.get()).toMatchObject({ status: 'signed-in', provider: 'gitlab' })
    const other = world.openTab()
    const again = await leave(other, 'discord')
    const third = auth(other.load(await clickAt(simulators.discord, again, 'grace')), { remember })
    await third.start()
    await until(() => {
      const session = first.session.get()
      return session.status === 'signed-in' && session.provider === 'discord'
    })
    expect(second.session.get()).toMatchObject({
      status: 'signed-in',
      provider: 'discord',
      user: { sub: '1906' },
    })
  })

  test('signing out ends it, whoever it was with', async () => {
    const { world, signIn, simulators } = several()
    const { auth } = await signIn(world.openTab(), 'discord')
    const token = await auth.accessToken()
    await auth.logout()
    expect(auth.session.get()).toMatchObject({ status: 'signed-out', reason: 'logout' })
    expect(simulators.discord.isLive(token)).toBe(false)
    await expect(auth.accessToken()).rejects.toMatchObject({ code: 'signed-out' })
  })

  test('listeners hear one session, and events say whose they are', async () => {
    const { world, leave, simulators, auth } = several()
    const tab = world.openTab()
    const back = tab.load(await clickAt(simulators.gitlab, await leave(tab, 'gitlab')))
    const heard: string[] = []
    const events: string[] = []
    const client = auth(back, { onEvent: ({ type }, provider) => events.push(`${provider} ${type}`) })
    client.session.subscribe(({ status }) => heard.push(status))
    await client.start()
    expect(heard).toEqual(['loading', 'signed-in'])
    expect(events).toContain('gitlab tokens-arrived')
    expect(events).toContain('discord nobody-signed-in')
  })

  test('an API gets the token of the provider that it is written at, and no other', async () => {
    const { world, simulators, leave } = several()
    const tab = world.openTab()
    const back = tab.load(await clickAt(simulators.discord, await leave(tab, 'discord')))
    const client = createClients({
      providers: {
        gitlab: { ...gitlab({ clientId }), apis: ['https://gitlab.com/api'] },
        discord: { ...discord({ clientId }), apis: ['https://discord.com/api'] },
      },
      effects: world.effects(back),
    })
    onTestFinished(() => client.close())
    await client.start()
    expect((await client.fetch('https://discord.com/api/users/@me')).status).toBe(200)
    await expect(client.fetch('https://gitlab.com/api/v4/user')).rejects.toMatchObject({
      code: 'target-not-allowed',
    })
  })

  test('there is no login with somebody who is not there', async () => {
    const { world, auth } = several()
    const client = auth(world.openTab())
    await client.start()
    await expect(client.login({ provider: 'constructor' as never })).rejects.toMatchObject({
      code: 'configuration',
    })
  })
})

describe('answers cannot be mixed up', () => {
  /**
   * RFC 9700, section 4.4.1: a person who chose A is sent to H by A, with A's state; H's code must not reach
   * A.
   */
  test("an answer to one provider's login at another's redirect URI is refused and spent", async () => {
    const { world, leave, load, simulators } = several()
    const tab = world.openTab()
    const request = new URL(await leave(tab, 'gitlab'))
    const state = request.searchParams.get('state') ?? ''
    const honest = new URL(await leave(tab, 'discord'))
    honest.searchParams.set('state', state)
    const answer = await clickAt(simulators.discord, honest.href)
    expect(new URL(answer).pathname).toBe('/auth/discord')
    const { auth, tab: back } = await load(tab, answer)
    expect(auth.session.get()).toMatchObject({
      status: 'signed-out',
      reason: 'failed',
      error: { code: 'callback-rejected', details: { reason: 'wrong-redirect-uri' } },
    })
    expect([...simulators.gitlab.tokenRequests, ...simulators.discord.tokenRequests]).toEqual([])
    expect(back.url).not.toContain('code=')
    // One use: the real answer comes too late.
    const { auth: again } = await load(back, await clickAt(simulators.gitlab, request.href))
    expect(again.session.get()).toMatchObject({ error: { code: 'callback-rejected' } })
    expect(simulators.gitlab.tokenRequests).toEqual([])
  })

  test('an answer that says another issuer is refused before any request (RFC 9207)', async () => {
    const { world, leave, load, simulators } = several()
    const tab = world.openTab()
    const answer = new URL(await clickAt(simulators.gitlab, await leave(tab, 'gitlab')))
    answer.searchParams.set('iss', 'https://discord.com')
    const { auth } = await load(tab, answer.href)
    expect(auth.session.get()).toMatchObject({
      error: { code: 'callback-rejected', details: { reason: 'wrong-issuer' } },
    })
    expect(simulators.gitlab.tokenRequests).toEqual([])
  })

  test('the error of another issuer is neither shown nor believed', async () => {
    const { world, leave, load } = several()
    const tab = world.openTab()
    const state = new URL(await leave(tab, 'gitlab')).searchParams.get('state')
    const answer =
      `${origin}/auth/gitlab?state=${state}&error=access_denied&error_description=Call+555` +
      '&iss=https://evil.example'
    const { auth } = await load(tab, answer)
    const session = auth.session.get()
    expect(session).toMatchObject({ error: { code: 'callback-rejected' } })
    expect(JSON.stringify(session)).not.toContain('555')
  })

  test('two logins under way in one tab are two: each is finished by its own answer', async () => {
    const { world, leave, load, simulators } = several()
    const tab = world.openTab()
    const one = await clickAt(simulators.gitlab, await leave(tab, 'gitlab'))
    const two = await clickAt(simulators.discord, await leave(tab, 'discord'), 'grace')
    const first = await load(tab, one)
    expect(first.auth.session.get()).toMatchObject({ status: 'signed-in', provider: 'gitlab' })
    const second = await load(first.tab, two)
    expect(second.auth.session.get()).toMatchObject({
      status: 'signed-in',
      provider: 'discord',
      user: { sub: '1906' },
    })
  })

  test('a mixed-up answer ends no session that is there', async () => {
    const { world, signIn, leave, load, simulators } = several()
    const { tab } = await signIn(world.openTab(), 'gitlab')
    const state = new URL(await leave(tab, 'gitlab')).searchParams.get('state') ?? ''
    const { auth } = await load(tab, `${origin}/auth/discord?code=stolen&state=${state}`)
    expect(auth.session.get()).toMatchObject({ status: 'signed-in', provider: 'gitlab' })
    expect(simulators.discord.tokenRequests).toEqual([])
  })

  test('two that come back to one place are refused when they are made', () => {
    const redirectUri = `${origin}/callback`
    const make = (more: object): unknown =>
      createClients({
        providers: {
          spotify: spotify({ clientId, redirectUri }),
          gitlab: { ...gitlab({ clientId, redirectUri }), ...more },
        },
      })
    expect(() => make({})).toThrow(/spotify and gitlab come back to the same path/)
    try {
      make({})
    } catch (error) {
      expect(isAuthError(error, 'configuration')).toBe(true)
    }
    expect(() => make({ redirectUri: `${redirectUri}/gitlab` })).not.toThrow()
    // It always says who it is (RFC 9207).
    const issuer = {
      issuer: 'https://gitlab.com',
      authorization_endpoint: 'https://gitlab.com/oauth/authorize',
      token_endpoint: 'https://gitlab.com/oauth/token',
      authorization_response_iss_parameter_supported: true,
    }
    expect(() => make({ issuer })).not.toThrow()
    expect(() => make({ server: '/oauth/gitlab' })).not.toThrow()
  })
})

test('on a server nothing happens', async () => {
  vi.stubGlobal('document', undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
  const auth = createClients({ providers: { gitlab: gitlab({ clientId }) } })
  expect((await auth.start()).status).toBe('loading')
})
