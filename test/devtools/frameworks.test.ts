import { h as preactElement, render as renderPreact } from 'preact'
import { useEffect as usePreactEffect } from 'preact/hooks'
import { act as actInPreact } from 'preact/test-utils'
import { act, createElement, StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, onMounted, onUnmounted } from 'vue'
import { mountDevtools } from '../../src/devtools/index.js'
import { testClient } from '../../src/testing/index.js'

// The lines of docs/guides/devtools.md. Those for Svelte and Solid are in test/svelte and test/solid.

let box: HTMLElement

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  box = document.body.appendChild(document.createElement('main'))
})

afterEach(() => {
  box.remove()
  vi.unstubAllGlobals()
})

function panels(): number {
  return document.querySelectorAll('hallpass-devtools').length
}

test('React: one line in an effect mounts one panel, in StrictMode too, and takes it away', async () => {
  const auth = testClient()
  function Devtools() {
    useEffect(() => mountDevtools(auth), [])
    return null
  }
  const root = createRoot(box)
  await act(async () => root.render(createElement(StrictMode, {}, createElement(Devtools))))
  expect(panels()).toBe(1)
  await act(async () => root.unmount())
  expect(panels()).toBe(0)
})

test('Preact: the same line mounts one panel, and takes it away', async () => {
  const auth = testClient()
  function Devtools() {
    usePreactEffect(() => mountDevtools(auth), [])
    return undefined
  }
  await actInPreact(() => renderPreact(preactElement(Devtools, {}), box))
  expect(panels()).toBe(1)
  await actInPreact(() => renderPreact(undefined, box))
  expect(panels()).toBe(0)
})

test('Vue: one line when the component is mounted shows one panel, and another one takes it away', () => {
  const auth = testClient()
  const app = createApp({
    setup() {
      onMounted(() => onUnmounted(mountDevtools(auth)))
      return () => undefined
    },
  })
  app.mount(box)
  expect(panels()).toBe(1)
  app.unmount()
  expect(panels()).toBe(0)
})
