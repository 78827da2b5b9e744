import { build } from './build.js'
import type { Host, Kind, Mounted } from './element-class.js'

/** Shows what is in it while the session is in one of these states. It hides, and protects nothing. */
export const whenKind: Kind = { attributes: ['status', 'reason'], delegatesFocus: false, mount }

const style = ':host{display:contents}:host([hidden]){display:none}'

function mount({ app, element, root, session }: Host): Mounted {
  return {
    render() {
      const now = session()
      const matches =
        isOneOf(element.getAttribute('status'), now.status) &&
        isOneOf(element.getAttribute('reason'), 'reason' in now ? now.reason : undefined)
      root.adoptedStyleSheets = [app().sheet(style)]
      // What no slot takes is not in the page: neither seen, nor read out, nor reached by the keyboard.
      if (matches !== root.childElementCount > 0)
        root.replaceChildren(...(matches ? [build('slot', {})] : []))
    },
  }
}

/** `words` is an attribute: several with spaces between them, or absent for all. */
function isOneOf(words: string | null, word: string | undefined): boolean {
  return words === null || (word !== undefined && words.split(/\s+/).includes(word))
}
