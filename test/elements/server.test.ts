// @vitest-environment node

import { expect, test } from 'vitest'
import { allButtons, defineElements } from '../../src/elements/index.js'
import { fakeClient } from './page.js'

test('on a server, where there are no elements, defining them does nothing', () => {
  expect(globalThis).not.toHaveProperty('customElements')
  defineElements(fakeClient(), { buttons: allButtons })
})
