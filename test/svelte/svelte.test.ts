import { readFileSync } from 'node:fs'
import { flushSync, hydrate, mount, unmount } from 'svelte'
import { get } from 'svelte/store'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settle, testClient, until } from '../../src/testing/index.js'
import { createPeople, createWorkers } from '../adapters/people.js'
import { renderOnServer } from '../adapters/render-on-server.js'
import App from './App.svelte'
import Devtools from './Devtools.svelte'
import Guarded from './Guarded.svelte'
import Lost from './Lost.svelte'
import Status from './Status.svelte'

let box: HTMLElement
let app: Record<string, unknown> | undefined
const complaints: unknown[] = []

beforeEach(() => {
  complaints.length = 0
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...told) => void complaints.push(told))
  box = document.body.appendChild(document.createElement('main'))
})

afterEach(async () => {
  await leave()
  box.remove()
  vi.restoreAllMocks()
})

function show(component: typeof App, props: Record<string, unknown>): void {
  app = mount(component, { target: box, props })
  flushSync()
}

async function leave(): Promise<void> {
  if (app) await unmount(app)
  app = undefined
}

async function after(run: () => Promise<unknown>): Promise<void> {
  await run()
  await settle()
  flushSync()
}

const text = (): string => (box.textContent ?? '').replace(/\s+/g, ' ').trim()

test('what reads the session runs once for each change', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  const seen: string[] = []
  show(Status, { auth, seen })
  await after(() => auth.start())
  await after(signOutElsewhere)
  expect(text()).toBe('signed-out')
  expect(seen).toEqual(['loading', 'signed-in', 'signed-out'])
})

test('the session is a store of Svelte as well', async () => {
  const { auth } = await createPeople()
  await auth.start()
  expect(get(auth.session).status).toBe('signed-in')
})

test('a provided client starts with its component, and the user is there while somebody is signed in', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  show(App, { auth })
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  expect(text()).toBe('ada')
  await after(signOutElsewhere)
  expect(text()).toBe('Sign in')
  expect(complaints).toEqual([])
})

test('a provided client is closed with its component, and watches again with the next', async () => {
  const { auth, world, signOutElsewhere } = await createPeople()
  show(App, { auth })
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  await leave()
  const other = world.client(world.browser.openTab())
  await other.start()
  await other.logout({ everywhere: false })
  await settle()
  expect(auth.session.get().status, 'it is closed').toBe('signed-in')
  show(App, { auth })
  await after(signOutElsewhere)
  expect(text()).toBe('Sign in')
})

test('the trouble of a renewal is told', async () => {
  const { auth, failRenewal } = await createPeople()
  await auth.start()
  show(App, { auth })
  await after(failRenewal)
  expect(text()).toBe('ada server-unavailable')
})

test('useUser of a component that is still there after a sign-out keeps its user', async () => {
  const { auth, signOutElsewhere } = await createPeople()
  await auth.start()
  show(Guarded, { auth })
  expect(text()).toBe('ada')
  await after(signOutElsewhere)
  await until(() => auth.session.get().status === 'signed-out')
  expect(text()).toBe('ada')
})

test('useUser throws signed-out to a boundary where nobody is', async () => {
  const { nobody } = await createPeople()
  await nobody.start()
  show(Guarded, { auth: nobody })
  expect(text()).toBe('signed-out')
})

test('useAuth without provideAuth says what is missing', () => {
  show(Lost, {})
  expect(text()).toBe('configuration')
})

test('a page that was rendered on a server is hydrated without a mismatch, and then shows who is there', async () => {
  const { auth } = await createPeople()
  box.innerHTML = await renderOnServer('svelte', readFileSync('test/svelte/Status.svelte', 'utf8'))
  expect(text()).toBe('loading')
  const paragraph = box.querySelector('p')
  app = hydrate(Status, { target: box, props: { auth } })
  await after(() => auth.start())
  expect(text()).toBe('signed-in')
  expect(box.querySelector('p')).toBe(paragraph)
  expect(paragraph?.className).toBe('signed-in')
  expect(complaints).toEqual([])
})

test('several providers are one session, which says with whom', async () => {
  const { auth } = await createWorkers()
  show(App, { auth })
  await after(() => until(() => auth.session.get().status === 'signed-in'))
  expect(text()).toBe('ada work')
})

test('the devtools are one line, and go with their component', async () => {
  show(Devtools, { auth: testClient() })
  expect(document.querySelectorAll('hallpass-devtools')).toHaveLength(1)
  await leave()
  expect(document.querySelectorAll('hallpass-devtools')).toHaveLength(0)
})
