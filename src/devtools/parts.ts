import { build } from '../elements/build.js'
import type { Level } from './log.js'

type Child = Node | string

const levelWords: Readonly<Record<Level, string>> = {
  good: 'good',
  notice: 'notice',
  problem: 'a problem',
  plain: '',
}

/** A titled part of a tab. */
export function section(title: string, aside: Child | undefined, ...children: readonly Child[]): HTMLElement {
  return build(
    'section',
    { class: 'part', 'data-key': title },
    build('div', { class: 'head' }, build('h3', {}, title), ...(aside === undefined ? [] : [aside])),
    ...children,
  )
}

/** Names with their values. */
export function facts(rows: readonly (readonly [name: string, value: Child])[]): HTMLElement {
  return build(
    'dl',
    { class: 'facts' },
    ...rows.map(([name, value]) =>
      build('div', { 'data-key': name }, build('dt', {}, name), build('dd', {}, value)),
    ),
  )
}

export function empty(text: string): HTMLElement {
  return build('p', { class: 'empty' }, text)
}

export function note(text: string): HTMLElement {
  return build('p', { class: 'note' }, text)
}

export function code(text: string): HTMLElement {
  return build('code', {}, text)
}

/** A button, whose click the panel handles by the name of its action. */
export function actionButton(
  action: string,
  label: string,
  more: Readonly<Record<string, string>> = {},
): HTMLButtonElement {
  return build('button', { type: 'button', 'data-action': action, ...more }, label)
}

export function scopeList(scope: readonly string[]): HTMLElement {
  if (scope.length === 0) return note('No scope.')
  return build(
    'ul',
    { class: 'scopes', 'aria-label': 'Scopes' },
    ...scope.map((name) => build('li', { 'data-key': name }, name)),
  )
}

/** Text for a screen reader alone: what a colour says. */
export function levelText(level: Level): HTMLElement {
  return build('span', { class: 'hidden' }, levelWords[level] && `${levelWords[level]}: `)
}

/** A secret, which is shown only after the person asked for it. */
export function secret(
  id: string,
  name: string,
  value: string,
  isRevealed: boolean,
  ...more: readonly HTMLElement[]
): HTMLElement {
  const label = isRevealed ? 'Hide' : 'Reveal'
  const buttons = [
    actionButton('reveal', label, { 'data-id': id, class: 'plain', 'aria-label': `${label}: ${name}` }),
    ...(isRevealed
      ? [
          actionButton('copy-secret', 'Copy', {
            'data-id': id,
            class: 'plain',
            'aria-label': `Copy: ${name}`,
          }),
        ]
      : []),
  ]
  return build(
    'div',
    { class: 'secret', 'data-key': `secret ${id}` },
    // What can be scrolled can have the focus, so that the keyboard can scroll it.
    isRevealed
      ? build('code', { class: 'raw', tabindex: '0', role: 'group', 'aria-label': name }, value)
      : code(redacted(value)),
    build('span', { class: 'buttons' }, ...buttons),
    ...(isRevealed ? more : []),
  )
}

/** Says that there is a value, and how long it is. Not a character of it is shown. */
function redacted(value: string): string {
  return `•••••••• (${value.length} characters)`
}
