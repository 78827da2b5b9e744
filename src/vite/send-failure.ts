import type { IncomingMessage, ServerResponse } from 'node:http'
import { messagePage } from './pages/message-page.js'
import { pageHeaders } from './pages/page.js'

/**
 * Answers that this server cannot work, and why: with a page for a person, and in the form of an OAuth error
 * (RFC 6749, section 5.2) for an application.
 */
export function sendFailure(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const text = error instanceof Error ? error.message : String(error)
  if (request.headers.accept?.includes('text/html')) {
    response.writeHead(503, { ...pageHeaders })
    response.end(messagePage({ title: 'This sign-in cannot work yet', text, back: '/' }))
    return
  }
  const { origin } = request.headers
  response.writeHead(503, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(origin !== undefined && { 'access-control-allow-origin': origin, vary: 'Origin' }),
  })
  response.end(JSON.stringify({ error: 'server_error', error_description: text }))
}
