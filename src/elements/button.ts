import { isAuthError } from '../errors.js'
import type { ButtonLoginOptions } from './app.js'
import type { Brand } from './brand.js'
import { build, setOrRemove } from './build.js'
import { buttonStyle } from './button-style.js'
import type { Host, Kind, Mounted } from './element-class.js'
import { tellError } from './error-event.js'
import { genericBrand } from './generic-brand.js'
import { type Action, around, type Language, languageOf } from './language.js'
import { drawLogo } from './logo.js'
import { lookSheet, type Theme } from './look.js'
import { prepareLoginOf } from './prepare-login-of.js'

type Status = 'ready' | 'busy' | 'failed'

export const buttonKind: Kind = {
  attributes: ['provider', 'brand', 'name', 'label', 'action', 'theme', 'disabled'],
  delegatesFocus: true,
  mount,
}

function mount(host: Host): Mounted {
  const { element, root } = host
  const logo = build('slot', { name: 'logo' })
  const label = build('span', { class: 'label', part: 'label', dir: 'auto' })
  const failure = build('span', { class: 'failure', part: 'failure', dir: 'auto' })
  const button = build(
    'button',
    { type: 'button' },
    build('span', { class: 'logo', part: 'logo' }, logo),
    label,
    failure,
  )
  // It stands there before there is anything to tell: a region that comes with its text is not read out
  // everywhere.
  const told = build('span', { class: 'told', role: 'status' })
  root.append(build('span', { class: 'frame' }, button, told))
  button.addEventListener('click', act)
  element.addEventListener('pointerenter', prepare)
  element.addEventListener('focusin', prepare)

  let status: Status = 'ready'
  let drawn: Brand | undefined

  function prepare(): void {
    if (!button.disabled) prepareLoginOf(host.client(), element.getAttribute('provider'))
  }

  async function act(): Promise<void> {
    // Not `disabled`, which would take the focus away.
    if (status === 'busy') return
    const options = loginOptions(host)
    show('busy')
    try {
      await host.app().login(host.client(), options)
      show('ready')
    } catch (error) {
      // Somebody who came back without signing in has not failed at anything.
      const abandoned = isAuthError(error, 'login-abandoned') || isAuthError(error, 'popup-closed')
      show(abandoned ? 'ready' : 'failed')
      if (!abandoned) tellError(element, { error, ...(options.provider && { provider: options.provider }) })
    }
  }

  function show(next: Status): void {
    status = next
    render()
  }

  function render(): void {
    const { brands, languages, sheet } = host.app()
    const id = plain(element.getAttribute('brand') ?? element.getAttribute('provider') ?? '')
    const brand = (id && brands.find((brand) => plain(brand.id) === id)) || genericBrand
    const language = languageOf(element, languages)
    if (drawn !== brand) {
      drawn = brand
      logo.replaceChildren(drawLogo(brand.logo))
      if (id && brand === genericBrand && !element.matches('[name], [label]')) {
        console.warn(
          `${element.outerHTML}: no such brand. Pass its button to defineElements, { buttons: ` +
            '[githubButton] }, or write a name or a label.',
        )
      }
    }
    root.adoptedStyleSheets = [sheet(buttonStyle), sheet(lookSheet(brand, themeOf(element)))]
    button.className = status
    // A part cannot be asked for its attributes: what it is in is one more name.
    button.setAttribute('part', `button ${status}`)
    button.disabled = element.hasAttribute('disabled')
    setOrRemove(button, 'aria-busy', status === 'busy' ? 'true' : undefined)
    const [tag] = language.tags
    const own = element.getAttribute('label')
    // The page's own words are in the page's language.
    write(label, own ? [own] : labelOf(element, brand, language), own ? undefined : tag)
    const failed = status === 'failed' ? language.failed : ''
    write(failure, [failed], tag)
    write(told, [status === 'busy' ? language.busy : failed], tag)
  }

  return { render }
}

/** Providers are named in HTML, in URLs and in TypeScript: `hugging-face` is `huggingFace`. */
function plain(id: string): string {
  return id.replaceAll('-', '').toLowerCase()
}

const themes: readonly Theme[] = ['light', 'dark', 'neutral', 'brand']

function themeOf(element: Element): Theme {
  return themes.find((theme) => theme === element.getAttribute('theme')) ?? 'auto'
}

/** The parts of a label: before the name, the name, after it. */
function labelOf(element: Element, brand: Brand, language: Language): readonly string[] {
  const name = element.getAttribute('name') ?? brand.name
  const wanted = actionOf(element)
  const action = brand.says?.[wanted] ?? wanted
  const words = name ? language.with : language.bare
  const text = words[action] ?? words['sign-in']
  if (!name) return [text]
  const [before, after] = around(text)
  return [before, name, after]
}

const actions: readonly Action[] = ['continue', 'sign-up', 'log-in']

function actionOf(element: Element): Action {
  return actions.find((action) => action === element.getAttribute('action')) ?? 'sign-in'
}

function write(
  to: HTMLElement,
  [before = '', name, after = '']: readonly string[],
  lang: string | undefined,
): void {
  setOrRemove(to, 'lang', lang)
  // The same words again would be read out again.
  if (to.textContent === before + (name ?? '') + after) return
  // In a text that runs the other way, a name keeps its own order.
  to.replaceChildren(before, ...(name ? [build('bdi', {}, document.createTextNode(name))] : []), after)
}

const parameters = {
  returnTo: 'return-to',
  scope: 'scope',
  prompt: 'prompt',
  loginHint: 'login-hint',
} as const

function loginOptions({ element, options }: Host): ButtonLoginOptions {
  const provider = element.getAttribute('provider')
  const named = Object.entries(parameters).flatMap(([option, attribute]) => {
    const value = element.getAttribute(attribute)
    return value === null ? [] : [[option, value]]
  })
  return { ...options(), ...Object.fromEntries(named), ...(provider && { provider }) }
}
