/** A client module of the OpenID Foundation's conformance suite. Where there is no test, it says why. */
export interface Module {
  readonly name: string
  /** What the server does. */
  readonly server: string
  /** What a client has to do. */
  readonly client: string
  readonly notApplicable?: string
}

const codeFlow = 'Only the code flow is used'
const noSecret = 'A browser cannot keep a secret; the server part has its own tests'
const noBackChannel = 'A server calls no page'

export interface Plan {
  readonly name: string
  /** What is to be said of the whole plan. */
  readonly note?: string
  readonly modules: readonly Module[]
}

export const plans: readonly Plan[] = [
  {
    name: 'oidcc-client-basic-certification-test-plan',
    note:
      'A broken signature is refused with `verifySignatures()`. Without that option it is not looked at, ' +
      'since the ID Token comes from the token endpoint over TLS (OpenID Connect Core, 3.1.3.7), and the ' +
      'suite counts that as skipped.',
    modules: [
      { name: 'oidcc-client-test', server: 'nothing wrong', client: 'sign in, ask UserInfo' },
      { name: 'oidcc-client-test-invalid-iss', server: 'another `iss`', client: 'refuse' },
      { name: 'oidcc-client-test-missing-sub', server: 'no `sub`', client: 'refuse' },
      { name: 'oidcc-client-test-invalid-aud', server: 'another `aud`', client: 'refuse' },
      { name: 'oidcc-client-test-missing-iat', server: 'no `iat`', client: 'refuse' },
      {
        name: 'oidcc-client-test-kid-absent-single-jwks',
        server: 'no `kid`, one key',
        client: 'accept',
      },
      {
        name: 'oidcc-client-test-kid-absent-multiple-jwks',
        server: 'no `kid`, several keys',
        client: 'accept, or refuse',
      },
      { name: 'oidcc-client-test-idtoken-sig-rs256', server: 'signed with RS256', client: 'accept' },
      { name: 'oidcc-client-test-idtoken-sig-none', server: '`alg: none`', client: 'refuse' },
      {
        name: 'oidcc-client-test-invalid-sig-rs256',
        server: 'a broken signature',
        client: 'refuse',
      },
      {
        name: 'oidcc-client-test-userinfo-invalid-sub',
        server: 'another `sub` at UserInfo',
        client: 'refuse it',
      },
      { name: 'oidcc-client-test-nonce-invalid', server: 'another `nonce`', client: 'refuse' },
      {
        name: 'oidcc-client-test-scope-userinfo-claims',
        server: 'claims for the scopes',
        client: 'ask for the scopes, read the claims',
      },
      {
        name: 'oidcc-client-test-client-secret-basic',
        server: 'wants a secret',
        client: 'send it',
        notApplicable: noSecret,
      },
    ],
  },
  {
    name: 'oidcc-client-config-certification-test-plan',
    note: 'Keys are fetched with `verifySignatures()`.',
    modules: [
      {
        name: 'oidcc-client-test-discovery-openid-config',
        server: 'metadata at the well-known place',
        client: 'use it',
      },
      {
        name: 'oidcc-client-test-discovery-jwks-uri-keys',
        server: 'keys at `jwks_uri`',
        client: 'fetch them',
      },
      {
        name: 'oidcc-client-test-discovery-issuer-mismatch',
        server: 'metadata of another issuer',
        client: 'stop',
      },
      {
        name: 'oidcc-client-test-signing-key-rotation-just-before-signing',
        server: 'a new key',
        client: 'fetch the keys again',
      },
      {
        name: 'oidcc-client-test-signing-key-rotation',
        server: 'a new key at the second login',
        client: 'fetch the keys again',
      },
    ],
  },
  {
    name: 'oidcc-client-refreshtoken-test-plan',
    modules: [
      {
        name: 'oidcc-client-test-refresh-token',
        server: 'nothing wrong',
        client: 'renew, ask UserInfo with the new token',
      },
      {
        name: 'oidcc-client-test-refresh-token-invalid-issuer',
        server: 'another `iss` with a renewal',
        client: 'refuse',
      },
      {
        name: 'oidcc-client-test-refresh-token-invalid-sub',
        server: 'another `sub` with a renewal',
        client: 'refuse',
      },
    ],
  },
  {
    name: 'oidcc-client-test-plan',
    modules: [
      { name: 'oidcc-client-test-missing-aud', server: 'no `aud`', client: 'refuse' },
      { name: 'oidcc-client-test-invalid-athash', server: 'another `at_hash`', client: 'refuse' },
      {
        name: 'oidcc-client-test-missing-athash',
        server: 'no `at_hash`',
        client: 'refuse, in the implicit and hybrid flow',
        notApplicable: codeFlow,
      },
      {
        name: 'oidcc-client-test-invalid-chash',
        server: 'another `c_hash`',
        client: 'refuse, in the hybrid flow',
        notApplicable: codeFlow,
      },
      {
        name: 'oidcc-client-test-missing-chash',
        server: 'no `c_hash`',
        client: 'refuse, in the hybrid flow',
        notApplicable: codeFlow,
      },
      {
        name: 'oidcc-client-test-invalid-sig-es256',
        server: 'a broken signature',
        client: 'refuse',
      },
      {
        name: 'oidcc-client-test-invalid-sig-hs256',
        server: 'an HMAC',
        client: 'refuse',
      },
      {
        name: 'oidcc-client-test-nonce-unless-code-flow',
        server: 'wants a `nonce`',
        client: 'send one, outside of the code flow',
        notApplicable: codeFlow,
      },
      {
        name: 'oidcc-client-test-userinfo-bearer-header',
        server: 'wants the token in the header',
        client: 'send it so',
      },
      {
        name: 'oidcc-client-test-userinfo-bearer-body',
        server: 'wants the token in the body',
        client: 'send it so',
        notApplicable: 'A token is only ever sent in the header (RFC 9700, 4.3.2)',
      },
      {
        name: 'oidcc-client-test-userinfo-signed',
        server: 'a signed answer at UserInfo',
        client: 'verify it',
        notApplicable: 'Servers sign it for clients that have registered for that',
      },
      {
        name: 'oidcc-client-test-form-post-error',
        server: 'an error by `form_post`',
        client: 'show it',
        notApplicable: 'A page cannot receive a POST',
      },
      {
        name: 'oidcc-client-test-aggregated-claims',
        server: 'aggregated claims',
        client: 'take them',
        notApplicable: 'Claims are handed to the app as they are',
      },
      {
        name: 'oidcc-client-test-distributed-claims',
        server: 'distributed claims',
        client: 'fetch them',
        notApplicable: 'Claims are handed to the app as they are',
      },
      {
        name: 'oidcc-client-test-mtls-endpoint-aliases',
        server: 'other endpoints for mutual TLS',
        client: 'use them',
        notApplicable: 'A page has no client certificate',
      },
      {
        name: 'oidcc-client-test-3rd-party-init-login',
        server: 'starts a login at the client',
        client: 'follow',
        notApplicable: 'It is an app that decides when to sign in',
      },
      {
        name: 'oidcc-client-test-session-management',
        server: 'shows the state of its session in a frame',
        client: 'ask it again and again',
        notApplicable: 'It needs third-party cookies, which browsers do not send any more',
      },
      {
        name: 'oidcc-client-test-rp-frontchannel-opinitlogout',
        server: 'ends the session, and loads the sign-out page of the client',
        client: 'end it',
      },
      {
        name: 'oidcc-client-test-rp-frontchannel-rpinitlogout',
        server: 'ends the session at the word of a client, and loads the sign-out page of another',
        client: 'end it',
      },
      {
        name: 'oidcc-client-test-rp-backchannel-rpinitlogout',
        server: 'ends the session, and posts a token that says so',
        client: 'end it',
        notApplicable: noBackChannel,
      },
      ...['alg-none', 'no-event', 'with-nonce', 'wrong-alg', 'wrong-aud', 'wrong-event', 'wrong-iss'].map(
        (fault) => ({
          name: `oidcc-client-test-rp-backchannel-rpinitlogout-${fault}`,
          server: 'posts a wrong token',
          client: 'refuse',
          notApplicable: noBackChannel,
        }),
      ),
    ],
  },
  {
    name: 'oidcc-client-rp-initiated-logout-rp-basic',
    modules: [
      {
        name: 'oidcc-client-test-rp-init-logout',
        server: 'nothing wrong',
        client: 'sign out there, come back',
      },
      {
        name: 'oidcc-client-test-rp-init-logout-other-state',
        server: 'another `state` on the way back',
        client: 'be signed out all the same',
      },
      {
        name: 'oidcc-client-test-rp-init-logout-no-state',
        server: 'no `state` on the way back',
        client: 'be signed out all the same',
      },
    ],
  },
  {
    name: 'oidcc-client-dynamic-certification-test-plan',
    note: 'Its other modules are in the plans above.',
    modules: [
      {
        name: 'oidcc-client-test-discovery-webfinger-acct',
        server: 'an address of a person',
        client: 'find their server',
        notApplicable: 'An app knows its server',
      },
      {
        name: 'oidcc-client-test-discovery-webfinger-url',
        server: 'a URL of a person',
        client: 'find their server',
        notApplicable: 'An app knows its server',
      },
      {
        name: 'oidcc-client-test-dynamic-registration',
        server: 'registration',
        client: 'register',
        notApplicable: 'An app is registered before it is deployed',
      },
      {
        name: 'oidcc-client-test-request-uri-signed-rs256',
        server: 'a request object by reference',
        client: 'sign it',
        notApplicable: noSecret,
      },
      {
        name: 'oidcc-client-test-request-uri-signed-none',
        server: 'a request object by reference',
        client: 'publish it',
        notApplicable: 'Requests are pushed instead (RFC 9126)',
      },
    ],
  },
  {
    name: 'fapi2-security-profile-final-client-test-plan',
    note:
      'With `fapi2()`. The plan itself takes only clients that authenticate themselves, which a page ' +
      'cannot.',
    modules: [
      {
        name: 'fapi2-security-profile-final-client-test-happy-path',
        server: 'a nonce in each proof',
        client: 'succeed',
      },
      {
        name: 'fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce',
        server: 'no nonces',
        client: 'succeed',
      },
      {
        name: 'fapi2-security-profile-final-client-test-discovery-issuer-mismatch',
        server: 'metadata of another issuer',
        client: 'stop',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-iss',
        server: 'another `iss`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-missing-iss',
        server: 'no `iss`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-aud',
        server: 'another `aud`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-missing-aud',
        server: 'no `aud`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-secondary-aud',
        server: 'a second `aud`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-valid-aud-as-array',
        server: 'a list with one `aud`',
        client: 'accept',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-null-alg',
        server: '`alg: none`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-alternate-alg',
        server: 'RS256',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-expired-exp',
        server: 'an `exp` of five minutes ago',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-missing-exp',
        server: 'no `exp`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-nonce',
        server: 'another `nonce`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-missing-nonce',
        server: 'no `nonce`',
        client: 'refuse',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-authorization-response-iss',
        server: 'another `iss` in the answer',
        client: 'stop',
      },
      {
        name: 'fapi2-security-profile-final-client-test-remove-authorization-response-iss',
        server: 'no `iss` in the answer',
        client: 'stop',
      },
      {
        name:
          'fapi2-security-profile-final-client-test-' +
          'ensure-authorization-response-with-invalid-state-fails',
        server: 'another `state`',
        client: 'stop',
      },
      {
        name:
          'fapi2-security-profile-final-client-test-' +
          'ensure-authorization-response-with-invalid-missing-state-fails',
        server: 'no `state`',
        client: 'stop',
      },
      {
        name: 'fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in',
        server: 'no `expires_in`',
        client: 'succeed',
      },
      {
        name: 'fapi2-security-profile-final-client-test-token-type-case-insensitivity',
        server: '`token_type` in another case',
        client: 'succeed',
      },
      {
        name: 'fapi2-security-profile-final-client-test-rs-dpop-auth-scheme-case-insensitivity',
        server: 'a challenge in another case',
        client: 'send the nonce',
      },
      {
        name: 'fapi2-security-profile-final-client-test-invalid-openbanking-intent-id',
        server: 'another intent',
        client: 'refuse',
        notApplicable: 'It is a claim of Open Banking UK',
      },
      {
        name: 'fapi2-security-profile-final-client-refresh-token-test',
        server: 'refuses the token of each first call',
        client: 'renew twice',
      },
    ],
  },
  {
    name: 'fapi2-message-signing-final-client-test-plan',
    note: 'With `fapi2()` and `signedResponses()`.',
    modules: [
      {
        name: 'fapi2-message-signing-final-client-test-ensure-jarm-without-iss',
        server: 'no `iss`',
        client: 'refuse',
      },
      {
        name: 'fapi2-message-signing-final-client-test-ensure-jarm-without-aud',
        server: 'no `aud`',
        client: 'refuse',
      },
      {
        name: 'fapi2-message-signing-final-client-test-ensure-jarm-without-exp',
        server: 'no `exp`',
        client: 'refuse',
      },
      {
        name: 'fapi2-message-signing-final-client-test-ensure-jarm-with-invalid-iss',
        server: 'another `iss`',
        client: 'refuse',
      },
      {
        name: 'fapi2-message-signing-final-client-test-ensure-jarm-with-invalid-aud',
        server: 'another `aud`',
        client: 'refuse',
      },
      {
        name: 'fapi2-message-signing-final-client-test-ensure-jarm-with-invalid-sig',
        server: 'a broken signature',
        client: 'refuse',
      },
      {
        name: 'fapi2-message-signing-final-client-test-ensure-jarm-with-expired-exp',
        server: 'an `exp` that is over',
        client: 'refuse',
      },
      {
        name: 'fapi2-message-signing-final-client-test-ensure-jarm-signature-is-not-none',
        server: '`alg: none`',
        client: 'refuse',
      },
    ],
  },
]
