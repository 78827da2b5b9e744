/** A client module of the OpenID Foundation's conformance suite. Where there is no test, it says why. */
export interface Module {
  readonly name: string
  /** What the server does. */
  readonly server: string
  /** What a client has to do. */
  readonly client: string
  readonly notApplicable?: string
}

const unsigned =
  'The ID Token comes from the token endpoint over TLS, which may stand for its signature (OpenID Connect ' +
  'Core, 3.1.3.7): the suite counts that as skipped'
const codeFlow = 'Only the code flow is used'
const noSecret = 'A browser cannot keep a secret; the server part has its own tests'
const noFrontChannel = 'There is no front-channel or back-channel logout in a page'

export const plans: readonly { readonly name: string; readonly modules: readonly Module[] }[] = [
  {
    name: 'oidcc-client-basic-certification-test-plan',
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
        notApplicable: unsigned,
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
        notApplicable: unsigned,
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
        notApplicable: unsigned,
      },
      {
        name: 'oidcc-client-test-signing-key-rotation',
        server: 'a new key at the second login',
        client: 'fetch the keys again',
        notApplicable: unsigned,
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
        notApplicable: unsigned,
      },
      {
        name: 'oidcc-client-test-invalid-sig-hs256',
        server: 'a broken signature',
        client: 'refuse',
        notApplicable: noSecret,
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
      ...[
        'oidcc-client-test-session-management',
        'oidcc-client-test-rp-frontchannel-opinitlogout',
        'oidcc-client-test-rp-frontchannel-rpinitlogout',
        'oidcc-client-test-rp-backchannel-rpinitlogout',
      ].map((name) => ({
        name,
        server: 'ends the session',
        client: 'end it',
        notApplicable: noFrontChannel,
      })),
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
]
