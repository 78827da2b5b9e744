import { isAuthError } from '../errors.js'
import type { ButtonLoginOptions } from './app.js'
import type { Brand } from './brand.js'
import { build, setOrRemove } from './build.js'
import { buttonStyle } from './button-style.js'
import type { ElementContent, ElementDefinition, ElementHost } from './element-class.js'
import { dispatchError } from './error-event.js'
import { genericBrand } from './generic-brand.js'
import { type Action, type Language, languageOf, splitAtName } from './language.js'
import { drawLogo } from './logo.js'
import { lookStyle, type Theme } from './look.js'
import { prepareLoginOf } from './prepare-login-of.js'

type Status = 'ready' | 'busy' | 'failed'

export const buttonDefinition: ElementDefinition = {
  attributes: ['provider', 'brand', 'name', 'label', 'action', 'theme', 'disabled'],
  delegatesFocus: true,
  createContent,
}

function createContent(host: ElementHost): ElementContent {
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
  // The status region is in the page before it has any text, because some screen readers do not announce a
  // region that is added together with its text.
  const announcement = build('span', { class: 'announcement', role: 'status' })
  root.append(build('span', { class: 'frame' }, button, announcement))
  button.addEventListener('click', startLogin)
  element.addEventListener('pointerenter', prepare)
  element.addEventListener('focusin', prepare)

  let status: Status = 'ready'
  let shownBrand: Brand | undefined

  function prepare(): void {
    if (!button.disabled) prepareLoginOf(host.client(), element.getAttribute('provider'))
  }

  async function startLogin(): Promise<void> {
    // The button is not disabled while it is busy, since a disabled button loses the focus.
    if (status === 'busy') return
    const options = loginOptions(host)
    setStatus('busy')
    try {
      await host.app().login(host.client(), options)
      setStatus('ready')
    } catch (error) {
      // A person who comes back without signing in has given up, and that is no failure.
      const abandoned = isAuthError(error, 'login-abandoned') || isAuthError(error, 'popup-closed')
      setStatus(abandoned ? 'ready' : 'failed')
      if (!abandoned) {
        dispatchError(element, { error, ...(options.provider && { provider: options.provider }) })
      }
    }
  }

  function setStatus(next: Status): void {
    status = next
    render()
  }

  function render(): void {
    const { brands, languages, sheet } = host.app()
    const brand = findBrand(element, brands) ?? genericBrand
    const language = languageOf(element, languages)
    if (shownBrand !== brand) {
      shownBrand = brand
      logo.replaceChildren(drawLogo(brand.logo))
      if (brand === genericBrand) warnOfUnknownBrand(element)
    }
    root.adoptedStyleSheets = [sheet(buttonStyle), sheet(lookStyle(brand, themeOf(element)))]
    button.className = status
    // CSS cannot select a part by its attributes (`::part(button)[aria-busy]`), so the status is a second
    // part name.
    button.setAttribute('part', `button ${status}`)
    button.disabled = element.hasAttribute('disabled')
    setOrRemove(button, 'aria-busy', status === 'busy' ? 'true' : undefined)
    const [tag] = language.tags
    const ownLabel = element.getAttribute('label')
    // The `label` attribute is in the language of the page, and so it gets no `lang` of ours.
    if (ownLabel) writeText(label, [ownLabel], undefined)
    else writeText(label, labelOf(element, brand, language), tag)
    const failed = status === 'failed' ? language.failed : ''
    writeText(failure, [failed], tag)
    writeText(announcement, [status === 'busy' ? language.busy : failed], tag)
  }

  return { render }
}

function brandIdOf(element: Element): string {
  return element.getAttribute('brand') ?? element.getAttribute('provider') ?? ''
}

function findBrand(element: Element, brands: readonly Brand[]): Brand | undefined {
  const id = normalizeId(brandIdOf(element))
  return id ? brands.find((brand) => normalizeId(brand.id) === id) : undefined
}

/**
 * Removes what differs between the ways in which a provider is named in HTML, in URLs and in TypeScript:
 * `hugging-face` and `huggingFace` are the same provider.
 */
function normalizeId(id: string): string {
  return id.replaceAll('-', '').toLowerCase()
}

function warnOfUnknownBrand(element: Element): void {
  if (!brandIdOf(element) || element.matches('[name], [label]')) return
  console.warn(
    `${element.outerHTML}: no such brand. Pass its button to defineElements, { buttons: [githubButton] }, ` +
      'or write a name or a label.',
  )
}

const themes: readonly Theme[] = ['light', 'dark', 'neutral', 'brand']

function themeOf(element: Element): Theme {
  return themes.find((theme) => theme === element.getAttribute('theme')) ?? 'auto'
}

/** The parts of a label: the text before the name, the name, and the text after it. */
function labelOf(element: Element, brand: Brand, language: Language): readonly string[] {
  const name = element.getAttribute('name') ?? brand.name
  const wanted = actionOf(element)
  const action = brand.says?.[wanted] ?? wanted
  const words = name ? language.with : language.bare
  const text = words[action] ?? words['sign-in']
  if (!name) return [text]
  const [before, after] = splitAtName(text)
  return [before, name, after]
}

const actions: readonly Action[] = ['continue', 'sign-up', 'log-in']

function actionOf(element: Element): Action {
  return actions.find((action) => action === element.getAttribute('action')) ?? 'sign-in'
}

function writeText(
  target: HTMLElement,
  [before = '', name, after = '']: readonly string[],
  lang: string | undefined,
): void {
  setOrRemove(target, 'lang', lang)
  // The text is written only where it changes, since a screen reader announces a status region each time
  // that its text is written.
  if (target.textContent === before + (name ?? '') + after) return
  // The `bdi` element keeps a left-to-right name in order within a right-to-left text.
  const nameElement = name ? [build('bdi', {}, document.createTextNode(name))] : []
  target.replaceChildren(before, ...nameElement, after)
}

const attributesOfOptions = {
  returnTo: 'return-to',
  scope: 'scope',
  prompt: 'prompt',
  loginHint: 'login-hint',
} as const

function loginOptions({ element, options }: ElementHost): ButtonLoginOptions {
  const provider = element.getAttribute('provider')
  const fromAttributes = Object.entries(attributesOfOptions).flatMap(([option, attribute]) => {
    const value = element.getAttribute(attribute)
    return value === null ? [] : [[option, value]]
  })
  return { ...options(), ...Object.fromEntries(fromAttributes), ...(provider && { provider }) }
}
