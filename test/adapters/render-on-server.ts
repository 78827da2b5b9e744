import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from 'svelte/compiler'

const folder = '.cache/server-rendering'

/**
 * The HTML that a server makes of a page, in a process of its own with the built package: what a framework's
 * package is there depends on the host. The page gets a client as `auth`.
 */
export async function renderOnServer(framework: 'svelte' | 'solid', page: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const name = `${framework}-${process.pid}`
  const code =
    framework === 'svelte' ? compile(fromPackage(page), { generate: 'server' }).js.code : fromPackage(page)
  writeFileSync(join(folder, `${name}-page.mjs`), code)
  writeFileSync(join(folder, `${name}.mjs`), programs[framework].replace('PAGE', `./${name}-page.mjs`))
  return execFileSync(process.execPath, [join(folder, `${name}.mjs`)], { encoding: 'utf8' })
}

function fromPackage(source: string): string {
  return source.replace(/\.\.\/\.\.\/src\/(\w+)\/index\.js/g, '../../dist/$1/index.js')
}

const client = `
import { createClient } from '../../dist/index.js'
const auth = createClient({ issuer: 'https://login.example', clientId: 'app' })
await auth.start()
`

const programs = {
  svelte: `${client}
import { render } from 'svelte/server'
import Page from 'PAGE'
process.stdout.write((await render(Page, { props: { auth } })).body)
`,
  solid: `${client}
import { renderToString } from 'solid-js/web'
import { createComponent } from 'solid-js'
import { Page } from 'PAGE'
process.stdout.write(renderToString(() => createComponent(Page, { auth })))
`,
}
