// @vitest-environment node

import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { type NodeRequest, type NodeResponse, toNodeHandler } from '../../src/server/node.js'

test('a slow reader of a long answer leaves no listeners behind', async () => {
  const chunks = 50
  let left = chunks
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => (left-- > 0 ? controller.enqueue(new Uint8Array(1)) : controller.close()),
  })
  const events = new EventEmitter()
  let written = 0
  let most = 0
  const outgoing = Object.assign(events, {
    statusCode: 200,
    setHeader: () => {},
    // Full each time, and read a turn later.
    write() {
      written++
      setImmediate(() => {
        most = Math.max(most, events.listenerCount('close'), events.listenerCount('drain'))
        events.emit('drain')
      })
      return false
    },
    end: () => events.emit('finish'),
    destroy: () => {},
  }) as NodeResponse & EventEmitter
  const incoming = {
    method: 'GET',
    url: '/oauth/x',
    headers: { host: 'app.test' },
    socket: {},
    readableEnded: true,
  }
  const finished = new Promise((resolve) => events.once('finish', resolve))
  toNodeHandler(async () => new Response(body))(incoming as unknown as NodeRequest, outgoing)
  await finished
  expect(written).toBe(chunks)
  expect(most).toBeLessThanOrEqual(2)
})
