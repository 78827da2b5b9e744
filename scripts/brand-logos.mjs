// Writes the logos of src/elements/logos/ that come from icon packages: `node scripts/brand-logos.mjs`, after
// one of them was updated. What is no longer in simple-icons because its owner asked for that comes from
// gilbarbara/logos; both are CC0-1.0, which covers the drawing and not the mark.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import * as simpleIcons from 'simple-icons'

const require = createRequire(import.meta.url)
const folder = 'src/elements/logos'
const longestLine = 110

const fromSimpleIcons = {
  apple: 'apple',
  auth0: 'auth0',
  authentik: 'authentik',
  bitbucket: 'bitbucket',
  bluesky: 'bluesky',
  clerk: 'clerk',
  discord: 'discord',
  dropbox: 'dropbox',
  facebook: 'facebook',
  github: 'github',
  keycloak: 'keycloak',
  mastodon: 'mastodon',
  openrouter: 'openrouter',
  ory: 'ory',
  reddit: 'reddit',
  spotify: 'spotify',
  supabase: 'supabase',
  twitch: 'twitch',
  x: 'x',
}

/** `coloured`: the colours in the drawing are the logo's. */
const fromLogos = {
  gitlab: { icon: 'gitlab-icon', coloured: true },
  linkedin: { icon: 'linkedin-icon', coloured: false },
  okta: { icon: 'okta-icon', coloured: false },
  slack: { icon: 'slack-icon', coloured: true },
  workos: { icon: 'workos-icon', coloured: false },
}

/** Of one colour in simple-icons, with its features cut out; this is what is seen through them. */
const faceOfHuggingFace = {
  behind: 'M12 2a9.6 9.6 0 0 1 8.9 13.2l1 2.3-4.5 3.6-5.4.6-5.4-.6-4.5-3.6 1-2.3A9.6 9.6 0 0 1 12 2Z',
  features: '#32343d',
  yellow: '#ffd21e',
}

/** @returns {ReadonlyMap<string, string>} The text of each generated file, by its path. */
export function logoFiles() {
  const bySlug = new Map(
    Object.values(simpleIcons).flatMap((icon) => ('slug' in icon ? [[icon.slug, icon]] : [])),
  )
  const simpleVersion = versionOf('simple-icons')
  const logosVersion = versionOf('@iconify-json/logos')
  const logos = JSON.parse(readFileSync(require.resolve('@iconify-json/logos/icons.json'), 'utf8'))
  /** @type {Map<string, string>} */
  const files = new Map()

  /** @param {string} name @param {string} slug @param {(path: string) => readonly Shape[]} shapes */
  function addSimple(name, slug, shapes) {
    const icon = bySlug.get(slug)
    if (!icon) throw new Error(`simple-icons has no ${slug} any more`)
    const owner = icon.guidelines ?? icon.source
    files.set(
      `${folder}/${name}.ts`,
      fileOf(name, '0 0 24 24', shapes(icon.path), `simple-icons ${simpleVersion}`, owner),
    )
  }

  for (const [name, slug] of Object.entries(fromSimpleIcons)) addSimple(name, slug, (d) => [{ d }])
  const { behind, features, yellow } = faceOfHuggingFace
  addSimple('hugging-face', 'huggingface', (d) => [
    { d: behind, fill: features },
    { d, fill: yellow },
  ])
  for (const [name, { icon, coloured }] of Object.entries(fromLogos)) {
    const drawing = logos.icons[icon]
    if (!drawing) throw new Error(`@iconify-json/logos has no ${icon} any more`)
    const box = `0 0 ${drawing.width ?? logos.width} ${drawing.height ?? logos.height}`
    files.set(
      `${folder}/${name}.ts`,
      fileOf(
        name,
        box,
        shapesOf(drawing.body, coloured),
        `gilbarbara/logos (@iconify-json/logos ${logosVersion})`,
      ),
    )
  }
  return files
}

/**
 * @typedef {{ d: string, fill?: string | undefined }} Shape
 * @param {string} body
 * @param {boolean} coloured
 * @returns {readonly Shape[]}
 */
function shapesOf(body, coloured) {
  const shapes = [...body.matchAll(/<path([^>]*)>/g)].map(([, attributes = '']) => ({
    d: attributes.match(/ d="([^"]+)"/)?.[1] ?? '',
    fill: attributes.match(/ fill="([^"]+)"/)?.[1],
  }))
  return coloured ? shapes : [{ d: shapes.map(({ d }) => d).join('') }]
}

/**
 * @param {string} name
 * @param {string} box
 * @param {readonly Shape[]} shapes
 * @param {string} from
 * @param {string} [owner]
 */
function fileOf(name, box, shapes, from, owner) {
  // As the formatter has it.
  const fields = shapes.map(
    ({ d, fill }) => `    {\n      d:${textOf(d)},\n${fill ? `      fill: '${fill}',\n` : ''}    },\n`,
  )
  const whose = `The mark is its owner's${owner ? `: ${owner}` : '.'}`
  return `// Written by scripts/brand-logos.mjs from ${from}, CC0-1.0. ${whose}

import type { Logo } from '../logo.js'

export const ${camelCase(name)}Logo: Logo = {
  box: '${box}',
  shapes: [
${fields.join('')}  ],
}
`
}

/**
 * A text in quotes, in as many pieces as its lines have room for.
 *
 * @param {string} text
 */
function textOf(text) {
  if (text.length <= longestLine - "      d: '',".length) return ` '${text}'`
  const room = longestLine - "        '' +".length
  /** @type {string[]} */
  const lines = ['']
  for (const word of text.split(/(?<= )/)) {
    const last = lines.at(-1) ?? ''
    if (last && last.length + word.length > room) lines.push(word)
    else lines[lines.length - 1] = last + word
  }
  return lines.map((line) => `\n        '${line}'`).join(' +')
}

/** @param {string} name */
function camelCase(name) {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
}

/** @param {string} name */
function versionOf(name) {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [path, text] of logoFiles()) writeFileSync(path, text)
}
