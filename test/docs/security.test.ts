// @vitest-environment node

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from './documents.js'

/** A sentence of SECURITY.md that a test could refute, the file with that test, and its name. */
type Held = readonly [sentence: string, file: string, name: string]

const held: readonly Held[] = [
  [
    'an answer is accepted only by the tab that asked for it',
    'browser/callback',
    'a callback in another tab is refused',
  ],
  [
    'messages between tabs are hints, never believed',
    'browser/popup',
    'no message says more than the answer to it',
  ],
  [
    '`iss` is compared if present, and required if announced',
    'client/callback',
    'spends nothing, and is refused',
  ],
  [
    'compared by parsed origin and path segments',
    'fetch/targets.property',
    'a token is attached if and only if',
  ],
  [
    'nothing is followed through a redirect',
    'browser/apis',
    'a redirect to another origin takes no token along',
  ],
  [
    'a token is worthless without a key',
    'browser/dpop',
    'what is copied to another browser is of no use there',
  ],
  ['signing out clears storage first, even offline', 'client/logout', 'is no obstacle to a sign-out'],
  ["`'page'` keeps no token in storage", 'session/storage', 'nothing is left behind, anywhere'],
  ['the browser keeps a key that cannot be exported', 'dpop/session', 'the key at rest cannot be exported'],
  [
    'the refresh token kept, where script of the page cannot reach',
    'browser/server',
    'the server part keeps the refresh token',
  ],
  ['✔ neither is this', 'browser/server', 'in proxy mode the page calls the API, and has no token at all'],
  [
    'in `exchange` mode only adds a secret',
    'server/exchange',
    'adds the secret, and leaves out the refresh token',
  ],
  [
    'whatever a late answer to a renewal brings, from whichever process',
    'regressions/a-late-renewal-does-not-replace-a-new-login',
    'is nobody’s session where somebody has signed out meanwhile',
  ],
  [
    'stay below 8000 octets, however many logins begin at once',
    'regressions/cookies-of-logins-stay-within-their-budget',
    'keeps within the budget where 16 tabs begin logins at once',
  ],
  ['S256 always', 'client/callback', 'a login request has state, nonce, S256'],
  ['`createClient` refuses one', 'client/options', 'is refused, with what to write instead'],
  ['before anything is awaited', 'client/callback', 'the address bar is clean before anything is waited for'],
  [
    'A token is visible to nobody before every check',
    'client/callback',
    'nobody is signed in, and no token is anywhere',
  ],
  ["counts only on the redirect URI's own origin", 'client/return-url', 'leads home'],
  ['every endpoint must be https', 'client/discovery', 'metadata with %s are refused, and the page stays'],
  [
    'Without `apis`, nothing gets a token',
    'regressions/what-security-md-says',
    'without apis nothing gets a token',
  ],
  ['A `fetch` elsewhere is refused', 'fetch/clients', 'sends nothing to a place that is not listed'],
  [
    'no patching of the global `fetch`',
    'regressions/what-security-md-says',
    'the global fetch stays what it is',
  ],
  [
    'Sessions, events and errors hold no token',
    'client/callback',
    'no error, event, session or client has a secret in it',
  ],
  [
    'left out if it repeats a secret',
    'regressions/text-from-a-server-is-harmless',
    'is in no error of a login or a renewal',
  ],
  ['only a window that was opened to sign in hands its answer', 'browser/popup', 'nobody else can answer'],
  ['and storage, in three engines', 'browser/sign-in', 'no secret is anywhere else'],
  ['`SameSite=Strict` for the session', 'server/cookies', 'are set as RFC 10017 wants them'],
  [
    'names that no other host can set',
    'browser/server',
    'over https the cookie is __Host-, HttpOnly, strict',
  ],
  ['needs a listed `Origin`', 'server/checks', 'gets a 403, whatever the cookie says'],
  [
    'codes and tokens are in no log and no error',
    'server/attacks',
    'are in no log, no error, no header and no body',
  ],
  [
    'over `http://localhost` alone, the names have no prefix',
    'server/cookies',
    'on http://localhost have another name',
  ],
  [
    '`logout({ everywhere: false })` does not',
    'client/logout',
    'logout({ everywhere: false }) stays on the page',
  ],
  [
    'no `eval`, and no HTML strings, and works with Trusted Types',
    'browser/policy',
    'under the policy of SECURITY.md',
  ],
  ['Hallpass renews once for all tabs', 'browser/tabs', 'ten tabs with twenty calls each make one refresh'],
  [
    'is kept in localStorage for a day',
    'regressions/what-security-md-says',
    'are believed for a day, whoever wrote them',
  ],
  [
    'is neither stored nor read from storage',
    'regressions/what-security-md-says',
    'are neither read nor written',
  ],
  [
    "only the issuer's name and `https:` are checked",
    'regressions/what-security-md-says',
    'of another issuer, or with an',
  ],
  [
    'Bitbucket, LinkedIn and Reddit have neither',
    'regressions/what-security-md-says',
    'the providers without PKCE and nonce',
  ],
  [
    'or by the nonce, if there is an ID Token with one',
    'regressions/what-security-md-says',
    'is noticed by the nonce',
  ],
  [
    'it cannot tell that the code',
    'regressions/what-security-md-says',
    'is noticed by nothing, where there is neither',
  ],
  ['It is never part of a build', 'vite/plugin', 'is no part of a build'],
  [
    'and refuses all others with 403',
    'vite/reach',
    'a name that was made to point here, is refused on every route',
  ],
  ['`vite --host` opens it to nobody', 'vite/reach', 'vite --host refuses the sign-in'],
  ['and the terminal says so', 'vite/reach', 'vite --host says at the terminal that anybody is anybody'],
]

const flat = (text: string): string => text.replace(/\s+/g, ' ')

test.each(held)('SECURITY.md says "%s", and a test would refute it', (sentence, file, name) => {
  expect(flat(readFileSync(join(project, 'SECURITY.md'), 'utf8'))).toContain(sentence)
  const ending = file.startsWith('browser/') ? 'spec' : 'test'
  expect(flat(readFileSync(join(project, `test/${file}.${ending}.ts`), 'utf8'))).toContain(name)
})
