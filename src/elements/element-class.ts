import type { Session } from '../session/state.js'
import type { Store } from '../session/store.js'
import type { App, ElementsClient } from './app.js'

/** What one kind of element does, apart from being an element. */
export interface Kind {
  readonly attributes: readonly string[]
  /** `host.focus()` focuses the first control within. */
  readonly delegatesFocus: boolean
  readonly mount: (host: Host) => Mounted
}

/** An element, from within. */
export interface Host {
  readonly element: HTMLElement
  readonly root: ShadowRoot
  app(): App
  /** The element's own, or the page's. */
  client(): ElementsClient
  session(): Session<unknown>
  /** The `options` property. */
  options(): object | undefined
}

export interface Mounted {
  /** Anything has changed: an attribute, the session, the language. */
  render(): void
  /** The element leaves the document, perhaps to come back elsewhere. */
  removed?(): void
}

/**
 * How a later `defineElements`, or another copy of this library, finds what the elements on the page follow.
 */
export interface Following {
  readonly app: Store<App>
}

/** Made when it is needed: on a server there is no `HTMLElement` to extend. */
export function elementClass(
  app: Store<App>,
  { attributes, delegatesFocus, mount }: Kind,
): CustomElementConstructor & Following {
  return class extends HTMLElement {
    static readonly observedAttributes: readonly string[] = [...attributes, 'lang']
    static readonly app: Store<App> = app
    #client: ElementsClient | undefined
    #options: object | undefined
    #leaveApp: (() => void) | undefined
    #leaveSession: (() => void) | undefined
    readonly #mounted: Mounted

    constructor() {
      super()
      const client = (): ElementsClient => this.#client ?? app.get().client
      this.#mounted = mount({
        element: this,
        root: this.attachShadow({ mode: 'open', delegatesFocus }),
        app: app.get,
        client,
        session: () => client().session.get(),
        options: () => this.#options,
      })
      this.#adopt('client')
      this.#adopt('options')
    }

    get client(): ElementsClient | undefined {
      return this.#client
    }

    set client(client: ElementsClient | undefined) {
      this.#client = client
      if (this.#leaveApp) this.#follow()
    }

    get options(): object | undefined {
      return this.#options
    }

    set options(options: object | undefined) {
      this.#options = options
    }

    connectedCallback(): void {
      // The first call comes at once, before there is a way to leave.
      this.#leaveApp = app.subscribe(() => this.#follow())
    }

    disconnectedCallback(): void {
      this.#leaveApp?.()
      this.#leaveSession?.()
      this.#leaveApp = this.#leaveSession = undefined
      this.#mounted.removed?.()
    }

    attributeChangedCallback(): void {
      if (this.#leaveApp) this.#mounted.render()
    }

    #follow(): void {
      this.#leaveSession?.()
      this.#leaveSession = (this.#client ?? app.get().client).session.subscribe(() => this.#mounted.render())
    }

    /** A property that a framework has set before the element was defined would hide ours. */
    #adopt(name: 'client' | 'options'): void {
      const early = Object.getOwnPropertyDescriptor(this, name)
      if (!early) return
      Reflect.deleteProperty(this, name)
      this[name] = early.value
    }
  }
}
