// Writes the logos of src/elements/logos/ that come from icon packages: `node scripts/brand-logos.mjs`, after one of them was
// updated. What is no longer in simple-icons because its owner asked for that comes from gilbarbara/logos; both are CC0-1.0,
// which covers the drawing and not the mark.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import * as simpleIcons from 'simple-icons'

const require = createRequire(import.meta.url)
const folder = 'src/elements/logos'

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
  'hugging-face': 'huggingface',
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

/** `own`: the colours in the drawing are the logo's; without, it takes one colour, or is cut out of its background. */
const fromLogos = {
  cognito: { icon: 'aws-cognito', cutOut: true },
  gitlab: { icon: 'gitlab-icon', own: true },
  linkedin: { icon: 'linkedin-icon' },
  okta: { icon: 'okta-icon' },
  slack: { icon: 'slack-icon', own: true },
  workos: { icon: 'workos-icon' },
}

/** @returns {ReadonlyMap<string, string>} The text of each generated file, by its path. */
export function logoFiles() {
  const bySlug = new Map(Object.values(simpleIcons).flatMap((icon) => ('slug' in icon ? [[icon.slug, icon]] : [])))
  const simpleVersion = versionOf('simple-icons')
  const logosVersion = versionOf('@iconify-json/logos')
  const logos = JSON.parse(readFileSync(require.resolve('@iconify-json/logos/icons.json'), 'utf8'))
  /** @type {Map<string, string>} */
  const files = new Map()
  for (const [name, slug] of Object.entries(fromSimpleIcons)) {
    const icon = bySlug.get(slug)
    if (!icon) throw new Error(`simple-icons has no ${slug} any more`)
    files.set(
      `${folder}/${name}.ts`,
      fileOf(name, '0 0 24 24', [{ d: icon.path }], `simple-icons ${simpleVersion}`, icon.guidelines ?? icon.source),
    )
  }
  for (const [name, { icon, ...kind }] of Object.entries(fromLogos)) {
    const drawing = logos.icons[icon]
    if (!drawing) throw new Error(`@iconify-json/logos has no ${icon} any more`)
    const box = `0 0 ${drawing.width ?? logos.width} ${drawing.height ?? logos.height}`
    files.set(
      `${folder}/${name}.ts`,
      fileOf(name, box, shapesOf(drawing.body, kind), `gilbarbara/logos (@iconify-json/logos ${logosVersion})`),
    )
  }
  return files
}

/**
 * @typedef {{ d: string, fill?: string | undefined, rule?: string }} Shape
 * @param {string} body
 * @param {{ own?: boolean, cutOut?: boolean }} kind
 * @returns {readonly Shape[]}
 */
function shapesOf(body, { own = false, cutOut = false }) {
  const shapes = [...body.matchAll(/<path([^>]*)>/g)].map(([, attributes = '']) => ({
    d: attributes.match(/ d="([^"]+)"/)?.[1] ?? '',
    fill: attributes.match(/ fill="([^"]+)"/)?.[1],
  }))
  if (own) return shapes
  const d = shapes.map((shape) => shape.d).join('')
  return [cutOut ? { d, rule: 'evenodd' } : { d }]
}

/**
 * @param {string} name
 * @param {string} box
 * @param {readonly Shape[]} shapes
 * @param {string} from
 * @param {string} [owner]
 */
function fileOf(name, box, shapes, from, owner) {
  const lines = shapes.map(
    ({ d, fill, rule }) => `{ d: '${d}'${fill ? `, fill: '${fill}'` : ''}${rule ? `, rule: '${rule}'` : ''} }`,
  )
  const fields = lines.map((line) => {
    // As the formatter has it: an object that does not fit on its line has a line for each member.
    return `    {\n      ${line.slice(2, -2).replace(/', (fill|rule): /g, "',\n      $1: ")},\n    },\n`
  })
  return `// Written by scripts/brand-logos.mjs from ${from}, CC0-1.0. The mark is its owner's${owner ? `: ${owner}` : '.'}

import type { Logo } from '../logo.js'

export const ${camelCase(name)}Logo: Logo = {
  box: '${box}',
  shapes: [
${fields.join('')}  ],
}
`
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
