import { own } from '../own.js'
import { createStore, type Store } from '../session/store.js'
import type { App, ButtonLoginOptions, ElementsClient } from './app.js'
import type { Brand } from './brand.js'
import { buttonDefinition } from './button.js'
import { elementClass, type WithApp } from './element-class.js'
import { english, type Language } from './language.js'
import { type Person, personOf } from './person.js'
import { userDefinition } from './user.js'
import { whenDefinition } from './when.js'

/** The options of `defineElements`. A further call sets every option that it omits back to its default. */
export interface ElementsOptions<Client extends ElementsClient = ElementsClient> {
  /**
   * The brands that the page has buttons for, each imported by name, so that only their logos are in the
   * bundle. A button whose `provider` is not among them has a generic logo. Default: none.
   */
  readonly buttons?: readonly Brand[]
  /**
   * Languages besides English. The closest `lang` attribute around an element chooses one of them; without
   * such an attribute the languages of the browser do. Default: none.
   */
  readonly languages?: readonly Language[]
  /**
   * What a click on a button does, with the options of its attributes and of its `options` property. Default:
   * `client.login(options)`. `loginWithPopup` can be given here.
   */
  readonly login?: (client: Client, options: ButtonLoginOptions) => Promise<unknown>
  /**
   * What `<hallpass-user>` shows of the signed-in user. Default: the standard claims (OpenID Connect Core,
   * section 5.1).
   */
  readonly person?: (user: UserOf<Client>) => Person
}

/** Who is signed in with a client. */
export type UserOf<Client> = Client extends { readonly session: { get(): infer State } }
  ? Extract<State, { status: 'signed-in' }> extends { readonly user: infer User }
    ? User
    : unknown
  : unknown

/**
 * Makes `<hallpass-button>`, `<hallpass-user>` and `<hallpass-when>` known to the page, for this client. On
 * a server it does nothing. A further call changes the client and the options of the elements that are there.
 *
 * @example
 * defineElements(auth, { buttons: [googleButton, githubButton], languages: [german] })
 */
export function defineElements<Client extends ElementsClient>(
  client: Client,
  options: ElementsOptions<NoInfer<Client>> = {},
): void {
  if (typeof customElements === 'undefined') return
  const { buttons = [], languages = [], login = loginOf, person = personOf } = own(options)
  const definedBefore = customElements.get('hallpass-button') as
    | (CustomElementConstructor & WithApp)
    | undefined
  const settings = {
    client,
    brands: buttons,
    languages: [...languages, english],
    login: login as App['login'],
    person: person as App['person'],
  }
  if (definedBefore) definedBefore.app.set({ ...definedBefore.app.get(), ...settings })
  else define(createStore<App>({ ...settings, sheet: createSheets() }))
}

function define(app: Store<App>): void {
  // The elements are rendered again when a page changes its language.
  const observer = new MutationObserver(() => app.set({ ...app.get() }))
  observer.observe(document.documentElement, { attributeFilter: ['lang'] })
  for (const [name, definition] of [
    ['hallpass-button', buttonDefinition],
    ['hallpass-user', userDefinition],
    ['hallpass-when', whenDefinition],
  ] as const) {
    customElements.define(name, elementClass(app, definition))
  }
}

function loginOf(client: ElementsClient, options: ButtonLoginOptions): Promise<unknown> {
  return client.login(options)
}

/**
 * Makes a style sheet for each text once. Constructed style sheets are no inline styles, so a strict
 * Content-Security-Policy allows them.
 */
function createSheets(): (text: string) => CSSStyleSheet {
  const made = new Map<string, CSSStyleSheet>()
  return (text) => {
    const sheet = made.get(text) ?? new CSSStyleSheet()
    if (!made.has(text)) {
      sheet.replaceSync(text)
      made.set(text, sheet)
    }
    return sheet
  }
}
