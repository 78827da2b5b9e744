import { badDays } from './bad-days.js'
import { sessionAndTabs } from './session-and-tabs.js'
import type { Playground } from './stage.js'

/** By the name that a page gives to the component `Playground`. */
export const playgrounds: Readonly<Record<string, Playground>> = {
  'session-and-tabs': sessionAndTabs,
  'bad-days': badDays,
}
