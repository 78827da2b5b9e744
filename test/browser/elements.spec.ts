import type { AxeResults } from 'axe-core'
import { allLanguages, type ElementsClient } from '../../src/elements/index.js'
import type { Session } from '../../src/session/state.js'
import type { BrowserSession, Tab } from './drive/tab.js'
import { until, untilIn } from './drive/until.js'
import { createElementsApp } from './harness/elements-app.js'
import { createFront, type Front } from './harness/front.js'
import { openApp, untilStatus } from './moves.js'
import { expect, test } from './scenario.js'

// The page is harness/elements.html, under the strictest Content-Security-Policy there is, Trusted Types
// included.

declare global {
  interface Window {
    /** Whatever the policy refused, and what was thrown at nobody. */
    violations: string[]
    logins: string[]
    page: {
      readonly client: ElementsClient
      become(session: Session<unknown>): void
      answer(error?: Error): void
      define(): void
      addAll(attributes: Readonly<Record<string, string>>): void
    }
    axe: { run(): Promise<AxeResults> }
  }
}

let front: Front

test.beforeAll(async () => {
  front = await createFront('app.localhost')
  front.reset(await createElementsApp())
})

test.afterAll(() => front.close())

async function open(person: BrowserSession, path: string = '/'): Promise<Tab> {
  const tab = await person.newTab()
  await tab.goto(front.origin + path)
  await untilIn(tab, () => window.page)
  return tab
}

async function openDefined(person: BrowserSession, path?: string): Promise<Tab> {
  const tab = await open(person, path)
  await tab.evaluate(() => {
    window.page.define()
    window.page.become({ status: 'signed-out', reason: 'never' })
  })
  return tab
}

function signIn(tab: Tab): Promise<void> {
  return tab.evaluate(() =>
    window.page.become({
      status: 'signed-in',
      user: { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' },
      scope: [],
    }),
  )
}

/** What has the focus, through shadow roots: `#github`, or its text. */
function focused(tab: Tab): Promise<string> {
  return tab.evaluate(() => {
    let at = document.activeElement
    if (at?.id) return `#${at.id}`
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    return at?.textContent?.trim() ?? ''
  })
}

/** Where everything on the page is, but for what is under the pointer of the test. */
function places(tab: Tab): Promise<Record<string, string>> {
  return tab.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('[id]:not(#more), hallpass-user')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return [element.id || element.localName, [x, y, width, height].map(Math.round).join(' ')]
      }),
    ),
  )
}

function press(tab: Tab, id: string): Promise<void> {
  return tab.evaluate((id) => document.getElementById(id)?.shadowRoot?.querySelector('button')?.click(), id)
}

function isMenuOpen(tab: Tab): Promise<boolean> {
  return tab.evaluate(
    () =>
      document.querySelector('hallpass-user')?.shadowRoot?.querySelector<HTMLElement>('[part=menu]')
        ?.hidden === false,
  )
}

test('nothing of the elements is refused by a strict policy, and they have their style', async ({
  person,
}) => {
  const tab = await openDefined(person)
  await signIn(tab)
  await press(tab, 'google')
  const style = await tab.evaluate(() => {
    const button = document.querySelector('#google')?.shadowRoot?.querySelector('button')
    const logo = button?.querySelector('svg')
    if (!button || !logo) return undefined
    const { height, backgroundColor, display } = getComputedStyle(button)
    return { height, backgroundColor, display, logo: logo.getBoundingClientRect().width }
  })
  expect(style).toEqual({ height: '40px', backgroundColor: 'rgb(255, 255, 255)', display: 'flex', logo: 20 })
  expect(await tab.evaluate(() => window.violations)).toEqual([])

  // The policy is there: the same page may not do what elements usually do.
  const refused = await tab.evaluate(() => {
    try {
      document.body.innerHTML = '<p style="color: red">'
      return false
    } catch {
      return true
    }
  })
  expect(refused).toBe(true)
})

test('nothing moves: not when the elements are defined, nor when they work, fail and sign in', async ({
  person,
}) => {
  const tab = await open(person)
  const undefinedYet = await places(tab)
  expect(undefinedYet.below).not.toBe(undefined)
  await tab.evaluate(() => window.page.define())
  const defined = await places(tab)
  // A button in a line is as wide as its words, which nobody knows before; nothing that stands below it
  // moves.
  for (const name of [
    'before-user',
    'hallpass-user',
    'after-user',
    'google',
    'github',
    'apple',
    'beside',
    'below',
  ]) {
    expect([name, defined[name]]).toEqual([name, undefinedYet[name]])
  }
  await tab.evaluate(() => window.page.become({ status: 'signed-out', reason: 'never' }))
  expect(await places(tab)).toEqual(defined)
  for (const id of ['google', 'github', 'apple', 'discord', 'x']) {
    await press(tab, id)
    expect(await places(tab)).toEqual(defined)
    await tab.evaluate(() => window.page.answer(new Error('No network.')))
    await untilIn(
      tab,
      (id) => document.getElementById(id)?.shadowRoot?.querySelector('[part="button failed"]') !== null,
      id,
    )
    expect(await places(tab)).toEqual(defined)
  }
  await signIn(tab)
  const signedIn = await places(tab)
  for (const name of ['before-user', 'hallpass-user', 'after-user', 'below']) {
    expect([name, signedIn[name]]).toEqual([name, defined[name]])
  }
})

test('a failure stays within its button, however short the button and however long the language', async ({
  person,
}) => {
  const tab = await openDefined(person)
  // Where a machine has no letters for a language, it draws boxes of any width.
  const drawn = allLanguages.filter(({ failed }) =>
    /^[\p{Script=Latin}\p{Script=Cyrillic}\P{L}]+$/u.test(failed),
  )
  const tags = drawn.map(({ tags }) => tags[0])
  const overflows = await tab.evaluate(async (tags) => {
    const overflows: unknown[] = []
    for (const lang of tags) {
      for (const attributes of [
        {},
        { size: 'small' },
        { size: 'large' },
        { provider: 'apple' },
        { provider: 'x' },
      ]) {
        const button = document.createElement('hallpass-button')
        for (const [name, value] of Object.entries({ ...attributes, lang })) button.setAttribute(name, value)
        button.client = { ...window.page.client, login: () => Promise.reject(new Error('No network.')) }
        document.querySelector('#more')?.replaceChildren(button)
        const failed = new Promise((resolve) => button.addEventListener('hallpass-error', resolve))
        button.shadowRoot?.querySelector('button')?.click()
        await failed
        const failure = button.shadowRoot?.querySelector('[part=failure]')
        if (!failure?.textContent) throw new Error(`${lang} says nothing`)
        const beyond = [
          failure.scrollWidth - failure.clientWidth,
          failure.scrollHeight - failure.clientHeight,
        ]
        if (Math.max(...beyond) > 0) overflows.push([failure.textContent, attributes, beyond])
      }
    }
    return overflows
  }, tags)
  expect(overflows).toEqual([])
})

test('the keyboard reaches each button once, and presses it', async ({ person }) => {
  const tab = await openDefined(person)
  const visited: string[] = []
  for (let stop = 0; stop < 6; stop++) {
    await tab.press('Tab')
    visited.push(await focused(tab))
  }
  expect(visited).toEqual(['#google', '#github', '#apple', '#discord', '#x', 'Help'])

  await tab.evaluate(() => document.getElementById('google')?.focus())
  await tab.press('Tab')
  const ring = await tab.evaluate(() => {
    const frame = document.querySelector('#github')?.shadowRoot?.querySelector('.frame')
    return frame && getComputedStyle(frame).outlineStyle
  })
  expect(ring).toBe('solid')
  await tab.press('Enter')
  expect(await tab.evaluate(() => window.logins)).toEqual(['github'])
  expect(await focused(tab)).toBe('#github')
  await tab.evaluate(() => window.page.answer())
  await untilIn(tab, () => document.querySelector('#github')?.shadowRoot?.querySelector('.ready'))
  await tab.press(' ')
  expect(await tab.evaluate(() => window.logins)).toEqual(['github', 'github'])
})

test('the menu is opened, walked through and closed with the keyboard', async ({ person }) => {
  const tab = await openDefined(person)
  await signIn(tab)
  await tab.press('Tab')
  await tab.press('ArrowUp')
  expect(await focused(tab)).toBe('Sign out')
  await tab.press('Escape')
  expect(await isMenuOpen(tab)).toBe(false)

  await tab.press('Enter')
  expect(await isMenuOpen(tab)).toBe(true)
  const visited = [await focused(tab)]
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End', 's', 's', 'a']) {
    await tab.press(key)
    visited.push(await focused(tab))
  }
  expect(visited.join(', ')).toBe(
    'Account, Settings, Sign out, Account, Sign out, Account, Sign out, Settings, Sign out, Account',
  )

  await tab.press('Tab')
  expect(await isMenuOpen(tab)).toBe(false)
  expect(await focused(tab)).toBe('#google')

  await tab.evaluate(() =>
    document.querySelector('hallpass-user')?.shadowRoot?.querySelector('button')?.focus(),
  )
  await tab.press('ArrowUp')
  await tab.press('Enter')
  await untilIn(tab, () => window.page.client.session.get().status === 'signed-out')
  expect(await isMenuOpen(tab)).toBe(false)
})

test('the menu closes when an entry of the page is chosen, and when something else is pressed', async ({
  person,
}) => {
  const tab = await openDefined(person)
  await signIn(tab)
  const openMenu = (): Promise<void> =>
    tab.evaluate(() => document.querySelector('hallpass-user')?.shadowRoot?.querySelector('button')?.click())
  await openMenu()
  await tab.click('Settings')
  expect(await isMenuOpen(tab)).toBe(false)
  await openMenu()
  expect(await isMenuOpen(tab)).toBe(true)
  await tab.click('Help')
  expect(await isMenuOpen(tab)).toBe(false)
})

test('from right to left, logos stand at the right and the menu stays in the window', async ({ person }) => {
  const tab = await open(person)
  await tab.evaluate(() => {
    document.documentElement.dir = 'rtl'
    document.documentElement.lang = 'ar'
    window.page.define()
  })
  await signIn(tab)
  const [label, logo] = await tab.evaluate(() =>
    ['label', 'logo'].map((part) =>
      Math.round(
        document
          .querySelector('#github')
          ?.shadowRoot?.querySelector(`[part=${part}]`)
          ?.getBoundingClientRect().x ?? 0,
      ),
    ),
  )
  expect(logo).toBeGreaterThan(label ?? Number.POSITIVE_INFINITY)
  for (const flexDirection of ['row', 'row-reverse']) {
    const beyond = await tab.evaluate((flexDirection) => {
      const header = document.querySelector('header')
      const root = document.querySelector('hallpass-user')?.shadowRoot
      if (header) header.style.flexDirection = flexDirection
      root?.querySelector('button')?.click()
      const box = root?.querySelector('[part=menu]')?.getBoundingClientRect()
      root?.querySelector('button')?.click()
      return box && [box.width > 0, box.left < 0, box.right > innerWidth]
    }, flexDirection)
    expect(beyond).toEqual([true, false, false])
  }
})

test('the theme goes with the color-scheme of where the button stands', async ({ person }) => {
  const tab = await openDefined(person)
  const fills = (): Promise<(string | undefined)[]> =>
    tab.evaluate(() =>
      ['google', 'apple'].map((id) => {
        const button = document.getElementById(id)?.shadowRoot?.querySelector('button')
        return button ? getComputedStyle(button).backgroundColor : undefined
      }),
    )
  expect(await fills()).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)'])
  await tab.evaluate(() => document.documentElement.classList.add('dark'))
  expect(await fills()).toEqual(['rgb(19, 19, 20)', 'rgb(255, 255, 255)'])
  await tab.evaluate(() => document.getElementById('google')?.setAttribute('theme', 'light'))
  expect((await fills())[0]).toBe('rgb(255, 255, 255)')
})

test('a property that was set before the elements were defined is not lost', async ({ person }) => {
  const tab = await open(person)
  const logins = await tab.evaluate(() => {
    const logins: unknown[] = []
    const github = document.querySelector(
      'hallpass-button#github',
    ) as HTMLElementTagNameMap['hallpass-button']
    github.client = {
      ...window.page.client,
      login: async (options) => logins.push(options?.provider),
    }
    window.page.define()
    github.shadowRoot?.querySelector('button')?.click()
    return logins
  })
  expect(logins).toEqual(['github'])
})

test('a picture is shown once it is there, and initials where it never comes', async ({ person }) => {
  const tab = await openDefined(person)
  const become = (picture: string): Promise<void> =>
    tab.evaluate(
      (picture) =>
        window.page.become({ status: 'signed-in', user: { sub: 'ada', name: 'Ada', picture }, scope: [] }),
      picture,
    )
  await become('/ada.svg')
  await untilIn(
    tab,
    () => document.querySelector('hallpass-user')?.shadowRoot?.querySelector('img')?.naturalWidth,
  )
  expect(front.exchanges.find(({ url }) => url.pathname === '/ada.svg')?.headers.referer).toBe(undefined)
  // The policy of the page lets no picture in from there.
  await become('https://elsewhere.invalid/ada.png')
  await untilIn(tab, () => window.violations.length > 0)
  expect(
    await tab.evaluate(
      () => document.querySelector('hallpass-user')?.shadowRoot?.querySelector('img') === null,
    ),
  ).toBe(true)
})

test('axe finds nothing to complain about, in any state', async ({ person }) => {
  const tab = await openDefined(person, '/with-axe.html')
  const complaints = (): Promise<string[]> =>
    tab.evaluate(async () => {
      const { violations } = await window.axe.run()
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
      )
    })
  for (const theme of ['light', 'dark', 'neutral', 'brand']) {
    await tab.evaluate((theme) => {
      document.documentElement.classList.toggle('dark', theme === 'dark')
      window.page.addAll({ theme })
    }, theme)
    expect(await complaints()).toEqual([])
  }
  await tab.evaluate(() => window.page.addAll({ 'icon-only': '' }))
  expect(await complaints()).toEqual([])
  await press(tab, 'google')
  await tab.evaluate(() => window.page.answer(new Error('No network.')))
  await press(tab, 'github')
  await signIn(tab)
  await tab.evaluate(async () => {
    const root = document.querySelector('hallpass-user')?.shadowRoot
    root?.querySelector('button')?.click()
    // It fades in, and would be found too pale on the way.
    await Promise.all(
      root
        ?.querySelector('[part=menu]')
        ?.getAnimations()
        .map(({ finished }) => finished) ?? [],
    )
  })
  expect(await complaints()).toEqual([])
})

test('what a person told the system is heeded: no motion, few colours', async ({ stage, engine }) => {
  test.skip(engine !== 'chromium', 'the others cannot be told here')
  const person = await stage.browser.newSession({
    prefers: { forcedColors: 'active', reducedMotion: 'reduce' },
  })
  const tab = await openDefined(person)
  await press(tab, 'github')
  const seen = await tab.evaluate(() => {
    const root = document.querySelector('#github')?.shadowRoot
    const logo = root?.querySelector('[part=logo]')
    const path = root?.querySelector('path')
    const button = root?.querySelector('button')
    if (!logo || !path || !button) return undefined
    return {
      spinner: getComputedStyle(logo, '::after').animationName,
      ink: getComputedStyle(path).fill === getComputedStyle(button).color,
      border: getComputedStyle(button).borderStyle,
    }
  })
  expect(seen).toEqual({ spinner: 'none', ink: true, border: 'solid' })
  await person.close()
})

test('a button whose colour is in any notation of CSS is shaded by how light that colour is', async ({
  person,
}) => {
  const tab = await openDefined(person)
  const shades = await tab.evaluate(async () => {
    const path = '/hallpass/elements/index.js'
    const { defineElements } = (await import(path)) as typeof import('../../src/elements/index.js')
    document.documentElement.style.setProperty('--accent', 'navy')
    const fills = ['black', '#123', 'rgb(20 20 20)', 'var(--accent)', 'rebeccapurple', 'hsl(0 100% 50%)']
    const logo = { box: '0 0 1 1', shapes: [] }
    const brands = fills.map((fill, index) => ({
      id: `b${index}`,
      name: fill,
      logo,
      own: { fill, text: 'white' },
    }))
    defineElements(window.page.client, { buttons: brands })
    return brands.map(({ id, name }) => {
      const element = document.createElement('hallpass-button')
      element.setAttribute('provider', id)
      element.setAttribute('theme', 'brand')
      document.body.append(element)
      const button = element.shadowRoot?.querySelector('button') as HTMLElement
      const { backgroundColor } = getComputedStyle(button, '::before')
      // One pixel of a canvas, since engines write a computed colour in the notation that it was given in.
      const canvas = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D
      canvas.fillStyle = backgroundColor
      canvas.fillRect(0, 0, 1, 1)
      return [name, ...canvas.getImageData(0, 0, 1, 1).data].join(' ')
    })
  })
  expect(shades).toEqual([
    'black 255 255 255 255',
    '#123 255 255 255 255',
    'rgb(20 20 20) 255 255 255 255',
    'var(--accent) 255 255 255 255',
    'rebeccapurple 0 0 0 255',
    'hsl(0 100% 50%) 0 0 0 255',
  ])
})

/** Puts a button of the elements into the page of a real client; resolves to the middle of the button. */
function addButton(tab: Tab): Promise<readonly [x: number, y: number]> {
  return tab.evaluate(async () => {
    const path = '/hallpass/elements/index.js'
    const { defineElements } = (await import(path)) as typeof import('../../src/elements/index.js')
    defineElements(window.auth)
    const button = document.createElement('hallpass-button')
    document.body.prepend(button)
    const { x, y, width, height } = button.getBoundingClientRect()
    return [x + width / 2, y + height / 2]
  })
}

for (const [what, reach] of [
  ['pointer', (tab, [x, y]) => tab.pointTo(x, y)],
  ['focus', (tab) => tab.press('Tab')],
] as const satisfies readonly [string, (tab: Tab, middle: readonly [number, number]) => Promise<void>][]) {
  test(`once the ${what} has come to a button, the click of a first visit leaves without a request`, async ({
    person,
    world,
  }) => {
    const tab = await openApp(person, world)
    await untilStatus(tab, 'Signed out (never)')
    const middle = await addButton(tab)
    expect(world.idp.count('discovery')).toBe(0)
    await reach(tab, middle)
    await until('the metadata', async () => world.idp.count('discovery') === 1)
    await untilIn(tab, () => Object.keys(localStorage).some((key) => key.includes('metadata')))
    expect(await tab.evaluate(() => [window.shown, window.events])).toEqual([
      ['loading', 'Signed out (never)'],
      [{ type: 'nobody-signed-in', reason: 'never' }],
    ])

    await tab.evaluate(() => {
      document.querySelector('hallpass-button')?.shadowRoot?.querySelector('button')?.click()
    })
    await tab.click('Continue as Ada Lovelace')
    await untilStatus(tab, 'Signed in as Ada Lovelace')
    expect(world.idp.count('discovery')).toBe(1)
  })
}
