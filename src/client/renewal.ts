import { explained } from '../errors.js'
import { own } from '../own.js'
import { refresh } from '../protocol/grants.js'
import { unlikeTheLogin } from '../protocol/id-token.js'
import { judgeRenewal } from '../protocol/verdict.js'
import type { SessionRecord, StoredToken } from '../session/record.js'
import { createRenewal } from '../session/renew.js'
import type { Renewal, RenewalRequest } from '../session/renewal.js'
import { tokenParameters } from './api-tokens.js'
import { claimTab } from './claim-tab.js'
import type { ServerContext } from './context.js'
import { revokeGrant } from './logout.js'
import { look } from './look.js'

/** The renewals of one client's session, on demand and ahead of use. */
export interface Renewals extends Renewal {
  /** Finds out whether this tab may use the refresh token it finds. To be asked early: a copy of the tab is told by what this leaves. */
  claim(): Promise<void> | undefined
  /** From now on, and until `close()`, this tab keeps what it has claimed through the page's life. */
  open(): void
  close(): void
  /** Renews what is due, and ends what is over and cannot be renewed. What goes wrong is in the session's `trouble`. */
  ahead(visible: boolean, urgent?: boolean): void
  age(record: SessionRecord): number
}

export function createRenewals<User>(context: ServerContext<User>): Renewals {
  const { current, vault, effects, settings, channel, age, lifetime } = context
  let claimed: ReturnType<typeof claimTab> | undefined
  let isOpen = false
  let stopKeeping: (() => void) | undefined
  let toldUnlike = false

  function claim(): Promise<void> | undefined {
    if (settings.remember === 'tab') claimed ??= claimTab(context)
    if (isOpen) stopKeeping ??= claimed?.keep()
    return claimed?.done
  }

  const renewal = createRenewal({
    clock: effects.clock,
    lock: effects.lock,
    lockName: context.name,
    timeoutMs: settings.timeoutMs,
    vault,
    lifetime,
    post: (message) => channel.now?.post(message),
    async refresh(record, resource) {
      const { refreshToken = '', claims, tokens, jkt } = record
      const more = tokenParameters(settings, record, resource)
      const scope = more.scope?.split(' ') ?? tokens[resource]?.scope ?? tokens['']?.scope ?? []
      const renewed = await refresh(await context.grant(), { refreshToken, claims, scope, jkt }, more)
      // Once for a page: such a server does it with every renewal.
      if (renewed.unlike && !toldUnlike) {
        toldUnlike = true
        explained('configuration', { reason: unlikeTheLogin(renewed.unlike) }).then(context.warn)
      }
      return renewed
    },
    discard: ({ accessToken, ...tokens }) => void revokeGrant(context, { tokens: { '': accessToken }, ...tokens }),
    async apply(outcome, { resource, began }) {
      // Else a sign-out or a login came while the renewal was under way: what it brought is nobody's.
      if (current.record() === began) {
        if ('record' in outcome) await current.show(outcome.record, outcome.by)
        else {
          current.end(outcome.ended, outcome.error)
          // Else the next look would show it again. One that can be renewed, and could not be read whole just now, stays.
          if (!began.renewable) void vault.swap(began, undefined)
        }
        channel.now?.post('look')
        if ('token' in outcome) return outcome.token
      } else if (current.record()) {
        // Or another API's token came meanwhile, and storage has both.
        await look(context)
      }
      const token = current.record()?.tokens[resource]
      if (!token) throw await explained('signed-out', {})
      return token
    },
    failed(error, { resource }) {
      // A resource or a scope that the server does not grant is no trouble of the session: the other tokens can be had.
      if (judgeRenewal(error, !resource) === 'token-refused') throw error
      const session = current.session.get()
      // Every call that fails meanwhile is the same trouble.
      const known = session.status === 'signed-in' && session.trouble?.message === error.message
      if (!known) current.dispatch({ type: 'renewal-failed', error })
      throw error
    },
  })

  async function renew(request: RenewalRequest): Promise<StoredToken> {
    await claim()
    if (request.resource && !(current.record() ?? request.began).renewable) {
      const reason = `the server gave no refresh token, and '${request.resource}' needs an access token of its own. Add 'offline_access' to the scope, or what this server wants for a refresh token`
      throw await explained('configuration', { option: 'apis', reason })
    }
    return renewal.renew(own({ ...request, began: current.record() ?? request.began }))
  }

  return {
    renew,
    claim,
    open() {
      isOpen = true
      if (!claimed || stopKeeping) return
      stopKeeping = claimed.keep()
      claimed.hold()
    },
    close() {
      isOpen = false
      stopKeeping?.()
      stopKeeping = undefined
    },
    heard: renewal.heard,
    inTurn: renewal.inTurn,
    age: ({ tokens, renewable }) => (tokens[''] ? age(tokens[''], renewable) : 0),
    ahead(visible, urgent = false) {
      const began = current.record()
      const worn = began?.tokens['']
      if (!began || !worn) return
      const session = current.session.get()
      if (!began.renewable) {
        if (age(worn, false) < (worn.expiresInMs ?? Number.POSITIVE_INFINITY)) return
        current.end('expired')
        void vault.swap(began, undefined)
      } else if (visible && (lifetime(worn, true) !== 'fresh' || (session.status === 'signed-in' && session.trouble))) {
        // Whom it concerns is told by `failed` and `apply`.
        renew({ resource: '', worn, began, urgent }).catch(() => {})
      }
    },
  }
}
