// How long the browser takes to make a DPoP proof: `node bench/dpop-proof.mjs`, after `npm run build`.
//
// Beside it, in the same run and by turns, the signature alone: what is left is ours.

import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { build } from 'vite'
import { findBrowsers } from '../scripts/browsers.mjs'

const rounds = 40
const perRound = 50

const origin = 'http://localhost'
const code = await bundle(fileURLToPath(new URL('../dist/protocol/dpop-proof.js', import.meta.url)))
const browser = await chromium.launch(findBrowsers().chromium ?? {})
try {
  const page = await browser.newPage()
  await page.route('**/*', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: code })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Bench</title>' }),
  )
  // Keys exist in secure contexts only, which localhost is.
  await page.goto(origin)
  const { proof, signature } = await page.evaluate(measure, { rounds, perRound, module: `${origin}/proof.js` })
  console.log(`one proof at a time   ${proof} µs (median of ${rounds} rounds of ${perRound})`)
  console.log(`the signature alone   ${signature} µs`)
} finally {
  await browser.close()
}

/** @param {string} file */
async function bundle(file) {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry: file, formats: ['es'] } },
  })
  const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []))
  const chunk = outputs.find((part) => part.type === 'chunk')
  if (chunk === undefined) throw new Error('Vite gave no bundle.')
  return chunk.code
}

/** In the page. @param {{ rounds: number, perRound: number, module: string }} options */
async function measure({ rounds, perRound, module }) {
  const { createKeyPair, createProof } = await import(module)
  const pair = await createKeyPair()
  const text = crypto.getRandomValues(new Uint8Array(600))
  const claims = {
    method: 'GET',
    url: 'https://api.example.com/orders?id=1',
    accessToken: 'x'.repeat(800),
    nonce: 'n'.repeat(40),
    clockAheadMs: 0,
  }

  /** @param {() => Promise<unknown>} run */
  async function microseconds(run) {
    const began = performance.now()
    for (let count = 0; count < perRound; count++) await run()
    return ((performance.now() - began) * 1000) / perRound
  }

  /** @param {number[]} values */
  const median = (values) => Math.round(values.sort((a, b) => a - b)[values.length >> 1] ?? 0)

  const proofs = []
  const signatures = []
  for (let round = 0; round < rounds; round++) {
    proofs.push(await microseconds(() => createProof(pair, claims)))
    signatures.push(
      await microseconds(() => crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, text)),
    )
  }
  return { proof: median(proofs), signature: median(signatures) }
}
