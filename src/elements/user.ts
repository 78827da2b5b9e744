import { build, setOrRemove } from './build.js'
import type { Host, Kind, Mounted } from './element-class.js'
import { tellError } from './error-event.js'
import { around, languageOf } from './language.js'
import { createMenu } from './menu.js'
import { initials } from './person.js'
import { userStyle } from './user-style.js'

export const userKind: Kind = { attributes: [], delegatesFocus: false, mount }

/** The picture of whoever is signed in, and a menu: what the page has put there, and signing out. */
function mount(host: Host): Mounted {
  const { element, root } = host
  const letters = build('span', { 'aria-hidden': 'true', part: 'initials' })
  const avatar = build('span', { class: 'avatar', part: 'avatar' }, letters)
  const name = build('span', { class: 'name', part: 'name', 'aria-hidden': 'true' })
  // What is seen, initials and a name, are not what there is to say.
  const spoken = build('span', { class: 'spoken' })
  const button = build(
    'button',
    {
      class: 'user',
      part: 'button',
      type: 'button',
      id: 'user',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    },
    avatar,
    name,
    spoken,
  )
  const fullName = build('bdi', {})
  const detail = build('bdi', { class: 'detail', part: 'detail' })
  const entries = build('slot', {})
  const signOut = build('button', { type: 'button', role: 'menuitem', tabindex: '-1', part: 'item sign-out' })
  const menu = build('div', { role: 'menu', id: 'menu', 'aria-labelledby': 'user' }, entries, signOut)
  const popup = build(
    'div',
    { class: 'popup', part: 'menu' },
    build('div', { class: 'person' }, fullName, detail),
    menu,
  )
  popup.hidden = true
  button.setAttribute('aria-controls', 'menu')
  const signedOut = build('slot', { name: 'signed-out' })
  root.append(button, popup, signedOut)

  const { close } = createMenu({ element, button, popup, items })
  entries.addEventListener('slotchange', () => items())
  signOut.addEventListener('click', leave)

  let busy = false
  let shown: string | undefined

  function items(): readonly HTMLElement[] {
    const own = entries.assignedElements().filter((entry) => entry instanceof HTMLElement)
    for (const entry of own) {
      // The menu has one stop for Tab, and its own way from entry to entry.
      entry.tabIndex = -1
      if (!entry.hasAttribute('role')) entry.setAttribute('role', 'menuitem')
    }
    return [...own, signOut].filter((entry) => !entry.hidden && !entry.matches(':disabled, [role=separator]'))
  }

  async function leave(): Promise<void> {
    if (busy) return
    busy = true
    render()
    try {
      await host.client().logout(host.options())
    } catch (error) {
      tellError(element, { error })
    }
    busy = false
    render()
  }

  function showPicture(source: string | undefined): void {
    if (source === shown) return
    shown = source
    avatar.replaceChildren(letters)
    if (source === undefined || !URL.canParse(source, document.baseURI)) return
    const picture = build('img', {
      alt: '',
      part: 'picture',
      referrerpolicy: 'no-referrer',
      decoding: 'async',
    })
    // Until then, and where it never comes (a Content-Security-Policy, a picture that is gone), the initials
    // stand there.
    picture.addEventListener('load', () => {
      if (shown === source) avatar.replaceChildren(letters, picture)
    })
    picture.src = source
  }

  function render(): void {
    const { sheet, person, languages } = host.app()
    root.adoptedStyleSheets = [sheet(userStyle)]
    const session = host.session()
    const here = session.status === 'signed-in' ? person(session.user) : undefined
    button.hidden = !here
    signedOut.hidden = session.status !== 'signed-out'
    if (!here) {
      close()
      showPicture(undefined)
      return
    }
    const language = languageOf(element, languages)
    const [before, after] = around(language.account)
    spoken.textContent = before + here.name + after
    for (const text of [spoken, signOut]) text.lang = language.tags[0]
    name.textContent = fullName.textContent = here.name
    detail.textContent = here.detail ?? ''
    detail.hidden = !here.detail
    letters.textContent = initials(here.name)
    signOut.textContent = language.signOut
    setOrRemove(button, 'aria-busy', busy ? 'true' : undefined)
    showPicture(here.picture)
  }

  return { render, removed: close }
}
