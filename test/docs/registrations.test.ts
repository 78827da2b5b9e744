// @vitest-environment node

import { describe, expect, test } from 'vitest'
import { catalogue } from '../../src/providers/catalogue.js'
import { readDocuments } from './documents.js'

// SECURITY.md: "Development and production are two configurations and two registrations."

const loopback = /localhost:|127\.0\.0\.1:|localhost with any port/

describe('what a registration has is for production or for development, never for both', () => {
  const steps = catalogue().flatMap(({ about, provider }) => about.steps.map((step) => [provider.id, step]))

  test.each(steps.filter(([, step = '']) => loopback.test(step)))('%s: %s', (_id, step) => {
    expect(step).toMatch(/second (registration|app), for development|In development the client id is/)
  })

  test('and there are such steps', () => {
    expect(steps.filter(([, step = '']) => loopback.test(step)).length).toBeGreaterThan(10)
  })
})

test.each(readDocuments())('$path lists no origin of development beside one of production', ({ text }) => {
  for (const [, list = ''] of text.matchAll(/origins: \[([^\]]*)\]/g)) {
    expect(/https:/.test(list) && loopback.test(list), list).toBe(false)
  }
})
