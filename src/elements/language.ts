/** What a person is about to do with the button. */
export type Action = 'sign-in' | 'continue' | 'sign-up' | 'log-in'

/** Wording in one language. `{name}` is where the name goes: the provider's, or the person's. */
export interface Language {
  /** Language tags (BCP 47), the first of which becomes `lang`; `de` stands for `de-AT` too. */
  readonly tags: readonly [string, ...string[]]
  /**
   * The label of a button with a provider: "Sign in with {name}". Without `log-in`, the wording of `sign-in`
   * is used for it.
   */
  readonly with: { readonly [action in Exclude<Action, 'log-in'>]: string } & { readonly 'log-in'?: string }
  /** The label of a button without a provider: "Sign in". */
  readonly bare: { readonly [action in Exclude<Action, 'log-in'>]: string } & { readonly 'log-in'?: string }
  /** The label while a login is being started: "One moment…". */
  readonly busy: string
  /** The label after a login failed: "That failed. Try again." It has to fit into two lines. */
  readonly failed: string
  /** The name of the button with the picture: "Account of {name}". */
  readonly account: string
  /** The label of the menu entry of `<hallpass-user>` that signs out: "Sign out". */
  readonly signOut: string
}

/**
 * The English wording of the elements (`en`), which `defineElements` always includes, and which is used where
 * no other wording fits.
 */
export const english: Language = {
  tags: ['en'],
  with: {
    'sign-in': 'Sign in with {name}',
    continue: 'Continue with {name}',
    'sign-up': 'Sign up with {name}',
    'log-in': 'Log in with {name}',
  },
  bare: { 'sign-in': 'Sign in', continue: 'Continue', 'sign-up': 'Sign up', 'log-in': 'Log in' },
  busy: 'One moment…',
  failed: 'That failed. Try again.',
  account: 'Account of {name}',
  signOut: 'Sign out',
}

/**
 * Finds the language that fits a tag best. For `zh-TW-x`, `zh-TW` is tried before `zh` (RFC 4647, section
 * 3.4, "lookup").
 */
export function findLanguage(languages: readonly Language[], wanted: string): Language | undefined {
  const subtags = wanted.toLowerCase().split(/[-_]/)
  for (let length = subtags.length; length > 0; length--) {
    const tag = subtags.slice(0, length).join('-')
    const found = languages.find(({ tags }) => tags.some((known) => known.toLowerCase() === tag))
    if (found) return found
  }
  return undefined
}

/**
 * The language of the text in which an element stands: that of its own `lang` attribute, or of the closest
 * one around it, also outside of its shadow root. Where the page declares no language, it is the first
 * language of the browser that there is wording for.
 */
export function languageOf(element: Element, languages: readonly Language[]): Language {
  for (let current: Element | undefined = element; current; current = parentOf(current)) {
    const declared = current.getAttribute('lang')
    if (declared) return findLanguage(languages, declared) ?? english
  }
  for (const wanted of navigator.languages) {
    const found = findLanguage(languages, wanted)
    if (found) return found
  }
  return english
}

function parentOf(element: Element): Element | undefined {
  if (element.parentElement) return element.parentElement
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root.host : undefined
}

/** Splits a text at `{name}`, in the text before the name and the text after it. */
export function splitAtName(text: string): readonly [before: string, after: string] {
  const [before = '', after = ''] = text.split('{name}')
  return [before, after]
}
