import { build } from './build.js'
import type { ElementContent, ElementDefinition, ElementHost } from './element-class.js'

/**
 * `<hallpass-when>` shows its content while the session is in one of the states that its attributes name. It
 * hides its content from the view, and does not keep anybody from reading it.
 */
export const whenDefinition: ElementDefinition = {
  attributes: ['status', 'reason'],
  delegatesFocus: false,
  createContent,
}

const style = ':host{display:contents}:host([hidden]){display:none}'

function createContent({ app, element, root, session }: ElementHost): ElementContent {
  return {
    render() {
      const current = session()
      const matches =
        isOneOf(element.getAttribute('status'), current.status) &&
        isOneOf(element.getAttribute('reason'), 'reason' in current ? current.reason : undefined)
      root.adoptedStyleSheets = [app().sheet(style)]
      // Content that is assigned to no slot is not rendered: it is not seen, not read out, and not reached by
      // the keyboard.
      const isShown = root.childElementCount > 0
      if (matches && !isShown) root.replaceChildren(build('slot', {}))
      if (!matches && isShown) root.replaceChildren()
    },
  }
}

/**
 * Is the word among those of the attribute, which are separated by spaces? An absent attribute has them all.
 */
function isOneOf(attribute: string | null, word: string | undefined): boolean {
  return attribute === null || (word !== undefined && attribute.split(/\s+/).includes(word))
}
