// @vitest-environment node

import { expect, test } from 'vitest'
import { addressOf, documents, resolveLink, sidebar } from '../../site/pages.js'
import { withPolicy } from '../../site/policy.js'

test('the sidebar of the site has every document once: add a new one to `parts` in site/pages.ts', () => {
  const links = sidebar()
    .flatMap(({ items }) => items.map(({ link }) => link))
    .filter((link) => !link.startsWith('/playground/'))
  expect(links.toSorted()).toEqual(documents().map(addressOf).toSorted())
})

test('a link within the documents leads to the page of that document', () => {
  expect(resolveLink('docs/guides/errors.md', '../../SECURITY.md#tiers')).toBe('/security#tiers')
  expect(resolveLink('README.md', 'docs/errors/README.md')).toBe('/errors/')
  expect(resolveLink('docs/guides/fastapi.md', '../../demo/fastapi/main.py')).toBe(
    '/source/demo/fastapi/main-py',
  )
  expect(resolveLink('README.md', 'https://example.com/a.md')).toBe('https://example.com/a.md')
  expect(resolveLink('README.md', '#use-it')).toBe('#use-it')
})

test('the policy of a page allows its own inline scripts by their hashes, and no others', () => {
  const page = withPolicy('<meta charset="utf-8"><script src="/a.js"></script><script id="b">go()</script>')
  // printf 'go()' | openssl dgst -sha256 -binary | base64
  expect(page).toContain("script-src 'self' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw=';")
  expect(page).not.toContain("script-src 'unsafe-inline'")
})
