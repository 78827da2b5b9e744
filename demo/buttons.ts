import { allButtons, allLanguages, defineElements, type HallpassButton, type Theme } from 'hallpass/elements'
import { createMakeBelieveClient } from './buttons-client.js'
import { element } from './element.js'

const client = createMakeBelieveClient()
defineElements(client, { buttons: allButtons, languages: allLanguages })

const themes: readonly (readonly [Theme, string])[] = [
  ['light', 'on-light'],
  ['dark', 'on-dark'],
  ['neutral', 'on-light'],
  ['brand', 'on-light'],
  ['brand', 'on-dark'],
]

for (const [theme, page] of themes) {
  const buttons = allButtons.map(({ id }) => button({ provider: id, theme }))
  const title = document.createElement('h3')
  title.textContent = `theme="${theme}", on a ${page === 'on-light' ? 'light' : 'dark'} page`
  const list = box('theme-buttons')
  list.append(...buttons)
  const panel = box(`theme ${page}`)
  panel.append(title, list)
  element('all-themes').append(panel)
}

element('icons').append(
  ...allButtons.map(({ id }, index) =>
    button({ provider: id, 'icon-only': '', shape: ['square', 'rectangle', 'pill'][index % 3] ?? '' }),
  ),
)

for (const { tags } of allLanguages) {
  const line = box('theme-buttons')
  line.lang = tags[0]
  line.dir = /^(ar|he)$/.test(tags[0]) ? 'rtl' : 'ltr'
  line.append(
    button({ provider: 'google' }),
    button({ provider: 'github', action: 'continue', align: 'start' }),
  )
  element('all-languages').append(line)
}

const never = element('never') as HallpassButton
never.client = { ...client, login: () => new Promise(() => {}) }
for (const id of ['fails', 'fails-too']) {
  const fails = element(id) as HallpassButton
  fails.client = { ...client, login: () => Promise.reject(new Error('The network is down.')) }
}

addEventListener('hallpass-error', ({ detail }) => {
  element('error').textContent = `hallpass-error: ${detail.error}`
})

function button(attributes: Readonly<Record<string, string>>): HallpassButton {
  const made = document.createElement('hallpass-button')
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

function box(className: string): HTMLElement {
  const made = document.createElement('div')
  made.className = className
  return made
}
