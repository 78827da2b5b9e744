import { whatToChange } from '../../explain.js'
import { checkRedirectUri } from '../../providers/check-redirect-uri.js'
import { type Check, good, note, problem, unknown, warning } from '../check.js'

/** The registration of the app at the server, as far as it can be seen without signing in. */
export const clientChecks: readonly Check[] = [
  {
    id: 'server-part',
    group: 'client',
    title: 'Without a server',
    why:
      'A provider that wants a client secret, or lets no page read its token endpoint, needs a ' +
      'server part: a browser can keep no secret.',
    errors: ['grant-refused', 'network'],
    topic: 'client',
    find({ provider }) {
      const known = provider?.provider
      if (known === undefined) return undefined
      return known.mode === 'server'
        ? note(
            `${known.name} needs a server part: ${known.needsServer ?? ''}.`,
            `hallpass/server keeps the secret: see docs/guides/server.md. In the page: server: '/oauth'.`,
          )
        : good(`a page can do all of it with ${known.name}`)
    },
  },
  {
    id: 'redirect-uri',
    group: 'client',
    title: 'Redirect URI',
    why:
      'The redirect URI has to be registered at the server to the letter; a slash at the end ' +
      'counts (RFC 9700, section 2.1).',
    errors: ['login-refused', 'configuration', 'callback-rejected'],
    topic: 'redirect',
    find({ authorization, redirectUri, clientId, provider, seenFrom }) {
      if (redirectUri !== undefined && provider?.provider !== undefined) {
        const refused = refusalOf(() => checkRedirectUri(provider.provider as never, redirectUri))
        if (refused !== undefined) return problem(refused, 'Use an address that this provider registers.')
      }
      if (redirectUri === undefined || clientId === undefined) {
        return unknown('not asked', 'With --client-id and --redirect-uri it is looked at.')
      }
      const { outcome, error, description, status, about, control } = authorization ?? {
        outcome: 'unreachable' as const,
      }
      if (outcome === 'returned') {
        if (control === 'returned') {
          return warning(
            `The server led back to ${redirectUri}, and as well to an address that nobody has registered.`,
            'Register redirect URIs to the letter, without a wildcard: else a code can be led to ' +
              'somebody else.',
          )
        }
        if (error === undefined || needsPerson.test(error)) return good(`registered: ${redirectUri}`)
        return problem(
          'registered, and the server refuses the login with ' +
            `${error}${description ? ` (${description})` : ''}`,
          whatToChange(error, description),
        )
      }
      // A pushed request that is refused for anything but the client and its address says nothing of these.
      if (outcome === 'refused' && error !== undefined && !about?.length && !/redirect|client/.test(error)) {
        const reason = `${error}${description ? ` (${description})` : ''}`
        const seen = `The server refuses the pushed request with ${reason}`
        if (/dpop/.test(error))
          return unknown(`${seen}: it wants a proof of a key, which only the app has.`, 'Sign in once.')
        return /silent|prompt/.test(description ?? '')
          ? unknown(`${seen}: without signing in, nothing more can be seen.`, 'Sign in once.')
          : problem(`${seen}.`, whatToChange(error, description))
      }
      if (outcome === 'refused') {
        const what = about?.includes('redirect_uri')
          ? 'its page speaks of the redirect URI'
          : about?.includes('client_id') && 'its page speaks of the client'
        return problem(
          `The server does not lead back to ${redirectUri}: HTTP ` +
            `${status ?? '?'}${error ? ` ${error}` : ''}${description ? ` (${description})` : ''}` +
            `${what ? `, and ${what}` : ''}.`,
          `Register ${redirectUri} to the letter for the client '${clientId}', and look whether ` +
            'that client exists.',
        )
      }
      if (outcome === 'page') {
        return control === 'refused'
          ? good(
              `registered, most likely: ${redirectUri} is answered with a page, and another address ` +
                'is refused',
            )
          : unknown(
              'The server shows a page, to prompt=none as well, so it cannot be seen without signing in.',
              'Sign in once: an error about the redirect URI is shown by the server itself.',
            )
      }
      if (authorization === undefined)
        return unknown('Without metadata nobody knows where to ask.', 'See the metadata, above.')
      return unknown(
        seenFrom === 'page'
          ? 'The hidden frame did not come back, so it cannot be seen from this page.'
          : 'The authorization endpoint did not answer.',
        'Run npx hallpass doctor with --client-id and --redirect-uri.',
      )
    },
  },
  {
    id: 'public-client',
    group: 'client',
    title: 'Client without a secret',
    why:
      'An app in a browser is a public client: the server must take its code, with PKCE, without ' +
      'a secret (RFC 6749, section 2.1; RFC 10017).',
    errors: ['configuration', 'grant-refused'],
    topic: 'client',
    find({ authorization, endpoints, clientId, provider }) {
      const reply = endpoints.token?.simple
      if (clientId === undefined || reply === undefined || provider?.provider?.mode === 'server')
        return undefined
      if (reply.error === undefined) {
        return unknown(
          reply.readable || reply.status !== undefined
            ? `The token endpoint answered HTTP ${reply.status ?? '?'} to a code that is none, ` +
                'without saying why.'
            : 'The answer of the token endpoint may not be read.',
        )
      }
      // `invalid_code` is not registered, and some servers say so all the same.
      if (/^invalid_(grant|code)$/.test(reply.error))
        return good(`'${clientId}' may redeem a code without a secret`)
      if (reply.error === 'unauthorized_client' && authorization?.outcome === 'refused') {
        return note(
          `The token endpoint answered ${reply.error}, which may be because of the redirect URI.`,
          'Repair the redirect URI first, and look again.',
        )
      }
      if (/client/.test(reply.error)) {
        return problem(
          `The token endpoint refuses '${clientId}': ` +
            `${reply.error}${reply.description ? ` (${reply.description})` : ''}.`,
          whatToChange(reply.error, reply.description),
        )
      }
      if (/dpop/.test(reply.error))
        return unknown(`The token endpoint wants a proof of a key first: ${reply.error}.`)
      return note(
        'The token endpoint answered a code that is none with ' +
          `${reply.error}${reply.description ? ` (${reply.description})` : ''}.`,
      )
    },
  },
]

/** Errors that say that the server knows the client, and needs the person (OpenID Connect Core, 3.1.2.6). */
const needsPerson = /^(login|interaction|consent|account_selection)_required$/

function refusalOf(check: () => void): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
