import { afterEach, expect, test } from 'vitest'
import { decodeJwt } from '../../src/devtools/decode-jwt.js'
import { attachedTo, describeRequest } from '../../src/devtools/describe-request.js'
import { createLog } from '../../src/devtools/log.js'
import { patchChildren } from '../../src/devtools/patch.js'
import { isShortcut } from '../../src/devtools/shortcut.js'

afterEach(() => document.body.replaceChildren())

function part(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

test('a JWT is taken apart, whatever letters are in it; anything else is none', () => {
  const token = `${part({ alg: 'none' })}.${part({ name: 'Zoë 🎓' })}.c2ln`
  expect(decodeJwt(token)).toEqual({
    header: { alg: 'none' },
    payload: { name: 'Zoë 🎓' },
    signature: 'c2ln',
  })
  for (const other of ['', 'opaque', 'a.b', 'a.b.c', `${token}.more`, `${part([])}.${part({})}.x`])
    expect([other, decodeJwt(other)]).toEqual([other, undefined])
})

test('requests to the server are known by their form', () => {
  const purpose = (url: string, body?: unknown): string =>
    describeRequest(
      url,
      body === undefined ? {} : { method: 'POST', body: body as BodyInit },
      () => undefined,
    ).purpose
  const form = (text: string): URLSearchParams => new URLSearchParams(text)
  expect([
    purpose('https://a.example/.well-known/openid-configuration'),
    purpose('https://a.example/token', form('grant_type=authorization_code&code=x')),
    purpose('https://a.example/token', form('grant_type=refresh_token')),
    purpose('https://a.example/token', '{"grant_type":"refresh_token"}'),
    purpose('https://a.example/par', form('code_challenge=x')),
    purpose('https://a.example/revoke', form('token=x')),
    purpose('https://a.example/oauth2/v1/userinfo'),
    purpose('https://a.example/jwks.json'),
    purpose('/oauth/acme/session', form('')),
    purpose('/oauth/acme/logout', form('')),
  ]).toEqual([
    'Discovery of the server’s metadata',
    'Exchange of the code for tokens',
    'Renewal of the access token',
    'Renewal of the access token',
    'The parameters of a login, pushed (RFC 9126)',
    'Revocation of a token',
    'UserInfo: claims of the person',
    'The server’s keys',
    'The session at the server part',
    'Sign-out at the server part',
  ])
})

test('what went along with a call is named, and is not in what is noted', () => {
  const proof = `${part({ alg: 'ES256' })}.${part({ nonce: 'n' })}.c2ln`
  const noted = describeRequest(
    new Request('https://api.example/a?b=c#d', { headers: { authorization: 'DPoP secret', dpop: proof } }),
    undefined,
    () => 'https://api.example',
  )
  expect(noted).toEqual({
    to: 'api',
    method: 'GET',
    url: 'https://api.example/a',
    purpose: 'A call to an API',
    attached: 'DPoP token, DPoP proof with a nonce',
    api: 'https://api.example',
  })
  expect(attachedTo(new Headers())).toBe('no token')
})

test('the log keeps the newest hundred, survives a reload, and does without storage', () => {
  const stored = new Map<string, string>()
  const store = {
    get: (key: string) => stored.get(key),
    set: (key: string, value: string) => void stored.set(key, value),
    delete: (key: string) => void stored.delete(key),
  }
  const log = createLog(store, 'key')
  for (let at = 0; at < 120; at++) log.addEvent({ at, type: 'page', level: 'plain', text: '' })
  expect(log.events().map(({ at }) => at)).toEqual(Array.from({ length: 100 }, (_, index) => index + 20))
  const answered = log.addRequest({ at: 1, to: 'api', method: 'GET', url: '', purpose: '', attached: '' })
  answered({ status: 204 })
  const again = createLog(store, 'key')
  expect(again.events()).toEqual(log.events())
  expect(again.requests()).toMatchObject([{ id: 121, status: 204 }])

  stored.set('key', '{"events":1}')
  expect(createLog(store, 'key').events()).toEqual([])
  const blocked = createLog(
    {
      get() {
        throw new Error('blocked')
      },
      set() {
        throw new Error('blocked')
      },
      delete() {},
    },
    'key',
  )
  blocked.addEvent({ at: 1, type: 'page', level: 'plain', text: '' })
  expect(blocked.events()).toHaveLength(1)
})

test('a patch keeps elements that are alike, by key, and what the person has opened', () => {
  const parent = document.createElement('div')
  parent.innerHTML = '<p data-key="a">1</p><details data-key="b"><summary>s</summary></details>'
  const [first, second] = [...parent.children]
  second?.setAttribute('open', '')
  const wanted = document.createElement('div')
  wanted.innerHTML =
    '<h1>new</h1><details data-key="b" class="x"><summary>t</summary></details><p data-key="a">2</p>'
  patchChildren(parent, [...wanted.childNodes])
  expect(parent.innerHTML).toBe(
    '<h1>new</h1><details data-key="b" open="" class="x"><summary>t</summary></details><p data-key="a">2</p>',
  )
  expect([...parent.children].slice(1)).toEqual([second, first])
  patchChildren(parent, [])
  expect(parent.childNodes).toHaveLength(0)
})

test('a shortcut is its key with exactly its modifiers, also where Alt writes another letter', () => {
  const press = (init: KeyboardEventInit): boolean =>
    isShortcut(new KeyboardEvent('keydown', init), 'Alt+Shift+H')
  expect(press({ key: 'H', altKey: true, shiftKey: true })).toBe(true)
  expect(press({ key: 'Ó', code: 'KeyH', altKey: true, shiftKey: true })).toBe(true)
  expect(press({ key: 'H', altKey: true })).toBe(false)
  expect(press({ key: 'H', altKey: true, shiftKey: true, ctrlKey: true })).toBe(false)
  expect(press({ key: 'J', code: 'KeyJ', altKey: true, shiftKey: true })).toBe(false)
})
