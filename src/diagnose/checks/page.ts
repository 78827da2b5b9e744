import { withoutQuery } from '../../fetch/without-query.js'
import { isPublicName } from '../../protocol/public-name.js'
import { type Check, good, note, problem, unknown, warning } from '../check.js'
import { policyAllows } from '../content-security-policy.js'
import type { DocumentFacts, Facts, PageFacts } from '../facts.js'
import { textOf } from '../metadata.js'

/** What the page itself lets Hallpass do: its headers, its browser, and what is in the way. */
export const pageChecks: readonly Check[] = [
  {
    id: 'page',
    group: 'page',
    title: 'The page itself',
    why: 'Its headers decide what it may ask, what it may open, and what it may show.',
    errors: [],
    find({ page, pageUrl }) {
      if (page !== undefined || pageUrl === undefined) return undefined
      return unknown(
        `${withoutQuery(pageUrl)}: no answer, so its headers were not looked at.`,
        'Start the app, or name a page: --page',
      )
    },
  },
  {
    id: 'secure-context',
    group: 'page',
    title: 'https:, or localhost',
    why: 'Browsers give WebCrypto, which PKCE needs, to secure contexts alone.',
    errors: ['configuration'],
    find: withPage(({ secure, url }) =>
      secure
        ? good(new URL(url).origin)
        : problem(
            `${url} is no secure context.`,
            'Serve the app with https:, or open it as http://localhost.',
          ),
    ),
  },
  {
    id: 'csp-connect',
    group: 'page',
    title: 'CSP: connect-src',
    why:
      "A Content-Security-Policy that does not name the server or an API stops the page's " +
      'requests to it, and looks like a lost network.',
    errors: ['network'],
    find: withPage((page, facts) => {
      if (page.policies.length === 0)
        return note('The page has no Content-Security-Policy.', recommend(facts))
      const blocked = [...new Set(requestedUrls(facts))].filter((url) => !allowed(page, 'connect-src', url))
      return blocked.length > 0
        ? problem(
            `The page's policy does not let it ask ${blocked.join(', ')}.`,
            `connect-src 'self' ${originsOf(blocked, page).join(' ')}`,
          )
        : good('the server and the APIs are in it')
    }),
  },
  {
    id: 'csp-frame',
    group: 'page',
    title: 'CSP: frame-src',
    why:
      'restoreSilently() asks the server in a hidden frame, which comes back to the app. Nothing ' +
      'else of Hallpass needs a frame.',
    errors: ['silent-unanswered'],
    find: withPage((page, { metadata, redirectUri }) => {
      const authorization = textOf(metadata.authorization_endpoint)
      if (page.policies.length === 0 || authorization === undefined) return undefined
      const blocked = [authorization, redirectUri ?? page.url].filter(
        (url) => !allowed(page, 'frame-src', url),
      )
      const ancestors =
        !allowed(page, 'frame-ancestors', page.url) || /^\s*deny/i.test(page.frameOptions ?? '')
      if (blocked.length === 0 && !ancestors) return good('a hidden frame is allowed')
      return note(
        [
          blocked.length > 0 && `The policy allows no frame of ${originsOf(blocked, undefined).join(', ')}.`,
          ancestors && 'The page lets nobody show it in a frame, not even itself.',
        ]
          .filter(Boolean)
          .join(' '),
        `Only for restoreSilently(): frame-src 'self' ${new URL(authorization).origin}, and ` +
          "frame-ancestors 'self' on the page that the frame comes back to.",
      )
    }),
  },
  {
    id: 'csp-form',
    group: 'page',
    title: 'CSP: form-action',
    why:
      'login() leaves by a navigation, which form-action does not hold. A form of your own that ' +
      'is submitted to a server part, and led on to the provider, is held by it.',
    errors: [],
    find: withPage((page, { metadata }) => {
      const authorization = textOf(metadata.authorization_endpoint)
      if (page.policies.length === 0 || authorization === undefined) return undefined
      return allowed(page, 'form-action', authorization)
        ? good('does not matter')
        : note(
            'form-action does not name the server: login() works, and a form that leads there does not.',
            `Only for such a form: form-action 'self' ${new URL(authorization).origin}`,
          )
    }),
  },
  {
    id: 'opener-policy',
    group: 'page',
    title: 'Cross-Origin-Opener-Policy',
    why:
      "With 'same-origin' the page and a window that it opened for the server know nothing of " +
      'each other any more.',
    errors: ['popup-closed'],
    find: withPage(({ openerPolicy }) => {
      if (openerPolicy === undefined) return good('none')
      return /^same-origin\b(?!-)/.test(openerPolicy)
        ? note(
            `Cross-Origin-Opener-Policy: ${openerPolicy}. loginWithPopup() works, and cannot see ` +
              'that its window was closed.',
            'Cross-Origin-Opener-Policy: same-origin-allow-popups',
          )
        : good(openerPolicy)
    }),
  },
  {
    id: 'permissions-policy',
    group: 'page',
    title: 'Permissions-Policy',
    why:
      "A policy that takes 'local-network-access' or 'identity-credentials-get' from the page " +
      'takes it from its frames as well.',
    errors: ['silent-unanswered'],
    find: withPage(({ permissionsPolicy }) => {
      const denied = deniedFeatures(permissionsPolicy ?? '')
      return denied.length === 0
        ? good(permissionsPolicy === undefined ? 'none' : 'nothing that a sign-in needs is taken away')
        : note(
            `taken away: ${denied.join(', ')}`,
            'Leave these out of Permissions-Policy, if a hidden frame or FedCM is used on a private network.',
          )
    }),
  },
  {
    id: 'storage',
    group: 'page',
    title: 'Storage',
    why:
      'A login that is under way is in sessionStorage; a remembered session is in sessionStorage ' +
      "('tab') or IndexedDB ('browser'); tabs take turns by Web Locks.",
    errors: ['storage', 'dpop-key-lost'],
    find: withPage(({ storage }) => {
      if (storage === undefined) return undefined
      const broken = Object.entries(storage).flatMap(([name, works]) => (works ? [] : [name]))
      if (broken.length === 0) return good('sessionStorage, localStorage, IndexedDB and Web Locks work')
      const seen = `does not work: ${broken.join(', ')}`
      const change = 'Allow site data (cookies) for this page in the browser.'
      return broken.includes('sessionStorage') ? problem(seen, change) : warning(seen, change)
    }),
  },
  {
    id: 'third-party-cookies',
    group: 'page',
    title: 'Cookies in a frame',
    why:
      'A hidden frame finds out whether somebody is signed in at the server only where the ' +
      'browser gives the server its cookies there.',
    errors: ['silent-unanswered'],
    find: withPage(({ signedIn }, { authorization, seenFrom }) => {
      if (seenFrom === 'node') return undefined
      if (authorization?.signedIn) return good('the server knew the person in a hidden frame')
      if (authorization?.outcome === 'returned' && signedIn) {
        return note(
          'Somebody is signed in here, and the server did not know them in a hidden ' +
            `frame${authorization.error ? ` (${authorization.error})` : ''}: third-party cookies ` +
            'are blocked, or its session has ended.',
          "Keep the session in the app: remember: 'browser'. Or ask by a redirect: start({ require: " +
            "{ prompt: 'none' } }).",
        )
      }
      return authorization?.outcome === 'returned'
        ? unknown('Nobody is signed in, so it cannot be seen. Sign in, and look again.')
        : unknown('The hidden frame did not come back, so it cannot be seen.')
    }),
  },
  {
    id: 'local-network',
    group: 'page',
    title: 'Local Network Access',
    why:
      'Chrome lets a public page reach a loopback or private host only with the permission of ' +
      'the person; a frame that comes back from a public server to such a host needs it, too.',
    errors: ['silent-unanswered', 'network'],
    find: withPage(({ localNetworkAccess, url }, { endpoints, apis }) => {
      const isPrivate = (address: string): boolean => !isPublicName(new URL(address).hostname)
      const targets = [endpoints.token?.url, ...apis.map((api) => api.url)].filter((one) => one !== undefined)
      const isMixed = targets.some((target) => isPrivate(target) !== isPrivate(url))
      if (!isMixed) return good('the page and what it asks are on the same side of the network')
      if (localNetworkAccess === 'denied') {
        return warning(
          'The browser keeps this page from hosts of the local network: the permission is denied.',
          "Allow 'Local network access' for this page in the browser's site settings.",
        )
      }
      return localNetworkAccess === 'granted'
        ? good('the permission is given')
        : note('The page and what it asks are on two sides of a private network: Chrome may ask the person.')
    }),
  },
  {
    id: 'service-worker',
    group: 'page',
    title: 'Service worker',
    why:
      'A service worker that answers navigations from its cache swallows the answer to a login, ' +
      'and one that caches fetches keeps old answers of the server.',
    errors: ['callback-rejected', 'network'],
    find: withPage(({ serviceWorker }, { seenFrom }) => {
      if (seenFrom === 'node') return undefined
      return serviceWorker === undefined
        ? good('none')
        : note(
            `${serviceWorker} answers for this page.`,
            'Let it pass on, untouched: navigations to the redirect URI, /.well-known/, and all of ' +
              'the server.',
          )
    }),
  },
  {
    id: 'framed',
    group: 'page',
    title: 'In a window of its own',
    why: 'Servers refuse to be shown in a frame, so login() does not leave in one.',
    errors: ['framed'],
    find: withPage(({ framed }) => {
      if (framed === undefined) return undefined
      return framed
        ? warning('This page is in a frame.', 'Use loginWithPopup(), or open the app in a window of its own.')
        : good('yes')
    }),
  },
]

function withPage(find: (page: PageFacts, facts: Facts) => ReturnType<Check['find']>): Check['find'] {
  return (facts) => facts.page && find(facts.page, facts)
}

/** What the page sends requests to, other than to its own origin. */
function requestedUrls({ documents, endpoints, apis, provider }: Facts): string[] {
  // A preset brings its endpoints along. Otherwise the first document is asked for, whatever comes of it.
  const isAsked = ({ isJson }: DocumentFacts, at: number): boolean => isJson || at === 0
  const discovered = provider?.provider?.endpoints ? [] : documents.filter(isAsked).map(({ url }) => url)
  const used = (['token', 'revocation', 'userinfo'] as const).flatMap((name) => endpoints[name]?.url ?? [])
  return [...discovered, ...used, ...apis.map(({ url }) => url)]
}

function allowed({ policies, url: self }: PageFacts, directive: string, url: string): boolean {
  return policies.every((policy) => policyAllows(policy, directive, url, self))
}

function originsOf(urls: readonly string[], page: PageFacts | undefined): readonly string[] {
  const own = page && new URL(page.url).origin
  return [...new Set(urls.map((url) => new URL(url).origin))].filter((origin) => origin !== own)
}

function recommend(facts: Facts): string {
  const origins = originsOf(requestedUrls(facts), facts.page)
  return (
    'It limits where a stolen token could be sent: connect-src ' +
    `'self'${origins.map((origin) => ` ${origin}`).join('')}`
  )
}

/** The features that a Permissions-Policy header takes from the page itself: `feature=()`. */
function deniedFeatures(policy: string): string[] {
  const denied = [...policy.matchAll(/([\w-]+)\s*=\s*\(\s*\)/g)].map(([, name = '']) => name)
  return denied.filter((name) =>
    /^(local-network(-access)?|loopback-network|identity-credentials-get)$/.test(name),
  )
}
