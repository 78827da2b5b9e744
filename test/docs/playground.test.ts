// @vitest-environment node

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { playgrounds } from '../../site/playground/playgrounds.js'
import { createStage, type Stage, sessionInWords } from '../../site/playground/stage.js'

/** What a reader sees after each step, in the order of the page. */
async function play(name: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const stage = createStage(() => {})
  const seen: Record<string, readonly string[]> = {}
  for (const [id, step] of Object.entries(playgrounds[name] ?? {})) {
    expect([id, step.can(stage)]).toEqual([id, true])
    const before = stage.entries.length
    await stage.run(id, step.run)
    const lines = [...stage.entries.slice(before + 1).map(({ text }) => text), ...pagesOf(stage)]
    seen[id] = lines.map((line) => (line.length > 90 ? `${line.slice(0, 90)}…` : line))
  }
  return seen
}

function pagesOf(stage: Stage): string[] {
  return stage.pages.flatMap((page) =>
    [...sessionInWords(page, stage), page.answer ?? 'no answer'].map((line) => `${page.name}: ${line}`),
  )
}

test('the playground of a session in two tabs', async () => {
  expect(await play('session-and-tabs')).toMatchInlineSnapshot(`
    {
      "call": [
        "A call to an API, with Bearer token: 200",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token is good for 60 minutes",
        "Tab 1: 200 [{"item":"A book","for":"Ada"}]",
      ],
      "open": [
        "Nobody was signed in.",
        "Tab 1: signed out: never",
        "Tab 1: no answer",
      ],
      "second-tab": [
        "A stored session was restored. No request was needed.",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token is good for 60 minutes",
        "Tab 1: 200 [{"item":"A book","for":"Ada"}]",
        "Tab 2: signed in as Ada Lovelace",
        "Tab 2: the access token is good for 60 minutes",
        "Tab 2: no answer",
      ],
      "sign-in": [
        "A login started: the page leaves for the authorization server.",
        "Discovery of the server’s metadata: 200",
        "Exchange of the code for tokens, with code, verifier: 200",
        "The login succeeded: tokens arrived.",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token is good for 60 minutes",
        "Tab 1: no answer",
      ],
      "sign-out": [
        "The person signed out on this page.",
        "The person signed out in another tab.",
        "Revocation of a token, with the token: 200",
        "Nobody was signed in.",
        "Tab 1: signed out: other-tab",
        "Tab 1: no answer",
        "Tab 2: signed out: never",
        "Tab 2: no answer",
      ],
      "sleep": [
        "Renewal of the access token, with refresh token: 200",
        "The access token was renewed.",
        "A call to an API, with Bearer token: 200",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token is good for 60 minutes",
        "Tab 1: 200 [{"item":"A book","for":"Ada"}]",
      ],
      "together": [
        "Renewal of the access token, with refresh token: 200",
        "The access token was renewed.",
        "Another tab got new tokens, and this tab uses them.",
        "A call to an API, with Bearer token: 200",
        "A call to an API, with Bearer token: 200",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token is good for 60 minutes",
        "Tab 1: 200 [{"item":"A book","for":"Ada"}]",
        "Tab 2: signed in as Ada Lovelace",
        "Tab 2: the access token is good for 60 minutes",
        "Tab 2: 200 [{"item":"A book","for":"Ada"}]",
      ],
    }
  `)
})

test('the playground of bad days', async () => {
  expect(await play('bad-days')).toMatchInlineSnapshot(`
    {
      "down": [
        "Renewal of the access token, with refresh token: 503",
        "server-unavailable: The token endpoint answered HTTP 503. Try again later.",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token has expired",
        "Tab 1: trouble: server-unavailable",
        "Tab 1: server-unavailable: The token endpoint answered HTTP 503. Try again later.",
      ],
      "open": [
        "Nobody was signed in.",
        "Tab 1: signed out: never",
        "Tab 1: no answer",
      ],
      "refused": [
        "A call to an API, with Bearer token: 401",
        "Renewal of the access token, with refresh token: 200",
        "The access token was renewed.",
        "A call to an API, with Bearer token: 200",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token is good for 60 minutes",
        "Tab 1: 200 [{"item":"A book","for":"Ada"}]",
      ],
      "revoke": [
        "Renewal of the access token, with refresh token: 400",
        "The session has expired and could not be renewed. grant-refused: The token endpoint refuse…",
        "Tab 1: signed out: expired",
        "Tab 1: signed-out: Nobody is signed in, or the person who made this call has signed out si…",
      ],
      "sign-in": [
        "A login started: the page leaves for the authorization server.",
        "Discovery of the server’s metadata: 200",
        "Exchange of the code for tokens, with code, verifier: 200",
        "The login succeeded: tokens arrived.",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token is good for 60 minutes",
        "Tab 1: no answer",
      ],
      "up": [
        "Renewal of the access token, with refresh token: 200",
        "The access token was renewed.",
        "A call to an API, with Bearer token: 200",
        "Tab 1: signed in as Ada Lovelace",
        "Tab 1: the access token is good for 60 minutes",
        "Tab 1: 200 [{"item":"A book","for":"Ada"}]",
      ],
    }
  `)
})

test.each(Object.keys(playgrounds))('the page of %s has each step once, in the same order', (name) => {
  const page = readFileSync(`site/playground/${name}.md`, 'utf8')
  const steps = [...page.matchAll(/^<template v-slot:([\w-]+)>$/gm)].map(([, id]) => id)
  expect(steps).toEqual(Object.keys(playgrounds[name] ?? {}))
})
