// @vitest-environment node

import { expect, test } from 'vitest'
import { addressOf, documents, resolveLink, sidebar } from '../../site/pages.js'

test('the sidebar of the site has every document once: add a new one to `parts` in site/pages.ts', () => {
  const links = sidebar().flatMap(({ items }) => items.map(({ link }) => link))
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
