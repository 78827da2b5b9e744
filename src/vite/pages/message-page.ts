import { escapeHtml } from './escape-html.js'
import { page } from './page.js'

export interface MessagePage {
  readonly title: string
  readonly text: string
  readonly details?: Readonly<Record<string, string>>
  /** Where the application is. */
  readonly back: string
}

export function messagePage({ title, text, details = {}, back }: MessagePage): string {
  const rows = Object.entries(details).map(
    ([term, description]) => `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(description)}</dd></div>`,
  )
  return page(
    title,
    `<p>${escapeHtml(text)}</p>
${rows.length === 0 ? '' : `<dl>${rows.join('\n')}</dl>`}
<p><a href="${escapeHtml(back)}">Back to the application</a></p>`,
  )
}
