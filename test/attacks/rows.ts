/** What is tried against a client, and the tests that hold it off. Each id is that of a class of attacks. */
export interface Row {
  readonly id: string
  readonly attack: string
  /** Files below `test/`, each with a part of the name of a test in it. */
  readonly tests: readonly (readonly [file: string, name: string])[]
  /** Why there is no test, where the attack does not apply. */
  readonly notApplicable?: string
}

const noWorker =
  'There is no worker and no service worker: they isolate nothing from script in the page (RFC 10017, ' +
  'section 7.4)'

export const rows: readonly Row[] = [
  {
    id: 'CB-1',
    attack: 'Login CSRF: an answer that no login here waits for',
    tests: [
      ['client/callback.test.ts', 'an answer %s spends nothing, and is refused'],
      ['browser/callback.spec.ts', 'a callback in another tab is refused there, and works in its own'],
    ],
  },
  {
    id: 'CB-2',
    attack: 'No `state`, an empty one, or two',
    tests: [
      ['client/callback.test.ts', 'an answer %s spends nothing, and is refused'],
      [
        'regressions/the-answer-that-a-tab-waits-for-is-never-ignored.test.ts',
        'with a code is none: a code comes with its state',
      ],
    ],
  },
  {
    id: 'CB-3',
    attack: 'Two codes, or a code and an error',
    tests: [['client/callback.test.ts', 'an answer %s spends nothing, and is refused']],
  },
  {
    id: 'CB-4',
    attack: 'The URL of an answer that was used: reload, Back, a new tab, a bookmark',
    tests: [
      ['client/callback.test.ts', 'an answer that was used goes on with the session, silently'],
      [
        'browser/callback.spec.ts',
        'a callback that was used, and whose session is over, says so and spends nothing',
      ],
    ],
  },
  {
    id: 'CB-5',
    attack: 'An answer that belongs to the login of another tab',
    tests: [['browser/callback.spec.ts', 'a callback in another tab is refused there, and works in its own']],
  },
  {
    id: 'CB-7',
    attack: 'A code of the attacker, with the `state` of the victim',
    tests: [
      [
        'regressions/what-security-md-says.test.ts',
        'is noticed by the nonce of the ID Token, where the server ignores PKCE',
      ],
    ],
  },
  {
    id: 'CB-8',
    attack: 'A pending login that is older than an hour',
    tests: [['client/callback.test.ts', 'a login that took more than an hour is refused, and forgotten']],
  },
  {
    id: 'CB-9',
    attack: 'Errors of every kind, with markup and 10 kB of text',
    tests: [
      ['client/callback.test.ts', 'an error of the server is told, short and printable'],
      [
        'regressions/text-from-a-server-is-harmless.test.ts',
        'a text without end, with characters that hide or turn others, is cut and cleaned',
      ],
    ],
  },
  {
    id: 'CB-10',
    attack: 'An answer or a token in the fragment',
    tests: [
      [
        'regressions/the-answer-that-a-tab-waits-for-is-never-ignored.test.ts',
        'an answer in the fragment, where no server was asked to put it',
      ],
      ['attacks/attacks.test.ts', 'CB-10: a token in the fragment is not believed'],
    ],
  },
  {
    id: 'CB-11',
    attack: 'Parameters of somebody else, on a page of the app',
    tests: [
      [
        'client/callback.test.ts',
        'a parameter nobody knows is no obstacle, and foreign parameters elsewhere are ' + 'left alone',
      ],
    ],
  },
  {
    id: 'CB-12',
    attack: 'An answer that comes to another origin than its login',
    tests: [
      ['client/callback.test.ts', 'an answer %s spends nothing, and is refused'],
      [
        'browser/callback.spec.ts',
        'a callback whose login was forgotten is refused, and the next login works',
      ],
    ],
  },
  {
    id: 'CB-13',
    attack: 'A query of a megabyte, malformed percent signs, NUL, lone surrogates',
    tests: [['attacks/attacks.test.ts', 'CB-13: whatever is in the query of an answer']],
  },
  {
    id: 'CB-15',
    attack: 'Another app of the same origin plants a pending login',
    tests: [],
    notApplicable: 'Script of the same origin can do all that the app can (SECURITY.md)',
  },
  {
    id: 'PK-1',
    attack: 'A page without WebCrypto',
    tests: [
      [
        'regressions/what-nobody-can-use-is-refused-with-a-code.test.ts',
        'a login that a foreign function breaks is a `configuration` error without its text',
      ],
      ['attacks/attacks.test.ts', 'PK-1: without WebCrypto a login is refused'],
    ],
  },
  {
    id: 'PK-2',
    attack: 'Verifiers that are short, predictable or repeated',
    tests: [['attacks/attacks.test.ts', 'PK-2: verifiers']],
  },
  {
    id: 'PK-3',
    attack: 'The server says that it knows no S256',
    tests: [['attacks/attacks.test.ts', 'PK-3: a server that knows no S256']],
  },
  {
    id: 'PK-4',
    attack: 'What is left of a login in storage',
    tests: [['session/storage.test.ts', 'after a login nothing of the login itself is stored']],
  },
  {
    id: 'PK-5',
    attack: 'A `nonce` that is missing, wrong, or of an earlier login',
    tests: [
      ['client/callback.test.ts', 'an ID Token with %s: nobody is signed in, and no token is anywhere'],
    ],
  },
  {
    id: 'PK-7',
    attack: 'A server that ignores PKCE',
    tests: [
      [
        'regressions/what-security-md-says.test.ts',
        'is noticed by the nonce of the ID Token, where the server ignores PKCE',
      ],
    ],
  },
  {
    id: 'PK-8',
    attack: 'A `state` that can be guessed, or says something of the app',
    tests: [
      [
        'client/callback.test.ts',
        'a login request has state, nonce, S256 and what was asked for, and nothing of ' + 'the app',
      ],
    ],
  },
  {
    id: 'MX-1',
    attack: 'The answer of one server to a login at another',
    tests: [
      [
        'providers/several.test.ts',
        'an answer that says another issuer is refused before any request (RFC 9207)',
      ],
    ],
  },
  {
    id: 'MX-2',
    attack: 'No `iss`, though the server announces it',
    tests: [['client/callback.test.ts', 'an answer %s spends nothing, and is refused']],
  },
  {
    id: 'MX-3',
    attack: 'An `iss` that differs by a slash, case or port',
    tests: [
      ['client/callback.test.ts', 'an answer %s spends nothing, and is refused'],
      ['attacks/attacks.test.ts', 'MX-3: an `iss` that is only nearly the issuer'],
    ],
  },
  {
    id: 'MX-4',
    attack: 'A server that names another one’s authorization endpoint, and sends no `iss`',
    tests: [
      [
        'providers/several.test.ts',
        "an answer to one provider's login at another's redirect URI is refused and spent",
      ],
    ],
  },
  {
    id: 'MX-6',
    attack: 'An answer at the callback of another provider',
    tests: [
      [
        'providers/several.test.ts',
        "an answer to one provider's login at another's redirect URI is refused and spent",
      ],
      ['server/attacks.test.ts', 'at the callback of another provider is refused (mix-up)'],
    ],
  },
  {
    id: 'MX-7',
    attack: 'An error of another issuer',
    tests: [
      ['client/callback.test.ts', 'an error of another issuer is not shown'],
      ['providers/several.test.ts', 'the error of another issuer is neither shown nor believed'],
    ],
  },
  {
    id: 'RT-1',
    attack: '`//evil.com` and its kind',
    tests: [
      ['client/return-url.test.ts', '%j leads home'],
      ['server/cookies.test.ts', '%j is not: the root of the app it is'],
    ],
  },
  {
    id: 'RT-2',
    attack: 'Backslashes',
    tests: [
      ['client/return-url.test.ts', '%j leads home'],
      ['server/cookies.test.ts', '%j is not: the root of the app it is'],
    ],
  },
  {
    id: 'RT-3',
    attack: 'Tabs, line breaks and spaces in front or inside',
    tests: [
      ['client/return-url.test.ts', '%j leads home'],
      ['server/cookies.test.ts', '%j is not: the root of the app it is'],
    ],
  },
  {
    id: 'RT-5',
    attack: '`javascript:` and other schemes',
    tests: [
      ['client/return-url.test.ts', '%j leads home'],
      ['server/cookies.test.ts', '%j is not: the root of the app it is'],
    ],
  },
  {
    id: 'RT-7',
    attack: 'Hosts that begin or end like the app’s, other ports, `http:`',
    tests: [
      ['client/return-url.test.ts', '%j leads home'],
      ['server/cookies.test.ts', '%j is not: the root of the app it is'],
    ],
  },
  {
    id: 'RT-9',
    attack: 'Homographs',
    tests: [
      ['client/return-url.test.ts', '%j leads home'],
      ['server/cookies.test.ts', '%j is not: the root of the app it is'],
    ],
  },
  {
    id: 'RT-10',
    attack: 'Encoded slashes',
    tests: [
      ['client/return-url.test.ts', '%j leads home'],
      [
        'regressions/a-return-address-leads-to-no-other-host.test.ts',
        'a router gets no path that is a URL of another host from somebody who signs in at %s',
      ],
    ],
  },
  {
    id: 'RT-11',
    attack: 'The URL of an answer as the URL to come back to',
    tests: [
      [
        'client/return-url.test.ts',
        'a URL that is an answer to a login itself comes back without the answer',
      ],
    ],
  },
  {
    id: 'RT-12',
    attack: 'No string, an object that claims to be one, 100 kB',
    tests: [['client/return-url.test.ts', '%j leads home']],
  },
  {
    id: 'RT-13',
    attack: 'A URL that was changed in storage',
    tests: [['attacks/attacks.test.ts', 'RT-13: a return URL that was changed in storage']],
  },
  {
    id: 'RT-14',
    attack: 'A URL with a `code` or a token in it',
    tests: [
      [
        'client/return-url.test.ts',
        'a URL that is an answer to a login itself comes back without the answer',
      ],
    ],
  },
  {
    id: 'RT-15',
    attack: '`post_logout_redirect_uri` from a person',
    tests: [['client/logout.test.ts', 'the server sends people to a given URL']],
  },
  {
    id: 'LK-1',
    attack: 'Secrets in URLs, referrers and performance entries',
    tests: [
      ['browser/sign-in.spec.ts', 'signs in, calls the API, signs out, and no secret is anywhere else'],
    ],
  },
  {
    id: 'LK-2',
    attack: 'Secrets in the history',
    tests: [
      ['browser/sign-in.spec.ts', 'signs in, calls the API, signs out, and no secret is anywhere else'],
      [
        'client/callback.test.ts',
        'the address bar is clean before anything is waited for, and shows where the ' + 'person was',
      ],
    ],
  },
  {
    id: 'LK-3',
    attack: 'Secrets in what the client shows, however it is looked at',
    tests: [
      [
        'client/callback.test.ts',
        'no error, event, session or client has a secret in it, however it is looked at',
      ],
    ],
  },
  {
    id: 'LK-4',
    attack: 'Secrets in errors, their causes and stacks',
    tests: [
      [
        'client/callback.test.ts',
        'no error, event, session or client has a secret in it, however it is looked at',
      ],
      [
        'errors/stack.test.ts',
        'the stack names a script of /inbox%s without what an answer to a login carries',
      ],
    ],
  },
  {
    id: 'LK-5',
    attack: 'Secrets in the trace that `onEvent` gets',
    tests: [
      [
        'client/callback.test.ts',
        'no error, event, session or client has a secret in it, however it is looked at',
      ],
    ],
  },
  {
    id: 'LK-6',
    attack: 'Secrets in messages to other windows',
    tests: [
      [
        'browser/popup.spec.ts',
        'a page of its own ends the login, and no message says more than the answer to it',
      ],
    ],
  },
  {
    id: 'LK-7',
    attack: 'Secrets in BroadcastChannel messages',
    tests: [
      ['browser/sign-in.spec.ts', 'signs in, calls the API, signs out, and no secret is anywhere else'],
    ],
  },
  {
    id: 'LK-8',
    attack: 'Tokens at rest with `remember: page`',
    tests: [
      ['session/storage.test.ts', "remember 'page': nothing is left behind, anywhere"],
      ['browser/sign-in.spec.ts', 'signs in, calls the API, signs out, and no secret is anywhere else'],
    ],
  },
  {
    id: 'LK-9',
    attack: 'Tokens on objects of the page',
    tests: [
      ['browser/sign-in.spec.ts', 'signs in, calls the API, signs out, and no secret is anywhere else'],
    ],
  },
  {
    id: 'LK-10',
    attack: 'Token answers in the HTTP cache or the Cache API',
    tests: [
      ['browser/sign-in.spec.ts', 'signs in, calls the API, signs out, and no secret is anywhere else'],
      ['attacks/attacks.test.ts', 'LK-10: requests to the authorization server are not cached'],
    ],
  },
  {
    id: 'LK-11',
    attack: 'Tokens in what is sent while a page is left',
    tests: [
      ['browser/sign-in.spec.ts', 'signs in, calls the API, signs out, and no secret is anywhere else'],
    ],
  },
  {
    id: 'LK-12',
    attack: 'Secrets in logs and answers of the server part',
    tests: [
      ['server/attacks.test.ts', 'are in no log, no error, no header and no body, whatever goes wrong'],
    ],
  },
  {
    id: 'LK-13',
    attack: '`window.name`, print, clipboard',
    tests: [
      ['browser/sign-in.spec.ts', 'signs in, calls the API, signs out, and no secret is anywhere else'],
    ],
  },
  {
    id: 'LK-14',
    attack: 'Secrets in the package',
    tests: [],
    notApplicable: 'There are none in the sources; `npm test -- package` lists what is packed',
  },
  {
    id: 'OR-1',
    attack: 'A name in front of the host: `https://api.example.com@evil.com`',
    tests: [['fetch/targets.test.ts', '%j is nothing that fetch takes']],
  },
  {
    id: 'OR-2',
    attack: 'A host that begins like the API’s',
    tests: [['fetch/targets.test.ts', '%j gets none']],
  },
  {
    id: 'OR-3',
    attack: 'Another port or scheme, a trailing dot, a longer name',
    tests: [['fetch/targets.test.ts', '%j gets none']],
  },
  {
    id: 'OR-4',
    attack: 'The same origin, written otherwise',
    tests: [['fetch/targets.test.ts', '%j gets a token']],
  },
  {
    id: 'OR-6',
    attack: '`blob:`, `data:`, `file:`, backslashes',
    tests: [['fetch/targets.test.ts', '%j gets none']],
  },
  {
    id: 'OR-7',
    attack: 'The API’s URL inside another URL',
    tests: [['fetch/targets.test.ts', '%j gets none']],
  },
  {
    id: 'OR-8',
    attack: 'A relative URL below a foreign base URL',
    tests: [
      ['browser/apis.spec.ts', 'what a base URL makes of a relative one is what counts'],
      ['fetch/targets.test.ts', 'a path alone is one of the page, and not of the base URL'],
    ],
  },
  {
    id: 'OR-10',
    attack: 'No list of APIs',
    tests: [['regressions/what-security-md-says.test.ts', 'without apis nothing gets a token']],
  },
  {
    id: 'OR-11',
    attack: 'Wildcards in the list',
    tests: [['client/options.test.ts', '%s is refused, with what to write instead']],
  },
  {
    id: 'OR-13',
    attack: 'A redirect within the origin, and out of it and back',
    tests: [
      ['browser/apis.spec.ts', 'a redirect that comes back brings no token back'],
      [
        'browser/apis.spec.ts',
        'within a listed origin a redirect is followed, and out of a listed path it is ' + 'an error',
      ],
    ],
  },
  {
    id: 'OR-14',
    attack: 'A redirect that repeats a POST elsewhere',
    tests: [
      [
        'browser/apis.spec.ts',
        'a redirect to another origin takes no token along, listed or not, whatever the ' + 'method',
      ],
    ],
  },
  {
    id: 'OR-15',
    attack: 'A caller’s own `Authorization` header',
    tests: [['fetch/targets.test.ts', 'a header of the caller is neither doubled nor replaced']],
  },
  {
    id: 'OR-16',
    attack: '`mode: no-cors`',
    tests: [['fetch/targets.test.ts', "mode 'no-cors', which drops the header, is refused"]],
  },
  {
    id: 'OR-17',
    attack: 'Cookies that nobody asked for',
    tests: [['fetch/bodies.test.ts', 'no cookie is added, whatever the API']],
  },
  {
    id: 'OR-18',
    attack: 'The token of one API at another',
    tests: [
      [
        'fetch/resources.test.ts',
        'each API gets its own token, when it is first called, and never that of another',
      ],
    ],
  },
  {
    id: 'OR-19',
    attack: 'Globals that are replaced',
    tests: [['regressions/what-security-md-says.test.ts', 'the global fetch stays what it is']],
  },
  {
    id: 'OR-20',
    attack: 'An API that asks for another server or more scope',
    tests: [
      ['fetch/refusals.test.ts', 'the app is asked once for all calls that wait for the same'],
      ['attacks/attacks.test.ts', 'OR-20: an API that names another authorization server'],
    ],
  },
  {
    id: 'OR-21',
    attack: 'A body that was read already',
    tests: [
      [
        'fetch/bodies.test.ts',
        'a stream is sent once, and the error says what to do; the next call has a new token',
      ],
    ],
  },
  {
    id: 'OR-22',
    attack: 'A POST that is sent again',
    tests: [['fetch/bodies.test.ts', '%s is not repeated after a network error']],
  },
  {
    id: 'PM-1',
    attack: 'A message of another origin',
    tests: [['browser/popup.spec.ts', 'nobody else can answer']],
  },
  {
    id: 'PM-2',
    attack: 'A message of another window',
    tests: [['browser/popup.spec.ts', 'nobody else can answer']],
  },
  {
    id: 'PM-3',
    attack: 'A message of a sandboxed frame',
    tests: [['browser/popup.spec.ts', 'nobody else can answer']],
  },
  {
    id: 'PM-4',
    attack: 'An error that somebody made up',
    tests: [['browser/popup.spec.ts', 'nobody else can answer']],
  },
  {
    id: 'PM-5',
    attack: 'A window that is closed, blocked, led elsewhere or cut off',
    tests: [
      ['browser/popup.spec.ts', 'a window that is closed is noticed, and the person may try again'],
      [
        'browser/popup.spec.ts',
        'it works when this page cuts the window off from it (Cross-Origin-Opener-Policy)',
      ],
    ],
  },
  {
    id: 'PM-6',
    attack: 'A window that never comes back',
    tests: [['browser/popup.spec.ts', 'a window has no opener at the server, and the app may give it up']],
  },
  {
    id: 'PM-7',
    attack: 'A frame without cookies',
    tests: [
      [
        'browser/silent.spec.ts',
        'where the browser gives a frame of another site no cookies, nobody is signed in',
      ],
    ],
  },
  {
    id: 'PM-8',
    attack: 'A frame that shows an error page',
    tests: [['browser/silent.spec.ts', 'a frame that does not come back is given up']],
  },
  {
    id: 'PM-9',
    attack: 'A flood of messages',
    tests: [['attacks/attacks.test.ts', 'PM-9: a flood of messages']],
  },
  {
    id: 'PM-10',
    attack: 'Messages that throw when they are looked at',
    tests: [
      ['popup/window.test.ts', 'other messages are no answer'],
      ['attacks/attacks.test.ts', 'BC-3: messages that are none of ours'],
    ],
  },
  {
    id: 'BC-1',
    attack: 'A message that says that somebody has signed in',
    tests: [['attacks/attacks.test.ts', 'BC-1: a message that brings tokens']],
  },
  {
    id: 'BC-3',
    attack: 'Malformed messages, and those of other versions',
    tests: [['attacks/attacks.test.ts', 'BC-3: messages that are none of ours']],
  },
  {
    id: 'BC-4',
    attack: 'A channel that throws',
    tests: [['session/tabs.test.ts', 'a sign-out reaches a tab that hears no messages by the storage event']],
  },
  {
    id: 'BC-5',
    attack: 'No BroadcastChannel, no Web Locks',
    tests: [
      [
        'session/tabs.test.ts',
        'without locks, a tab whose refresh token another has used adopts what that stored',
      ],
    ],
  },
  {
    id: 'ST-1',
    attack: 'Records that are corrupt or of another version',
    tests: [['session/storage.test.ts', 'a record that is %s is nothing, and is removed']],
  },
  {
    id: 'ST-2',
    attack: 'Records with `__proto__`',
    tests: [
      ['session/storage.test.ts', 'a record cannot change what all objects inherit'],
      ['attacks/parsers.property.test.ts', 'a stored record'],
    ],
  },
  {
    id: 'ST-3',
    attack: 'Records of another client',
    tests: [['session/tabs.test.ts', 'two clients with another client id on one origin never meet']],
  },
  {
    id: 'ST-5',
    attack: 'A record of five megabytes',
    tests: [['attacks/attacks.test.ts', 'ST-5: a record of five megabytes']],
  },
  {
    id: 'ST-6',
    attack: 'Storage that is full',
    tests: [
      [
        'regressions/a-write-that-fails-changes-nothing-for-others.test.ts',
        'on a disk that takes nothing, renewal follows renewal',
      ],
    ],
  },
  {
    id: 'ST-7',
    attack: 'Storage that is blocked',
    tests: [
      ['session/storage.test.ts', 'without %s a person signs in all the same'],
      [
        'session/storage.test.ts',
        'without sessionStorage a login is refused before the page leaves, and says why',
      ],
    ],
  },
  {
    id: 'ST-8',
    attack: 'Storage that is cleared meanwhile',
    tests: [
      [
        'session/storage.test.ts',
        'cleared storage ends the session of all tabs, and a late renewal does not restore it',
      ],
    ],
  },
  {
    id: 'ST-10',
    attack: 'Storage that the browser evicts',
    tests: [
      [
        'session/storage.test.ts',
        'cleared storage ends the session of all tabs, and a late renewal does not restore it',
      ],
    ],
  },
  {
    id: 'ST-11',
    attack: 'A database that hangs, is deleted or refuses',
    tests: [
      [
        'regressions/what-cannot-be-read-is-not-renewed.test.ts',
        'a page that wakes and cannot read what is stored does not use the refresh token ' + 'it knows',
      ],
      ['dpop/session.test.ts', 'a database that does not answer has lost nothing: the session waits for it'],
    ],
  },
  {
    id: 'ST-12',
    attack: 'A key that cannot be stored, or is gone',
    tests: [
      [
        'browser/dpop.spec.ts',
        'a key that the browser has lost ends the session once, and the next login has ' + 'another',
      ],
      ['dpop/session.test.ts', 'a browser that stores no keys is told before it leaves the page'],
    ],
  },
  {
    id: 'ST-13',
    attack: 'Two versions on one origin',
    tests: [['attacks/attacks.test.ts', 'ST-13: every name in storage']],
  },
  {
    id: 'ST-14',
    attack: 'A storage of the app’s own',
    tests: [],
    notApplicable: 'There is no option for one',
  },
  {
    id: 'CK-1',
    attack: 'A clock that is wrong by a day or ten years',
    tests: [
      [
        'session/time.test.ts',
        'a clock that was always wrong shortens no token: its life is counted from its ' + 'arrival',
      ],
      ['session/time.test.ts', 'an ID Token that is refused for a clock %s says by how much it is off'],
    ],
  },
  {
    id: 'CK-2',
    attack: 'A clock that jumps during a session',
    tests: [
      [
        'session/time.test.ts',
        'a clock that is set by %d ms makes one renewal at most, and signs nobody out',
      ],
    ],
  },
  {
    id: 'CK-3',
    attack: 'A laptop that sleeps over the end of a token',
    tests: [
      [
        'session/time.test.ts',
        'after a sleep over the end of the token one renewal is made, and the calls wait ' + 'for it',
      ],
    ],
  },
  {
    id: 'CK-5',
    attack: 'A tab in the background',
    tests: [['session/time.test.ts', 'a visible page renews ahead of use, a hidden one on use']],
  },
  {
    id: 'CK-6',
    attack: 'A clock that is wrong for proofs',
    tests: [
      [
        'dpop/proofs.test.ts',
        'a wrong clock is learned from the server that complains, and tried again once',
      ],
    ],
  },
  {
    id: 'CK-7',
    attack: '`expires_in` of one second or none',
    tests: [['session/time.test.ts', 'expires_in of %s makes no storm']],
  },
  {
    id: 'RF-1',
    attack: 'Ten tabs with twenty calls each at the end of a token',
    tests: [
      ['browser/tabs.spec.ts', 'ten tabs with twenty calls each make one refresh when the token is over'],
    ],
  },
  {
    id: 'RF-2',
    attack: 'The tab that renews is closed, crashes or freezes',
    tests: [
      ['browser/lock-holder.spec.ts', 'the page that holds the lock crashes: the other one renews'],
      [
        'browser/lock-holder.spec.ts',
        'the page that holds the lock is frozen: the other one waits a bounded time, and ' + 'renews',
      ],
    ],
  },
  {
    id: 'RF-3',
    attack: 'An answer that is lost after the server has rotated',
    tests: [
      [
        'browser/network.spec.ts',
        'an answer that was lost after the server had rotated ends the session, without ' + 'a loop',
      ],
    ],
  },
  {
    id: 'RF-4',
    attack: 'A tab that is closed before it stores the answer',
    tests: [
      [
        'session/network.test.ts',
        'an answer lost after a rotation ends in one more try and `expired`, not in a loop',
      ],
    ],
  },
  {
    id: 'RF-5',
    attack: 'A sign-out while a renewal is under way',
    tests: [['browser/tabs.spec.ts', 'a sign-out while a renewal is under way stays a sign-out']],
  },
  {
    id: 'RF-7',
    attack: 'An answer without a refresh token',
    tests: [['session/network.test.ts', 'an answer without a refresh token keeps the old one']],
  },
  {
    id: 'RF-9',
    attack: 'An answer about another person, issuer or client',
    tests: [
      ['browser/network.spec.ts', 'an answer about somebody else is thrown away, and the session with it'],
      [
        'session/network.test.ts',
        'an ID Token with another %s in a renewal is thrown away with its tokens, and ' + 'the session ends',
      ],
    ],
  },
  {
    id: 'RF-10',
    attack: 'Less or more scope than before',
    tests: [
      [
        'regressions/a-session-without-an-identity-says-so.test.ts',
        '`scope` %j in the answer is %j in the session',
      ],
    ],
  },
  {
    id: 'RF-11',
    attack: 'A caller who gives up during a shared renewal',
    tests: [['session/network.test.ts', 'a caller who stops waiting stops nobody else, and not the renewal']],
  },
  {
    id: 'RF-13',
    attack: 'An API that refuses every token',
    tests: [
      [
        'session/network.test.ts',
        'an API that refuses every token gets one renewal, and then its answer is handed on',
      ],
    ],
  },
  {
    id: 'RF-14',
    attack: 'A server in trouble while the token is good',
    tests: [
      [
        'session/network.test.ts',
        '%s while the token lives: the session stays, the token is used, and trouble ' + 'says what is wrong',
      ],
      ['session/network.test.ts', 'Retry-After: %s is heeded'],
    ],
  },
  {
    id: 'RF-15',
    attack: '`invalid_client`, `unauthorized_client`, `invalid_scope`',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
    ],
  },
  {
    id: 'RF-16',
    attack: 'A listener that calls the client',
    tests: [
      ['session/pages.test.ts', 'listeners that throw, leave, or call back into the client harm nobody'],
    ],
  },
  {
    id: 'NW-1',
    attack: 'Offline, DNS, TLS, CORS',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
      ['client/discovery.test.ts', 'a server that %s is said to, and the next login tries again'],
    ],
  },
  {
    id: 'NW-2',
    attack: 'A server that hangs or drips',
    tests: [['session/network.test.ts', 'a token endpoint that %s is given up on in time']],
  },
  {
    id: 'NW-3',
    attack: 'A caller that aborts',
    tests: [
      ['session/network.test.ts', 'a caller who stops waiting stops nobody else, and not the renewal'],
      ['fetch/refusals.test.ts', 'a caller that gives up waits for nobody'],
    ],
  },
  {
    id: 'NW-4',
    attack: '408 and 5xx',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
    ],
  },
  {
    id: 'NW-5',
    attack: '429 with `Retry-After`',
    tests: [
      ['session/network.test.ts', 'Retry-After: %s is heeded'],
      ['session/network.test.ts', 'Retry-After: %j holds nobody up'],
    ],
  },
  {
    id: 'NW-6',
    attack: 'A captive portal',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
    ],
  },
  {
    id: 'NW-7',
    attack: 'Content types',
    tests: [['attacks/attacks.test.ts', 'NW-7: the content type of an answer decides nothing']],
  },
  {
    id: 'NW-9',
    attack: 'A body without end',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
    ],
  },
  {
    id: 'NW-10',
    attack: 'A redirect',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
      [
        'server/attacks.test.ts',
        '%s: nobody is signed in, nothing is followed, and the page may know that much',
      ],
    ],
  },
  {
    id: 'NW-11',
    attack: 'A status without a body',
    tests: [
      ['regressions/what-an-app-or-a-server-does-wrong-is-told-as-it-is.test.ts', '%d is an answer'],
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
    ],
  },
  {
    id: 'NW-12',
    attack: 'Errors that are known, unknown, or no JSON',
    tests: [
      ['session/verdict.test.ts', 'the table in the guide says the same'],
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
    ],
  },
  {
    id: 'NW-13',
    attack: 'Header fields that are invalid or there twice',
    tests: [['dpop/nonces.test.ts', 'what is no nonce is not kept: %s']],
  },
  {
    id: 'NW-14',
    attack: 'A body that inflates, or breaks off',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
    ],
  },
  {
    id: 'NW-15',
    attack: 'A page that is left while its code is exchanged',
    tests: [
      [
        'browser/callback.spec.ts',
        'a page that is reloaded while its code is exchanged does not send it again',
      ],
    ],
  },
  {
    id: 'NW-16',
    attack: 'A `fetch` that somebody has replaced',
    tests: [['attacks/attacks.test.ts', 'NW-16: `fetch` is the one of the page']],
  },
  {
    id: 'DS-1',
    attack: 'Another issuer, none, a list, a slash',
    tests: [['client/discovery.test.ts', 'metadata with %s are refused, and the page stays']],
  },
  {
    id: 'DS-2',
    attack: 'Endpoints with other schemes, names, or no URL',
    tests: [['client/discovery.test.ts', 'metadata with %s are refused, and the page stays']],
  },
  {
    id: 'DS-3',
    attack: 'Endpoints on other origins',
    tests: [
      ['providers/presets.test.ts', 'has every endpoint on https:'],
      ['attacks/attacks.test.ts', 'DS-3: endpoints on another origin'],
    ],
  },
  {
    id: 'DS-4',
    attack: 'A server that knows `plain` only',
    tests: [['attacks/attacks.test.ts', 'DS-4: metadata that name `plain` alone']],
  },
  {
    id: 'DS-7',
    attack: 'No metadata, or slow ones',
    tests: [['client/discovery.test.ts', 'a server that %s is said to, and the next login tries again']],
  },
  {
    id: 'DS-8',
    attack: 'An authorization server that an API names',
    tests: [['attacks/attacks.test.ts', 'OR-20: an API that names another authorization server']],
  },
  {
    id: 'DS-9',
    attack: 'A key set elsewhere, behind a redirect, or full of other keys',
    tests: [
      [
        'signatures/signatures.test.ts',
        'for encryption, of another kind or with a private half do no harm among ten thousand',
      ],
      ['signatures/signatures.test.ts', 'behind a redirect are not followed'],
    ],
  },
  {
    id: 'DS-10',
    attack: 'Key ids that nobody knows, again and again',
    tests: [
      [
        'signatures/signatures.test.ts',
        'that are not known cause one request a minute at most, whoever makes them up',
      ],
    ],
  },
  {
    id: 'JW-1',
    attack: '`alg: none`',
    tests: [
      [
        'conformance/oidcc-client-test-idtoken-sig-none.test.ts',
        'an ID Token without a signature signs nobody in',
      ],
      ['attacks/attacks.test.ts', 'JW-1: an `alg`'],
    ],
  },
  {
    id: 'JW-2',
    attack: 'An HMAC with what everybody knows',
    tests: [
      ['conformance/oidcc-client-test-invalid-sig-hs256.test.ts', 'an ID Token with an HMAC signs nobody in'],
    ],
  },
  {
    id: 'JW-3',
    attack: 'Key ids and keys in the header',
    tests: [
      ['signatures/signatures.test.ts', 'in the header of a token are not fetched and not believed'],
      [
        'conformance/oidcc-client-test-kid-absent-multiple-jwks.test.ts',
        'and refused where signatures are verified',
      ],
    ],
  },
  {
    id: 'JW-4',
    attack: '`crit`, and other kinds of JWT',
    tests: [
      ['regressions/text-that-decides-is-read-to-the-letter.test.ts', 'a JWT of type %s is no ID Token'],
      ['attacks/attacks.test.ts', 'JW-4: a header with `crit`'],
    ],
  },
  {
    id: 'JW-5',
    attack: 'Times that are over, in the future, or no times',
    tests: [
      ['client/callback.test.ts', 'an ID Token with %s: nobody is signed in, and no token is anywhere'],
    ],
  },
  {
    id: 'JW-6',
    attack: 'Another audience or authorized party',
    tests: [
      ['client/callback.test.ts', 'an ID Token with %s: nobody is signed in, and no token is anywhere'],
    ],
  },
  {
    id: 'JW-7',
    attack: 'Another issuer, or one of a tenant',
    tests: [
      ['client/callback.test.ts', 'an ID Token with %s: nobody is signed in, and no token is anywhere'],
      ['providers/direct.test.ts', 'an ID Token of %s than it says is refused'],
    ],
  },
  {
    id: 'JW-8',
    attack: 'Another `at_hash`',
    tests: [
      [
        'conformance/oidcc-client-test-invalid-athash.test.ts',
        'an ID Token that belongs to another access token signs nobody in',
      ],
    ],
  },
  {
    id: 'JW-10',
    attack: 'What is no JWT',
    tests: [['attacks/parsers.property.test.ts', 'an ID Token that is any text']],
  },
  {
    id: 'JW-11',
    attack: 'Signatures of another token, and malformed ones',
    tests: [
      [
        'conformance/oidcc-client-test-invalid-sig-rs256.test.ts',
        'an ID Token with a broken RS256 signature signs nobody in',
      ],
      [
        'conformance/oidcc-client-test-invalid-sig-es256.test.ts',
        'an ID Token with a broken ES256 signature signs nobody in',
      ],
    ],
  },
  {
    id: 'JW-12',
    attack: 'No ID Token, though it was asked for',
    tests: [
      ['client/callback.test.ts', 'without an ID Token, though openid was asked for, nobody is signed in'],
    ],
  },
  {
    id: 'JW-13',
    attack: 'Keys that cannot be had',
    tests: [
      ['signatures/signatures.test.ts', 'keys that cannot be had fail the login, before its code is sent'],
    ],
  },
  {
    id: 'TR-1',
    attack: 'A `token_type` that is missing or unknown',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
      [
        'conformance/fapi2-security-profile-final-client-test-token-type-case-insensitivi' + 'ty.test.ts',
        'a `token_type` in another case is the same type',
      ],
    ],
  },
  {
    id: 'TR-2',
    attack: 'A token that is bound where it should not be, or the other way round',
    tests: [
      ['dpop/session.test.ts', 'a token that is bound to nothing is refused'],
      ['dpop/session.test.ts', 'a token that has to be proven is refused by a client without DPoP'],
    ],
  },
  {
    id: 'TR-3',
    attack: 'No `expires_in`',
    tests: [['session/time.test.ts', 'without expires_in a token is used until it is refused']],
  },
  {
    id: 'TR-4',
    attack: 'An `expires_in` that is no time',
    tests: [['attacks/attacks.test.ts', 'TR-4: an `expires_in` of %j']],
  },
  {
    id: 'TR-5',
    attack: 'A token that ends the header',
    tests: [
      [
        'session/network.test.ts',
        '%s after the token: calls are refused with an error of that kind, and the next ' +
          'one after it succeeds',
      ],
    ],
  },
  {
    id: 'TR-6',
    attack: 'A `scope` that is missing, narrower, wider or no text',
    tests: [
      [
        'regressions/a-session-without-an-identity-says-so.test.ts',
        '`scope` %j in the answer is %j in the session',
      ],
    ],
  },
  {
    id: 'TR-8',
    attack: 'A refresh token that is none',
    tests: [['attacks/attacks.test.ts', 'TR-8: a `refresh_token` of %j']],
  },
  {
    id: 'TR-9',
    attack: 'An error with status 200',
    tests: [['server/providers.test.ts', 'says no with a 200']],
  },
  {
    id: 'DP-a',
    attack: 'A server that always wants another nonce',
    tests: [['dpop/calls.test.ts', 'an API that is never content is asked twice, and the error says so']],
  },
  {
    id: 'DP-b',
    attack: 'A nonce that CORS hides',
    tests: [['browser/dpop.spec.ts', 'a nonce that CORS hides is told to the developer, and is no loop']],
  },
  {
    id: 'DP-d',
    attack: 'The nonce of one server at another',
    tests: [['dpop/calls.test.ts', 'no server is shown the nonce of another, nor one of another role']],
  },
  {
    id: 'DP-e',
    attack: 'The private key',
    tests: [
      ['dpop/proof.test.ts', 'the private key cannot be exported, not even by whoever has it'],
      ['browser/dpop.spec.ts', 'what is copied to another browser is of no use there'],
    ],
  },
  {
    id: 'DP-f',
    attack: 'A key that is lost, or another tab’s',
    tests: [
      ['browser/dpop.spec.ts', 'two tabs with an expired token make one renewal, with the key of both'],
    ],
  },
  {
    id: 'DP-g',
    attack: 'URLs with a query, a fragment, a port',
    tests: [['dpop/proof.test.ts', '`htu` of a URL with %s']],
  },
  {
    id: 'DP-h',
    attack: 'A proof that is used twice',
    tests: [['dpop/proof.test.ts', 'of two hundred proofs no two are the same']],
  },
  {
    id: 'DP-j',
    attack: 'Keys and nonces after a sign-out',
    tests: [
      [
        'browser/dpop.spec.ts',
        'a sign-out proves its revocation with the key of the session, and leaves no key ' + 'behind',
      ],
    ],
  },
  {
    id: 'LC-1',
    attack: 'A page from the back/forward cache after a sign-out',
    tests: [
      [
        'browser/history.spec.ts',
        'a page that was left signed in comes back signed out, before it is painted',
      ],
    ],
  },
  {
    id: 'LC-2',
    attack: 'Back to the server, and forward to the answer',
    tests: [
      ['browser/history.spec.ts', 'forward to the page that was the callback starts no second exchange'],
    ],
  },
  {
    id: 'LC-3',
    attack: 'A page that starts twice',
    tests: [
      [
        'client/close-and-start.test.ts',
        "start, close, start at once, as React's strict mode does, is one start, and is " + 'watched',
      ],
    ],
  },
  {
    id: 'LC-4',
    attack: 'Two clients with one configuration',
    tests: [
      ['session/tabs.test.ts', 'two clients with the same configuration on one page share one renewal'],
    ],
  },
  {
    id: 'LC-6',
    attack: 'An import on a server',
    tests: [
      ['client/server-side.test.ts', 'on a server a client can be made, started and read, and does nothing'],
    ],
  },
  {
    id: 'LC-7',
    attack: 'A double click',
    tests: [['session/pages.test.ts', 'a second login() while the page is leaving is the first one']],
  },
  {
    id: 'LC-8',
    attack: 'Back from the server’s page',
    tests: [['browser/history.spec.ts', 'going back after login() leaves a usable page']],
  },
  {
    id: 'LC-9',
    attack: 'A page that does not leave',
    tests: [
      ['session/pages.test.ts', 'a page that does not leave, since somebody held it back, is usable again'],
    ],
  },
  {
    id: 'LC-10',
    attack: 'A router that starts first',
    tests: [
      [
        'client/callback.test.ts',
        'the address bar is clean before anything is waited for, and shows where the ' + 'person was',
      ],
      ['client/callback.test.ts', 'a router that has started is told where the person was'],
    ],
  },
  {
    id: 'LC-11',
    attack: 'A page in a frame',
    tests: [
      [
        'regressions/a-page-in-a-frame-does-not-leave-for-a-server.test.ts',
        'a login in a frame is told what to do, and leaves for no page that refuses to ' + 'be shown',
      ],
    ],
  },
  {
    id: 'CL-1',
    attack: 'Claims that are named like members of all objects',
    tests: [['attacks/attacks.test.ts', 'CL-1: claims that are named like members of all objects']],
  },
  {
    id: 'CL-3',
    attack: 'An app that changes what it was given',
    tests: [['client/callback.test.ts', 'what an app does to the user it gets changes nothing for others']],
  },
  {
    id: 'CL-4',
    attack: 'Listeners that throw, unsubscribe others or never end',
    tests: [
      ['session/pages.test.ts', 'listeners that throw, leave, or call back into the client harm nobody'],
    ],
  },
  {
    id: 'RX-2',
    attack: 'Texts without end for a regular expression',
    tests: [
      [
        'fetch/challenge.test.ts',
        'a header of 8 kB of %j takes no time worth mentioning, and a longer one is not read',
      ],
      ['dpop/proofs.test.ts', 'an endless header is read in no time'],
    ],
  },
  {
    id: 'RX-3',
    attack: 'A `scope` with 100,000 words',
    tests: [['attacks/attacks.test.ts', 'RX-3: a `scope` of 100,000 words']],
  },
  {
    id: 'WK-1',
    attack: 'A worker that does not start',
    tests: [],
    notApplicable: noWorker,
  },
  {
    id: 'WK-2',
    attack: 'A worker that crashes',
    tests: [],
    notApplicable: noWorker,
  },
  {
    id: 'WK-3',
    attack: 'Forged messages to a worker',
    tests: [],
    notApplicable: noWorker,
  },
  {
    id: 'WK-4',
    attack: 'A token from a worker after a sign-out',
    tests: [],
    notApplicable: noWorker,
  },
  {
    id: 'WK-5',
    attack: 'A worker whose `fetch` is replaced',
    tests: [],
    notApplicable: noWorker,
  },
  {
    id: 'WK-6',
    attack: 'Versions of a service worker',
    tests: [],
    notApplicable: noWorker,
  },
  {
    id: 'WK-7',
    attack: 'A service worker that attaches a token by mistake',
    tests: [],
    notApplicable: noWorker,
  },
  {
    id: 'LO-a',
    attack: 'A server that does not answer a sign-out',
    tests: [['client/logout.test.ts', 'a server that %s is no obstacle to a sign-out']],
  },
  {
    id: 'LO-b',
    attack: 'A sign-out in one tab of several',
    tests: [['browser/tabs.spec.ts', 'a sign-out in one tab is a sign-out in all of them']],
  },
  {
    id: 'LO-c',
    attack: 'A guard that runs during a sign-out',
    tests: [
      [
        'browser/router.spec.ts',
        'a sign-out on a guarded page shows the page with a button, in all tabs, and ' +
          'leaves for no login',
      ],
    ],
  },
  {
    id: 'LO-d',
    attack: 'A return with another `state`, or none',
    tests: [
      [
        'conformance/oidcc-client-test-rp-init-logout-other-state.test.ts',
        'a sign-out that comes back with another state is one all the same',
      ],
      [
        'regressions/a-sign-out-at-the-server-always-comes-back.test.ts',
        'never touches a `state` that it did not send',
      ],
    ],
  },
  {
    id: 'LO-e',
    attack: 'Somebody else signs in without a sign-out',
    tests: [['session/tabs.test.ts', 'one as somebody else leaves nothing behind']],
  },
  {
    id: 'RL-1',
    attack: 'Other grants through the server part',
    tests: [
      ['server/checks.test.ts', '%s is refused, and nothing goes to the provider'],
      ['server/exchange.test.ts', '%s is refused, and nothing is asked'],
    ],
  },
  {
    id: 'RL-2',
    attack: 'A client id, a redirect URI or an endpoint of the caller',
    tests: [
      ['server/checks.test.ts', '%s is refused, and nothing goes to the provider'],
      ['server/exchange.test.ts', 'a secret, an endpoint and whatever else the caller sends do not go along'],
    ],
  },
  {
    id: 'RL-3',
    attack: 'A page of another origin',
    tests: [
      ['server/checks.test.ts', '%s gets a 403, whatever the cookie says'],
      ['browser/server.spec.ts', 'can do nothing with the session, not even end it'],
    ],
  },
  {
    id: 'RL-4',
    attack: 'A stolen code in another browser',
    tests: [
      [
        'server/attacks.test.ts',
        'in a browser where the login did not begin is refused (login CSRF, a stolen code)',
      ],
    ],
  },
  {
    id: 'RL-5',
    attack: 'Bodies that are long, slow, of another type, or with a parameter twice',
    tests: [
      ['server/checks.test.ts', '%s is refused, and nothing goes to the provider'],
      ['server/checks.test.ts', 'a body that says it is short and is not'],
      ['server/checks.test.ts', 'a body of type "%s" is refused'],
    ],
  },
  {
    id: 'RL-6',
    attack: 'A provider that redirects, fails or never ends',
    tests: [
      [
        'server/attacks.test.ts',
        '%s: nobody is signed in, nothing is followed, and the page may know that much',
      ],
    ],
  },
  {
    id: 'RL-7',
    attack: 'Secrets in errors, logs and header fields',
    tests: [
      ['server/attacks.test.ts', 'are in no log, no error, no header and no body, whatever goes wrong'],
    ],
  },
  {
    id: 'RL-9',
    attack: 'Cookies that were changed, are over, or are of an old key',
    tests: [
      ['server/cookies.test.ts', 'with %s are nobody’s'],
      ['server/cookies.test.ts', 'end with their time, whatever the browser says'],
      [
        'server/cookies.test.ts',
        'once signed out, a copy of them renews nothing, where the provider revokes',
      ],
    ],
  },
  {
    id: 'RL-11',
    attack: 'Line breaks in parameters',
    tests: [['server/checks.test.ts', 'line breaks in parameters end no header']],
  },
  {
    id: 'RL-12',
    attack: 'The refresh token in the page',
    tests: [
      [
        'server/mediated.test.ts',
        'goes to the provider and back, and hands out an access token and never a ' + 'refresh token',
      ],
    ],
  },
  {
    id: 'RL-13',
    attack: 'Too many requests',
    tests: [
      ['server/checks.test.ts', 'the rate limit is asked before anything is decrypted or sent, by action'],
    ],
  },
  {
    id: 'AI',
    attack: 'Audience injection (RFC 9700 update): a server has a client prove itself to ' + 'another one',
    tests: [
      ['attacks/attacks.test.ts', 'AI: nothing that a page sends to a token endpoint is good at another one'],
    ],
  },
  {
    id: 'COAT',
    attack:
      'Cross-toolkit account takeover (RFC 9700 update): the answer of one connection ' +
      'for the login of another',
    tests: [
      [
        'providers/several.test.ts',
        "an answer to one provider's login at another's redirect URI is refused and spent",
      ],
      ['providers/several.test.ts', 'two that come back to one place are refused when they are made'],
      ['server/attacks.test.ts', 'at the callback of another provider is refused (mix-up)'],
    ],
  },
  {
    id: 'CUSF',
    attack: 'Cross-user session fixation (RFC 9700 update): a victim finishes the login of ' + 'the attacker',
    tests: [
      ['browser/callback.spec.ts', 'a callback in another tab is refused there, and works in its own'],
      [
        'server/attacks.test.ts',
        'in a browser where the login did not begin is refused (login CSRF, a stolen code)',
      ],
    ],
  },
]

/**
 * What the guide to the server part says that it checks, sentence by sentence. The tests of requests run
 * twice: with requests in memory, and over connections to a server of Node (`server/over-node.test.ts`).
 */
export interface ServerRow extends Row {
  /** The words of the guide. */
  readonly says: string
}

export const serverRows: readonly ServerRow[] = [
  {
    id: 'SP-1',
    attack: 'Routes and methods that there are not',
    says: 'its route and method',
    tests: [
      ['server/checks.test.ts', '%s %s is a %i'],
      ['server/checks.test.ts', 'everything else is not the server part’s'],
    ],
  },
  {
    id: 'SP-2',
    attack: 'A page of another site, a sibling, a sandboxed frame',
    says: '`Origin`, to the letter, and Fetch Metadata',
    tests: [
      ['server/checks.test.ts', '%s gets a 403, whatever the cookie says'],
      ['browser/server.spec.ts', 'can do nothing with the session, not even end it'],
    ],
  },
  {
    id: 'SP-3',
    attack: 'A form or a link',
    says: 'the header `hallpass: 1`, which no form and no link can send',
    tests: [
      [
        'server/checks.test.ts',
        'the header is wanted for a POST without a body, and for a GET of the proxy, too',
      ],
    ],
  },
  {
    id: 'SP-4',
    attack: 'Bodies that are too long, or of another type',
    says: 'the length and type of the body',
    tests: [
      ['server/checks.test.ts', '%s is refused, and nothing goes to the provider'],
      ['server/checks.test.ts', 'a body that says it is short and is not'],
      ['server/checks.test.ts', 'a body of type "%s" is refused'],
    ],
  },
  {
    id: 'SP-5',
    attack: 'Parameters twice, and others',
    says: 'each parameter once, by a list',
    tests: [
      ['server/checks.test.ts', '%s is refused, and nothing goes to the provider'],
      ['server/attacks.test.ts', 'twice the same parameter'],
    ],
  },
  {
    id: 'SP-6',
    attack: 'A login that another site, a frame or a picture begins',
    says: 'a whole page, begun by your app',
    tests: [
      ['server/checks.test.ts', 'a login does not begin %s'],
      ['server/check-request.test.ts', 'a login that another host of the site begins'],
      ['browser/server.spec.ts', 'can do nothing with the session, not even end it'],
    ],
  },
  {
    id: 'SP-7',
    attack: 'A stolen code, and one that somebody else began',
    says: 'the login of this browser, by its cookie',
    tests: [
      [
        'server/attacks.test.ts',
        'in a browser where the login did not begin is refused (login CSRF, a stolen code)',
      ],
      [
        'browser/server.spec.ts',
        'a cookie that somebody else planted under nearly the same name is nobody’s session',
      ],
    ],
  },
  {
    id: 'SP-8',
    attack: 'An answer of another issuer',
    says: '`iss`',
    tests: [
      ['server/attacks.test.ts', '%s is refused before anything is asked, and its login is over'],
      ['server/attacks.test.ts', 'without an iss is refused where the provider always sends one'],
    ],
  },
  {
    id: 'SP-9',
    attack: 'The same answer again',
    says: 'one use',
    tests: [
      ['server/attacks.test.ts', 'is good once'],
      ['server/attacks.test.ts', 'is too late after ten minutes'],
    ],
  },
  {
    id: 'SP-10',
    attack: 'An endpoint that the caller names',
    says: 'URLs from the configuration alone',
    tests: [
      ['server/checks.test.ts', '%s is refused, and nothing goes to the provider'],
      ['server/exchange.test.ts', 'a secret, an endpoint and whatever else the caller sends do not go along'],
    ],
  },
  {
    id: 'SP-11',
    attack: 'A provider that redirects',
    says: 'no redirects',
    tests: [
      [
        'server/attacks.test.ts',
        '%s: nobody is signed in, nothing is followed, and the page may know that much',
      ],
      ['server/proxy.test.ts', 'follows no redirect (%i), and tells nobody where it leads'],
    ],
  },
  {
    id: 'SP-12',
    attack: 'A provider that never answers',
    says: 'ten seconds',
    tests: [
      ['attacks/server-part.test.ts', 'SP-12: a provider that never answers is waited for ten seconds'],
    ],
  },
  {
    id: 'SP-13',
    attack: 'A provider that never ends',
    says: 'half a megabyte',
    tests: [
      ['attacks/server-part.test.ts', 'SP-13: an answer of more than half a megabyte is not read to its end'],
    ],
  },
  {
    id: 'SP-14',
    attack: 'What the caller sends beside its parameters',
    says: "nothing of the caller's request",
    tests: [['server/attacks.test.ts', 'nothing of the caller’s request goes to it']],
  },
  {
    id: 'SP-15',
    attack: 'ID Tokens that are wrong',
    says: 'issuer, audience, nonce and times',
    tests: [['server/attacks.test.ts', '%s signs nobody in']],
  },
  {
    id: 'SP-16',
    attack: 'A page that asks for more',
    says: 'Never more scopes than configured',
    tests: [['server/checks.test.ts', 'a login asks for no more than is configured, whatever the page says']],
  },
  {
    id: 'SP-17',
    attack: 'Too many requests',
    says: 'is asked before anything is decrypted or sent',
    tests: [
      ['server/checks.test.ts', 'the rate limit is asked before anything is decrypted or sent, by action'],
    ],
  },
  {
    id: 'SP-18',
    attack: 'Secrets in the log',
    says: 'is told of everything, without tokens, codes or secrets',
    tests: [
      ['server/attacks.test.ts', 'are in no log, no error, no header and no body, whatever goes wrong'],
    ],
  },
  {
    id: 'SP-19',
    attack: 'A revocation that is refused',
    says: 'whether the provider has ended the grant',
    tests: [
      [
        'regressions/a-refused-revocation-is-told.test.ts',
        'a sign-out says whether the provider has revoked the grant',
      ],
    ],
  },
  {
    id: 'SP-20',
    attack: 'A configuration that is not safe',
    says: 'It refuses to start with a configuration that cannot work or is not safe',
    tests: [['server/options.test.ts', '%s, and says what to write']],
  },
  {
    id: 'SP-21',
    attack: 'A secret that is missing',
    says: 'call it at their start and tell once, at the console, what is missing',
    tests: [
      [
        'regressions/what-a-server-part-lacks-is-told-at-its-start.test.ts',
        'is told at the terminal when the Node handler is made, and not again with each ' + 'request',
      ],
    ],
  },
  {
    id: 'SP-22',
    attack: 'A page without its server part',
    says: 'meets a server part without its secret gets a `configuration` error that names ' + 'the option',
    tests: [
      [
        'regressions/what-a-server-part-lacks-is-told-at-its-start.test.ts',
        'it is a configuration error that says what to set, to somebody who is not signed in',
      ],
    ],
  },
]
