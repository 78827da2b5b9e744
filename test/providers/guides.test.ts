// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../../src/providers/catalogue.js'
import type { About, Provider } from '../../src/providers/provider.js'
import { proven } from './proven.js'

// What the guides say of each provider is what the code knows. After a change of that: npx vitest run
// test/providers/guides.test.ts -u

const folder = join(import.meta.dirname, '../../docs/providers')
const entries = new Map(catalogue().map((entry) => [entry.provider.id, entry]))
const guides = readdirSync(folder).filter((file) => file.endsWith('.md'))

describe('the guides say what the code knows', () => {
  test.each(guides)('%s', async (file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const current = text
      .replace(/(<!-- table -->\n)[\s\S]*(<!-- \/table -->)/, (_, open, close) => `${open}${table()}${close}`)
      .replace(/(<!-- provider: (\S+) -->\n)[\s\S]*?(<!-- \/provider -->)/g, (_, open, id, close) => {
        const entry = entries.get(id)
        if (!entry) throw new Error(`${file}: there is no provider ${id}`)
        return `${open}${section(entry.provider, entry.about)}${close}`
      })
    const filepath = join(folder, file)
    const formatted = await format(current, { ...(await resolveConfig(filepath)), filepath })
    await expect(formatted).toMatchFileSnapshot(filepath)
  })

  test('each provider has its section', () => {
    const all = guides.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
    const sections = [...all.matchAll(/<!-- provider: (\S+) -->/g)].map(([, id]) => id)
    expect(sections.sort()).toEqual([...entries.keys()].sort())
  })
})

function section(provider: Provider, about: About): string {
  const { name, id, redirectRules, scopes, verified } = provider
  const title = titles[id] ?? name
  const place =
    about.console.startsWith('https://') && !/[{(]/.test(about.console) ? `<${about.console}>` : about.console
  const loopback = {
    any: 'http://localhost in development',
    'loopback-ip': 'http://127.0.0.1 in development, and not localhost',
    none: 'https: with a domain only, in development as well',
  }[redirectRules.loopback]
  const asked = scopes.map((scope) => `\`${scope}\``).join(' ') || 'no scope'
  const simulated = `a simulator made from these facts, and never with ${title} itself.`
  const nothing = 'nothing: neither a real server nor a simulator.'
  return [
    '',
    `## ${title}`,
    '',
    ...(about.console === 'none' ? [] : [`In its console, ${place}:`, '']),
    ...about.steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    `Asks for: ${asked}. Redirect URIs: ${loopback}.`,
    '',
    ...about.notes.map((note) => `- ${note}`),
    ...(about.notes.length > 0 ? [''] : []),
    verified
      ? `Read in the provider's own documents, ${about.checkedOn}.`
      : `**Not read in the provider's own documents** (${about.checkedOn}): ${about.unverified.join('; ')}.`,
    `Tried with ${about.triedWith ?? (isSimulated(id) ? simulated : nothing)}`,
    '',
    '',
  ].join('\n')
}

function isSimulated(id: string): boolean {
  return Object.values(proven).some((ids) => ids.includes(id))
}

const titles: Readonly<Record<string, string>> = {
  github: 'GitHub (OAuth App)',
  'github-app': 'GitHub App',
}

function triedWithoutServer(id: string): string {
  return isSimulated(id) ? 'a simulator' : 'nothing'
}

function table(): string {
  const rows = catalogue().map(({ provider, about }) => {
    const { id, name, mode, pkce, tokenAuth, responseMode, refresh, verified } = provider
    const server = tokenAuth !== 'none' && id !== 'mastodon'
    const mark = (possible: boolean, how: keyof typeof proven): string => {
      if (proven[how].includes(id)) return '✓'
      return possible ? '○' : '–'
    }
    const cells = [
      titles[id] ?? name,
      id === 'facebook' ? '✓ experimental' : mark(mode === 'direct', 'direct'),
      mark(server, 'mediated'),
      mark(server && pkce !== 'none' && !responseMode, 'exchange'),
      server ? '○' : '–',
      refresh.tokens === 'unknown' ? '?' : refresh.tokens,
      verified ? 'all' : 'in part',
      about.triedWith ? 'a real server' : triedWithoutServer(id),
    ]
    return `| ${cells.join(' | ')} |`
  })
  const head =
    '| Provider | direct | mediated | exchange | proxy | refresh tokens | facts read | tried with |'
  return `\n${head}\n|---|---|---|---|---|---|---|---|\n${rows.join('\n')}\n\n`
}
