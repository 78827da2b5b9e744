import { build, setOrRemove } from './build.js'
import type { ElementContent, ElementDefinition, ElementHost } from './element-class.js'
import { dispatchError } from './error-event.js'
import { languageOf, splitAtName } from './language.js'
import { createMenu } from './menu.js'
import { initials } from './person.js'
import { userStyle } from './user-style.js'

/**
 * `<hallpass-user>` shows the picture of the person who is signed in. The picture opens a menu, which has the
 * entries that the page has put into the element, and "Sign out".
 */
export const userDefinition: ElementDefinition = { attributes: [], delegatesFocus: false, createContent }

function createContent(host: ElementHost): ElementContent {
  const { element, root } = host
  const letters = build('span', { 'aria-hidden': 'true', part: 'initials' })
  const avatar = build('span', { class: 'avatar', part: 'avatar' }, letters)
  const name = build('span', { class: 'name', part: 'name', 'aria-hidden': 'true' })
  // A screen reader reads this text in place of the initials and the name, which are hidden from it.
  const accessibleName = build('span', { class: 'accessible-name' })
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
    accessibleName,
  )
  const fullName = build('bdi', {})
  const detail = build('bdi', { class: 'detail', part: 'detail' })
  const entries = build('slot', {})
  const signOutItem = build('button', {
    type: 'button',
    role: 'menuitem',
    tabindex: '-1',
    part: 'item sign-out',
  })
  const menu = build('div', { role: 'menu', id: 'menu', 'aria-labelledby': 'user' }, entries, signOutItem)
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
  signOutItem.addEventListener('click', signOut)

  let busy = false
  let pictureSource: string | undefined

  function items(): readonly HTMLElement[] {
    const fromPage = entries.assignedElements().filter((entry) => entry instanceof HTMLElement)
    for (const entry of fromPage) {
      // Tab does not stop at the entries of a menu; the arrow keys move from one to the next.
      entry.tabIndex = -1
      if (!entry.hasAttribute('role')) entry.setAttribute('role', 'menuitem')
    }
    const all = [...fromPage, signOutItem]
    return all.filter((entry) => !entry.hidden && !entry.matches(':disabled, [role=separator]'))
  }

  async function signOut(): Promise<void> {
    if (busy) return
    busy = true
    render()
    try {
      await host.client().logout(host.options())
    } catch (error) {
      dispatchError(element, { error })
    }
    busy = false
    render()
  }

  function showPicture(source: string | undefined): void {
    if (source === pictureSource) return
    pictureSource = source
    avatar.replaceChildren(letters)
    if (source === undefined || !URL.canParse(source, document.baseURI)) return
    const picture = build('img', {
      alt: '',
      part: 'picture',
      referrerpolicy: 'no-referrer',
      decoding: 'async',
    })
    // The initials are shown until the picture has loaded, and stay where it does not load, because a
    // Content-Security-Policy forbids it or the picture is gone.
    picture.addEventListener('load', () => {
      if (pictureSource === source) avatar.replaceChildren(letters, picture)
    })
    picture.src = source
  }

  function render(): void {
    const { sheet, person, languages } = host.app()
    root.adoptedStyleSheets = [sheet(userStyle)]
    const session = host.session()
    const shownPerson = session.status === 'signed-in' ? person(session.user) : undefined
    button.hidden = !shownPerson
    signedOut.hidden = session.status !== 'signed-out'
    if (!shownPerson) {
      close()
      showPicture(undefined)
      return
    }
    const language = languageOf(element, languages)
    const [before, after] = splitAtName(language.account)
    accessibleName.textContent = before + shownPerson.name + after
    for (const text of [accessibleName, signOutItem]) text.lang = language.tags[0]
    name.textContent = fullName.textContent = shownPerson.name
    detail.textContent = shownPerson.detail ?? ''
    detail.hidden = !shownPerson.detail
    letters.textContent = initials(shownPerson.name)
    signOutItem.textContent = language.signOut
    setOrRemove(button, 'aria-busy', busy ? 'true' : undefined)
    showPicture(shownPerson.picture)
  }

  return { render, removed: close }
}
