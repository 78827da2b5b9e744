import { checkNumber } from '../check-number.js'
import type { FaultStore } from './faults.js'
import {
  endSessions,
  expireAccessTokens,
  type GrantFilter,
  matchingGrants,
  mintGrant,
  revokeGrants,
  useRefreshTokens,
} from './grants.js'
import type { DevUser } from './options.js'
import type { RequestLog } from './request-log.js'
import type { Settings } from './settings.js'
import type { Tenant } from './tenant.js'

/** What the actions act on. */
export interface Controlled {
  readonly tenant: Tenant
  readonly faults: FaultStore
  readonly log: RequestLog
  readonly settings: () => Settings
  readonly change: (change: Partial<Settings>) => void
  /** Puts the settings back to what they were at the start. */
  readonly resetSettings: () => void
  /** Forgets every session, grant and token. */
  readonly forget: () => void
}

export type Parameters = Readonly<Record<string, unknown>>

/** A parameter that an action cannot use; the message says what to send. */
export class WrongParameter extends Error {}

/**
 * What tests and the dashboard can do: `POST <issuer>/test/<action>` with JSON. Each resolves to what is
 * answered, as JSON.
 *
 * @throws {WrongParameter} for what it cannot use.
 */
export const actions: Readonly<
  Record<string, (controlled: Controlled, parameters: Parameters) => Promise<unknown> | unknown>
> = {
  async grants({ tenant }, parameters) {
    const user = userNamed(tenant, text(parameters, 'login'))
    const { clients, origin } = tenant.options()
    const clientId = optionalText(parameters, 'clientId') ?? clients[0]?.clientId ?? ''
    const client = clients.find((candidate) => candidate.clientId === clientId)
    if (client === undefined) {
      throw new WrongParameter(
        `clientId: there is no client '${clientId}' here. Known: ` +
          `${clients.map((one) => one.clientId).join(', ')}.`,
      )
    }
    const accessTokenSeconds = optionalNumber(parameters, 'accessTokenSeconds', 1)
    const minted = await mintGrant(tenant, {
      user,
      clientId,
      scope: optionalText(parameters, 'scope') ?? 'openid profile email offline_access',
      redirectUri: optionalText(parameters, 'redirectUri') ?? client.redirectUris[0] ?? `${origin}/`,
      accessTokenSeconds,
      resource: optionalText(parameters, 'resource'),
      acr: optionalText(parameters, 'acr'),
      nonce: optionalText(parameters, 'nonce'),
    })
    if ('error' in minted) throw new WrongParameter(`no grant: ${minted.error}`)
    return minted
  },

  list: ({ tenant }, parameters) => ({
    grants: matchingGrants(tenant, optionalFilter(tenant, parameters)),
  }),

  expire: async ({ tenant }, parameters) => ({
    grants: idsOf(await expireAccessTokens(tenant, filterOf(tenant, parameters))),
  }),

  async revoke({ tenant }, parameters) {
    const endsSessions = optionalFlag(parameters, 'sessions')
    const grants = await revokeGrants(tenant, filterOf(tenant, parameters))
    if (endsSessions) await endSessions(tenant, grants)
    return { grants: idsOf(grants) }
  },

  rotate: async ({ tenant }, parameters) => ({
    grants: idsOf(await useRefreshTokens(tenant, filterOf(tenant, parameters))),
  }),

  down({ faults }, parameters) {
    const on = optionalFlag(parameters, 'on') ?? true
    faults.change(optionalText(parameters, 'run'), { down: on })
    return { down: on }
  },

  slow({ faults }, parameters) {
    const milliseconds = optionalNumber(parameters, 'milliseconds', 0) ?? 1000
    faults.change(optionalText(parameters, 'run'), { slowMs: milliseconds })
    return { milliseconds }
  },

  status({ faults }, parameters) {
    const status = optionalNumber(parameters, 'status', 0)
    const run = optionalText(parameters, 'run')
    if (status === undefined || status === 0) {
      faults.change(run, { answer: undefined })
      return { status: undefined }
    }
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new WrongParameter('status: send a status from 400 to 599, or 0 for the usual answers.')
    }
    const { retryAfter } = parameters
    const timesLeft = optionalNumber(parameters, 'times', 1)
    faults.change(run, {
      answer: {
        status,
        retryAfter: retryAfter === undefined || retryAfter === '' ? undefined : String(retryAfter),
        timesLeft,
      },
    })
    return { status }
  },

  'step-up'({ change }, parameters) {
    const given = parameters.acrValues
    const acrValues = (Array.isArray(given) ? given : String(given ?? '').split(' '))
      .map(String)
      .filter((value) => value !== '')
    const maxAge = optionalNumber(parameters, 'maxAge', 0)
    const on = optionalFlag(parameters, 'on') ?? true
    const stepUp = on && (acrValues.length > 0 || maxAge !== undefined)
    change({ stepUp: stepUp ? { acrValues, maxAge, since: Date.now() } : undefined })
    return { stepUp }
  },

  clock({ change }, parameters) {
    const { skewSeconds = 0 } = parameters
    const clockSkewSeconds = Number(skewSeconds)
    if (!Number.isInteger(clockSkewSeconds) || Math.abs(clockSkewSeconds) > 10 * 365 * 86_400) {
      throw new WrongParameter('skewSeconds: send a whole number of seconds; negative: behind.')
    }
    change({ clockSkewSeconds })
    return { skewSeconds: clockSkewSeconds }
  },

  settings({ change, settings }, parameters) {
    change(readSettings(parameters))
    return settings()
  },

  'clear-log'({ log }) {
    log.clear()
    return {}
  },

  reset({ resetSettings, faults, log, forget }, parameters) {
    const run = optionalText(parameters, 'run')
    faults.reset(run)
    if (run === undefined) resetSettings()
    if (optionalFlag(parameters, 'grants') === true) forget()
    if (optionalFlag(parameters, 'log') === true) log.clear()
    return {}
  },
}

/** The settings that are switches or numbers, each optional. */
function readSettings(parameters: Parameters): Partial<Settings> {
  const flags = [
    'rotateRefreshTokens',
    'requireDPoP',
    'requireDPoPNonce',
    'requirePushedAuthorizationRequests',
    'askForConsent',
  ] as const
  const known = [...flags, 'accessTokenTtlSeconds', 'withheldScopes']
  for (const name of Object.keys(parameters)) {
    if (!known.includes(name)) {
      throw new WrongParameter(`${name}: there is no such setting. Known: ${known.join(', ')}.`)
    }
  }
  const accessTokenTtlSeconds = optionalNumber(parameters, 'accessTokenTtlSeconds', 1)
  const withheld = parameters.withheldScopes
  return {
    ...Object.fromEntries(
      flags.flatMap((name) => {
        const value = optionalFlag(parameters, name)
        return value === undefined ? [] : [[name, value]]
      }),
    ),
    ...(accessTokenTtlSeconds !== undefined && { accessTokenTtlSeconds }),
    ...(withheld !== undefined && {
      withheldScopes: (Array.isArray(withheld)
        ? withheld.map(String)
        : String(withheld).split(/[\s,]+/)
      ).filter((scope) => scope !== ''),
    }),
  }
}

function userNamed(tenant: Tenant, login: string): DevUser {
  const { users } = tenant.options()
  const user = users.find(({ sub, email }) => sub === login || email === login)
  if (user === undefined) {
    throw new WrongParameter(
      `login: nobody is called '${login}' here. Known: ${users.map(({ sub }) => sub).join(', ')}.`,
    )
  }
  return user
}

function optionalFilter(tenant: Tenant, parameters: Parameters): GrantFilter {
  const login = optionalText(parameters, 'login')
  return {
    id: optionalText(parameters, 'id'),
    sub: login === undefined ? undefined : userNamed(tenant, login).sub,
    run: optionalText(parameters, 'run'),
  }
}

function filterOf(tenant: Tenant, parameters: Parameters): GrantFilter {
  const filter = optionalFilter(tenant, parameters)
  if (filter.id === undefined && filter.sub === undefined && filter.run === undefined) {
    throw new WrongParameter(
      'id: send the id of a grant, or the login of the person or the run of the test whose grants are meant.',
    )
  }
  return filter
}

function idsOf(grants: readonly { readonly id: string }[]): readonly string[] {
  return grants.map(({ id }) => id)
}

function text(parameters: Parameters, name: string): string {
  const value = optionalText(parameters, name)
  if (value === undefined) throw new WrongParameter(`${name}: this text is needed.`)
  return value
}

function optionalText(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw new WrongParameter(`${name}: send a text.`)
  return value
}

function optionalNumber(parameters: Parameters, name: string, least: 0 | 1): number | undefined {
  const value = parameters[name]
  if (value === undefined || value === null || value === '') return undefined
  try {
    return checkNumber(name, Number(value), 'units', least)
  } catch {
    throw new WrongParameter(`${name}: send a number from ${least}.`)
  }
}

function optionalFlag(parameters: Parameters, name: string): boolean | undefined {
  const value = parameters[name]
  if (value === undefined) return undefined
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new WrongParameter(`${name}: send true or false.`)
}
