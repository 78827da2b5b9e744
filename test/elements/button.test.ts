import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  allLanguages,
  defineElements,
  facebookButton,
  githubButton,
  googleButton,
  huggingFaceButton,
} from '../../src/elements/index.js'
import { AuthError } from '../../src/errors.js'
import { createClient } from '../../src/index.js'
import { buttonIn, type FakeClient, fakeClient, nameOf, put, settled, signedIn, within } from './page.js'

let client: FakeClient

beforeEach(() => {
  client = fakeClient()
  document.documentElement.lang = 'en'
  defineElements(client, { buttons: [githubButton, googleButton, facebookButton], languages: allLanguages })
})

function errorsFrom(element: Element): unknown[] {
  const errors: unknown[] = []
  element.addEventListener('hallpass-error', (event) => errors.push((event as CustomEvent).detail))
  return errors
}

describe('wording', () => {
  test('names the brand, and what the person is about to do', () => {
    const button = put('hallpass-button', '<hallpass-button provider="github"></hallpass-button>')
    expect(nameOf(button)).toBe('Sign in with GitHub')
    button.setAttribute('action', 'continue')
    expect(nameOf(button)).toBe('Continue with GitHub')
    button.setAttribute('action', 'sign-up')
    expect(nameOf(button)).toBe('Sign up with GitHub')
    button.setAttribute('action', 'nonsense')
    expect(nameOf(button)).toBe('Sign in with GitHub')
  })

  test('is the one a brand insists on', () => {
    const button = put('hallpass-button', '<hallpass-button provider="facebook"></hallpass-button>')
    expect(nameOf(button)).toBe('Log in with Facebook')
    button.setAttribute('lang', 'de')
    expect(nameOf(button)).toBe('Mit Facebook anmelden')
  })

  test('of your own login takes a name, and does without', () => {
    expect(nameOf(put('hallpass-button', '<hallpass-button></hallpass-button>'))).toBe('Sign in')
    expect(nameOf(put('hallpass-button', '<hallpass-button name="Acme"></hallpass-button>'))).toBe(
      'Sign in with Acme',
    )
  })

  test('finds a brand however its provider is written', () => {
    defineElements(client, { buttons: [huggingFaceButton] })
    for (const provider of ['hugging-face', 'huggingFace', 'huggingface']) {
      const button = put('hallpass-button', `<hallpass-button provider="${provider}"></hallpass-button>`)
      expect(nameOf(button)).toBe('Sign in with Hugging Face')
    }
  })

  test('of a brand that nobody has imported is missed aloud', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    put('hallpass-button', '<hallpass-button provider="gitub" name="GitHub"></hallpass-button>')
    put('hallpass-button', '<hallpass-button></hallpass-button>')
    expect(warn.mock.calls).toEqual([])
    put('hallpass-button', '<hallpass-button provider="gitub"></hallpass-button>')
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^<hallpass-button provider="gitub">.* no such brand/)],
    ])
    warn.mockRestore()
  })

  test('of a brand can have another name, for one server of many', () => {
    const button = put(
      'hallpass-button',
      '<hallpass-button provider="work" brand="github" name="GitHub at Acme"></hallpass-button>',
    )
    expect(nameOf(button)).toBe('Sign in with GitHub at Acme')
    buttonIn(button).click()
    expect(client.logins).toEqual([{ provider: 'work' }])
  })

  test('can be the page’s own, in the page’s own language', () => {
    const button = put(
      'hallpass-button',
      '<hallpass-button provider="github" lang="de" label="Los!"></hallpass-button>',
    )
    expect(nameOf(button)).toBe('Los!')
    expect(within(button, '[part=label]').lang).toBe('')
    button.removeAttribute('label')
    expect(nameOf(button)).toBe('Mit GitHub anmelden')
    expect(within(button, '[part=label]').lang).toBe('de')
  })

  test('follows the language of the page when that changes', async () => {
    const button = put('hallpass-button', '<hallpass-button provider="github"></hallpass-button>')
    document.documentElement.lang = 'fr-CA'
    await expect.poll(() => nameOf(button)).toBe('Se connecter avec GitHub')
  })

  test('keeps the name in its own direction', () => {
    const button = put('hallpass-button', '<hallpass-button provider="github" lang="ar"></hallpass-button>')
    expect(nameOf(button)).toBe('تسجيل الدخول باستخدام GitHub')
    expect(within(button, 'bdi').textContent).toBe('GitHub')
  })
})

describe('pressing a button', () => {
  test('logs in with its provider and its options, once', () => {
    const button = put(
      'hallpass-button',
      '<hallpass-button provider="google" return-to="/welcome" prompt="select_account" ' +
        'login-hint="ada"></hallpass-button>',
    )
    button.options = { prompt: 'none', maxAge: 60 }
    buttonIn(button).click()
    buttonIn(button).click()
    expect(client.logins).toEqual([
      { provider: 'google', returnTo: '/welcome', prompt: 'select_account', loginHint: 'ada', maxAge: 60 },
    ])
  })

  test('says that it is busy, and keeps the focus', () => {
    const button = put('hallpass-button', '<hallpass-button provider="google"></hallpass-button>')
    buttonIn(button).focus()
    buttonIn(button).click()
    expect(buttonIn(button).getAttribute('aria-busy')).toBe('true')
    expect(buttonIn(button).disabled).toBe(false)
    expect(buttonIn(button).getAttribute('part')).toBe('button busy')
    expect(within(button, '[role=status]').textContent).toBe('One moment…')
    expect(nameOf(button)).toBe('Sign in with Google')
  })

  test('that fails tells the page and the person, and can be tried again', async () => {
    const button = put('hallpass-button', '<hallpass-button provider="google"></hallpass-button>')
    const errors = errorsFrom(document.body)
    const error = new AuthError('network', { endpoint: 'token' }, 'Nobody there.')
    buttonIn(button).click()
    client.answer(error)
    await settled()
    expect(errors).toEqual([{ error, provider: 'google' }])
    expect(buttonIn(button).hasAttribute('aria-busy')).toBe(false)
    expect(within(button, '[role=status]').textContent).toBe('That failed. Try again.')
    // Whoever comes to it later still hears which button it is.
    expect(nameOf(button)).toBe('Sign in with GoogleThat failed. Try again.')

    buttonIn(button).click()
    expect(client.logins).toHaveLength(2)
    expect(nameOf(button)).toBe('Sign in with Google')
    client.answer()
    await settled()
    expect(within(button, '[role=status]').textContent).toBe('')
    expect(errors).toHaveLength(1)
  })

  test.each(['login-abandoned', 'popup-closed'] as const)(
    'and thinking better of it is no failure: %s',
    async (code) => {
      const button = put('hallpass-button', '<hallpass-button provider="google"></hallpass-button>')
      const errors = errorsFrom(document.body)
      buttonIn(button).click()
      client.answer(new AuthError(code, {}, 'Back again.'))
      await settled()
      expect(errors).toEqual([])
      expect(buttonIn(button).getAttribute('part')).toBe('button ready')
    },
  )

  test('that is disabled does nothing', () => {
    const button = put('hallpass-button', '<hallpass-button provider="google" disabled></hallpass-button>')
    buttonIn(button).click()
    expect(client.logins).toEqual([])
    button.removeAttribute('disabled')
    buttonIn(button).click()
    expect(client.logins).toHaveLength(1)
  })

  test('with a client of its own leaves the other alone', () => {
    const button = put('hallpass-button', '<hallpass-button provider="google"></hallpass-button>')
    const own = fakeClient()
    button.client = own
    buttonIn(button).click()
    expect(own.logins).toHaveLength(1)
    expect(client.logins).toEqual([])
  })

  test('does what `login` of defineElements says instead', () => {
    const logins: unknown[] = []
    defineElements(client, { login: async (used, options) => logins.push([used === client, options]) })
    const button = put('hallpass-button', '<hallpass-button provider="google"></hallpass-button>')
    buttonIn(button).click()
    expect(logins).toEqual([[true, { provider: 'google' }]])
    expect(client.logins).toEqual([])
  })
})

describe('an element', () => {
  test('that is moved goes on, and one that is gone lets go of the session', () => {
    let listening = 0
    const counted = fakeClient()
    const button = document.createElement('hallpass-button')
    button.client = {
      ...counted,
      login: counted.login,
      logout: counted.logout,
      session: {
        get: counted.session.get,
        subscribe(listener) {
          listening++
          const stop = counted.session.subscribe(listener)
          return () => {
            listening--
            stop()
          }
        },
      },
    }
    document.body.append(button)
    expect(listening).toBe(1)
    document.body.prepend(button)
    expect(listening).toBe(1)
    button.remove()
    expect(listening).toBe(0)
  })

  test('parses no markup and has no inline style', () => {
    const button = put(
      'hallpass-button',
      '<hallpass-button provider="google" theme="brand"></hallpass-button>',
    )
    client.become(signedIn())
    expect(button.shadowRoot?.querySelector('[style], style')).toBeNull()
    expect(button.shadowRoot?.adoptedStyleSheets).toHaveLength(2)
  })

  test('shares its style sheets with those that look the same', () => {
    document.body.innerHTML = '<hallpass-button provider="google"></hallpass-button>'.repeat(2)
    const [one, other] = [...document.body.children].map(({ shadowRoot }) => shadowRoot?.adoptedStyleSheets)
    expect(one?.length).toBe(2)
    expect(one?.every((sheet, index) => sheet === other?.[index])).toBe(true)
  })
})

describe('the metadata of the server', () => {
  function realClient() {
    const requests: string[] = []
    const auth = createClient({
      issuer: 'https://login.example',
      clientId: 'app',
      effects: {
        page: { base: () => 'https://app.example/', url: () => 'https://app.example/' } as never,
        fetch: async (input) => {
          requests.push(new Request(input).url)
          return Promise.reject(new TypeError('offline'))
        },
      },
    })
    return { auth, requests }
  }

  test.each(['pointerenter', 'focusin'])('is asked for at %s, before a click', async (event) => {
    const { auth, requests } = realClient()
    defineElements(auth)
    const button = put('hallpass-button', '<hallpass-button></hallpass-button>')
    expect(requests).toEqual([])
    button.dispatchEvent(new Event(event))
    button.dispatchEvent(new Event(event))
    await vi.waitFor(() => expect(requests.length).toBeGreaterThan(0))
    expect(requests[0]).toBe('https://login.example/.well-known/openid-configuration')
    expect(requests.filter((url) => url === requests[0])).toHaveLength(1)
  })

  test('is that of the client whose provider the button names', async () => {
    const first = realClient()
    const second = realClient()
    defineElements(Object.assign(fakeClient(), { clients: { first: first.auth, second: second.auth } }))
    const button = put('hallpass-button', '<hallpass-button provider="second" name="B"></hallpass-button>')
    button.dispatchEvent(new Event('pointerenter'))
    await vi.waitFor(() => expect(second.requests.length).toBeGreaterThan(0))
    expect(first.requests).toEqual([])
  })

  test('is not asked for by a button that is disabled', async () => {
    const { auth, requests } = realClient()
    defineElements(auth)
    const button = put('hallpass-button', '<hallpass-button disabled></hallpass-button>')
    button.dispatchEvent(new Event('pointerenter'))
    await settled()
    expect(requests).toEqual([])
  })

  test('is nothing that a client of an app’s own making has to know of', () => {
    const button = put('hallpass-button', '<hallpass-button></hallpass-button>')
    const thrown = vi.fn()
    window.addEventListener('error', thrown)
    button.dispatchEvent(new Event('pointerenter'))
    expect(thrown).not.toHaveBeenCalled()
  })
})
