import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, createServer, type InlineConfig, preview } from 'vite'
import type { Tab } from './drive/tab.js'
import { untilIn } from './drive/until.js'
import { freePort } from './harness/free-port.js'
import { expect, test } from './scenario.js'

interface Demo {
  readonly origin: string
  close(): Promise<void>
}

// Apart from the project's own places: one may be looking at the demo meanwhile, or at another test of it.
async function config(): Promise<InlineConfig & { readonly folder: string; readonly port: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-demo-'))
  return { folder, port: await freePort(), configFile: 'vite.config.ts', logLevel: 'error', cacheDir: folder }
}

const commands: Readonly<Record<string, () => Promise<Demo>>> = {
  async 'npm run demo'() {
    const { folder, port, ...inline } = await config()
    const server = await createServer({ ...inline, server: { port, strictPort: true, watch: null } })
    await server.listen()
    return {
      origin: `http://localhost:${port}`,
      async close() {
        await server.close()
        await rm(folder, { recursive: true })
      },
    }
  },
  async 'npm run demo:build && npm run demo:preview'() {
    const { folder, port, ...inline } = await config()
    const outDir = join(folder, 'out')
    await build({ ...inline, build: { outDir } })
    const server = await preview({ ...inline, build: { outDir }, preview: { port, strictPort: true } })
    return {
      origin: `http://localhost:${port}`,
      async close() {
        await server.close()
        await rm(folder, { recursive: true })
      },
    }
  },
}

for (const [command, start] of Object.entries(commands)) {
  test(`${command}: signs in, calls the API, shows the same in a second tab, and signs out in both`, async ({
    engine,
    person,
  }) => {
    test.skip(
      command === 'npm run demo' && engine !== 'chromium',
      'the same code unbundled, and slow: one engine will do',
    )
    const demo = await start()
    try {
      const tab = await person.newTab()
      await tab.goto(`${demo.origin}/?from=here`)
      await tab.click('Sign in')
      await tab.click('Continue as Ada Lovelace')
      await untilStatus(tab, 'Signed in as Ada Lovelace')
      expect(await tab.evaluate(() => location.search)).toBe('?from=here')

      await tab.click('Call the API')
      await untilIn(tab, () => document.querySelector('pre')?.textContent?.startsWith('200'))
      expect(await tab.evaluate(() => document.querySelector('pre')?.textContent)).toContain('"sub": "ada"')
      expect(
        await tab.evaluate(() => Number(document.querySelector('[role=timer] span')?.textContent)),
      ).toBeGreaterThan(0)

      const second = await person.newTab()
      await second.goto(demo.origin)
      await untilStatus(second, 'Signed in as Ada Lovelace')
      await untilIn(second, () => document.querySelector('#events')?.textContent?.includes('restored'))

      await tab.click('Sign out')
      await untilStatus(second, 'You signed out in another tab')
      await untilIn(tab, () => document.querySelector('#events')?.textContent?.includes('ended'))
    } finally {
      await demo.close()
    }
  })
}

async function untilStatus(tab: Tab, status: string): Promise<void> {
  await untilIn(tab, (expected) => document.querySelector('[role=status]')?.textContent === expected, status)
}
