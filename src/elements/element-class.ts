import type { Session } from '../session/state.js'
import type { Store } from '../session/store.js'
import type { App, ElementsClient } from './app.js'

/** What one of the custom elements is: which attributes it has, and how its content is made. */
export interface ElementDefinition {
  /** The content is rendered again when one of these attributes changes. */
  readonly attributes: readonly string[]
  /** `focus()` of the element focuses the first control in its shadow root. */
  readonly delegatesFocus: boolean
  /** Fills the shadow root of a new element. */
  readonly createContent: (host: ElementHost) => ElementContent
}

/** A custom element, as its content sees it. */
export interface ElementHost {
  readonly element: HTMLElement
  readonly root: ShadowRoot
  app(): App
  /** The `client` property of the element, or else the client that was given to `defineElements`. */
  client(): ElementsClient
  session(): Session<unknown>
  /** The `options` property of the element. */
  options(): object | undefined
}

/** The content of one element's shadow root. */
export interface ElementContent {
  /** Called when an attribute, the session, or the language has changed. */
  render(): void
  /** Called when the element leaves the document. It may be inserted again later. */
  removed?(): void
}

/**
 * The element class has the store of the app as a static member. By it a later `defineElements`, also one of
 * another copy of this library, reaches the elements that are on the page.
 */
export interface WithApp {
  readonly app: Store<App>
}

/**
 * Makes the class of one custom element. This is a function, because a server has no `HTMLElement` that a
 * class at module scope could extend.
 */
export function elementClass(
  app: Store<App>,
  { attributes, delegatesFocus, createContent }: ElementDefinition,
): CustomElementConstructor & WithApp {
  return class extends HTMLElement {
    static readonly observedAttributes: readonly string[] = [...attributes, 'lang']
    static readonly app: Store<App> = app
    #client: ElementsClient | undefined
    #options: object | undefined
    #unsubscribeFromApp: (() => void) | undefined
    #unsubscribeFromSession: (() => void) | undefined
    readonly #content: ElementContent

    constructor() {
      super()
      const client = (): ElementsClient => this.#client ?? app.get().client
      this.#content = createContent({
        element: this,
        root: this.attachShadow({ mode: 'open', delegatesFocus }),
        app: app.get,
        client,
        session: () => client().session.get(),
        options: () => this.#options,
      })
      this.#takeEarlyProperty('client')
      this.#takeEarlyProperty('options')
    }

    get client(): ElementsClient | undefined {
      return this.#client
    }

    set client(client: ElementsClient | undefined) {
      this.#client = client
      if (this.#unsubscribeFromApp) this.#subscribeToSession()
    }

    get options(): object | undefined {
      return this.#options
    }

    set options(options: object | undefined) {
      this.#options = options
    }

    connectedCallback(): void {
      // `subscribe` calls its listener at once, and with it the element subscribes to the session.
      this.#unsubscribeFromApp = app.subscribe(() => this.#subscribeToSession())
    }

    disconnectedCallback(): void {
      this.#unsubscribeFromApp?.()
      this.#unsubscribeFromSession?.()
      this.#unsubscribeFromApp = this.#unsubscribeFromSession = undefined
      this.#content.removed?.()
    }

    attributeChangedCallback(): void {
      if (this.#unsubscribeFromApp) this.#content.render()
    }

    /** Renders the content now and after each change of the session. */
    #subscribeToSession(): void {
      this.#unsubscribeFromSession?.()
      const { session } = this.#client ?? app.get().client
      this.#unsubscribeFromSession = session.subscribe(() => this.#content.render())
    }

    /**
     * A framework may have set the property before the element was defined. Then the element itself has a
     * property of this name, which hides the setter of the class. It is removed, and set by the setter.
     */
    #takeEarlyProperty(name: 'client' | 'options'): void {
      const early = Object.getOwnPropertyDescriptor(this, name)
      if (!early) return
      Reflect.deleteProperty(this, name)
      this[name] = early.value
    }
  }
}
