import type { BrowserSession, Tab } from '../drive/tab.js'
import { back } from '../drive/travel.js'
import { pause, until, untilIn } from '../drive/until.js'
import type { Fault } from '../harness/faults.js'
import {
  answer,
  captivePortal,
  delay,
  drop,
  enormous,
  hang,
  loseAnswer,
  redirect,
} from '../harness/faults.js'
import type { World } from '../harness/world.js'
import type { Crowd } from './crowd.js'
import type { Chance } from './random.js'

/** The longest that the library waits between two tries, and some more. */
export const recoversWithinMs = 90_000

export interface Trouble {
  readonly name: string
  /** How often, compared with the others. */
  readonly weight: number
  /** The session ends by it, and has to. */
  readonly ends?: boolean
  cause(): Promise<void>
}

/**
 * What is done to the crowd. Requests to a server that has answered nobody are not lost: they have not been
 * processed.
 */
export function createTroubles(
  person: BrowserSession,
  world: World,
  crowd: Crowd,
  chance: Chance,
): readonly Trouble[] {
  const { idp, api } = world
  const anyTab = (): Tab => chance.oneOf(crowd.awake())

  async function forAWhile(least: number, most: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, chance.between(least, most)))
  }

  function spoilRefreshes(name: string, fault: () => Fault, weight: number = 2): Trouble {
    return {
      name: `refresh: ${name}`,
      weight,
      cause: async () => {
        const stop = idp.spoil('token:refresh', fault())
        await forAWhile(500, 3000)
        stop()
      },
    }
  }

  function spoilCalls(name: string, fault: Fault): Trouble {
    return {
      name: `API: ${name}`,
      weight: 1,
      cause: async () => {
        const stop = api.spoil('/me', fault, chance.between(1, 10))
        await forAWhile(500, 2000)
        stop()
      },
    }
  }

  /**
   * When no tab has a refresh at the server, nor one's answer in hand: whoever loses that answer loses the
   * session, for the server has rotated, and no client can help it. Refreshes that come meanwhile wait, with
   * their tab holding the lock. They are lost where their page may be gone by then, which its connection does
   * not always tell in time, or frozen.
   */
  async function betweenRefreshes(act: () => Promise<void>, then: 'go on' | 'lost' = 'lost'): Promise<void> {
    let waiting = 0
    let over = false
    const stop = idp.spoil('token:refresh', async ({ ask, closed }) => {
      waiting++
      let gone = false
      void closed.then(() => {
        gone = true
      })
      while (!over && !gone) await pause()
      waiting--
      return gone || then === 'lost' ? 'no-answer' : ask()
    })
    try {
      const [looker] = crowd.awake()
      await until('no refresh is under way', async () => {
        if (idp.underWay('token:refresh') > waiting) return false
        return waiting > 0 || !(await looker?.evaluate(renewalIsLocked))
      })
      await act()
    } finally {
      stop()
      over = true
    }
  }

  return [
    spoilRefreshes('connection broken', () => drop),
    spoilRefreshes('503', () => answer(503)),
    spoilRefreshes('429, again in a second', () => answer(429, '', { 'retry-after': '1' })),
    spoilRefreshes('captive portal', () => captivePortal),
    spoilRefreshes('redirect', () => redirect('/elsewhere')),
    spoilRefreshes('enormous', () => enormous),
    spoilRefreshes('no answer', () => hang),
    spoilRefreshes('slow', () => delay(chance.between(200, 1500)), 4),
    spoilCalls('401', answer(401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' })),
    spoilCalls('500', answer(500)),
    spoilCalls('connection broken', drop),
    {
      name: 'a tab is closed, and another opened',
      weight: 4,
      cause: async () => {
        await betweenRefreshes(() => crowd.close(anyTab()))
        await crowd.add()
      },
    },
    {
      name: 'a tab is reloaded',
      weight: 3,
      cause: () => {
        const tab = anyTab()
        return betweenRefreshes(() => crowd.replace(tab, () => tab.goto(`${world.app.origin}/`)))
      },
    },
    {
      name: 'a tab goes elsewhere, and back',
      weight: 2,
      cause: () => {
        const tab = anyTab()
        return betweenRefreshes(() =>
          crowd.replace(tab, async () => {
            await tab.goto(`${world.otherApi.origin}/elsewhere`)
            await back(tab)
            await untilIn(tab, () => window.auth !== undefined && document.readyState === 'complete')
          }),
        )
      },
    },
    {
      name: 'offline for a while',
      weight: 3,
      cause: async () => {
        await betweenRefreshes(async () => {
          for (const front of [idp, api]) front.cut()
          await person.setOffline(true)
        }, 'go on')
        await forAWhile(300, 3000)
        for (const front of [idp, api]) front.mend()
        await person.setOffline(false)
      },
    },
    {
      name: 'a tab is frozen for a while',
      weight: person.engine === 'chromium' ? 3 : 0,
      cause: async () => {
        const tab = anyTab()
        await betweenRefreshes(async () => {
          crowd.leaveOut(tab)
          await tab.freeze?.()
        })
        await forAWhile(500, 9000)
        await betweenRefreshes(async () => {
          await tab.thaw?.()
          crowd.takeBack(tab)
        }, 'go on')
      },
    },
    { name: 'the answer to a refresh is lost', weight: 1, ends: true, cause: loseOneAnswer },
    {
      name: 'somebody signs out',
      weight: 1,
      ends: true,
      cause: () => anyTab().evaluate(() => window.auth.logout({ everywhere: false })),
    },
  ]

  async function loseOneAnswer(): Promise<void> {
    const before = idp.exchanges.length
    idp.spoil('token:refresh', loseAnswer, 1)
    const lost = (): boolean =>
      idp.exchanges
        .slice(before)
        .some(({ kind, answer }) => kind === 'token:refresh' && answer?.status === 200)
    await until('a refresh is lost', lost, recoversWithinMs)
  }
}

async function renewalIsLocked(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query()
  return held.some(({ name }) => name?.startsWith('hallpass1 '))
}
