import type { IncomingMessage, ServerResponse } from 'node:http'
import { actions, type Controlled, type Parameters, WrongParameter } from '../control.js'
import { foreignReason, sendJson } from '../control-requests.js'
import { messagePage } from '../pages/message-page.js'
import { pageHeaders } from '../pages/page.js'
import { readBody } from '../read-body.js'
import { dashboardBody } from './dashboard-body.js'
import { dashboardPage } from './dashboard-page.js'
import { dashboardScript } from './dashboard-script.js'
import { dashboardStyle } from './dashboard-style.js'

export const dashboardRoute = '/dashboard'

const headers: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: https: " +
    "http:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // Without the origin in it, the browser would say `Origin: null` in what its forms send.
  'referrer-policy': 'same-origin',
}

/** Serves the dashboard and takes what is done there. `refusal` says why nobody may look at it here. */
export async function handleDashboard(
  controlled: Controlled,
  refusal: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin, path } = controlled.tenant.options()
  if (refusal !== undefined) {
    response.writeHead(403, { ...pageHeaders })
    const text =
      `It shows who is signed in and changes what the server does, so it is for this machine alone, ` +
      `and ${refusal}.`
    response.end(messagePage({ title: 'The dashboard is closed', text, back: '/' }))
    return
  }
  const { pathname } = new URL(request.url ?? '/', origin)
  const route = pathname.slice(path.length + dashboardRoute.length)
  if (request.method === 'POST') {
    await act(controlled, route, request, response)
    return
  }
  const base = path + dashboardRoute
  switch (route) {
    case '':
      send(response, 'text/html', dashboardPage(controlled, base, undefined))
      return
    case '/body':
      send(response, 'text/html', dashboardBody(controlled, base))
      return
    case '/style.css':
      send(response, 'text/css', dashboardStyle)
      return
    case '/script.js':
      send(response, 'text/javascript', `(${dashboardScript.toString()})()\n`)
      return
    default:
      response.writeHead(404, { 'content-type': 'text/plain' }).end('The dashboard has no such page.\n')
  }
}

/** A form of the dashboard: `POST <dashboard>/<action>`, with or without its script. */
async function act(
  controlled: Controlled,
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin, path } = controlled.tenant.options()
  // A browser says where each form comes from, and a form needs no permission to be sent from elsewhere.
  const reason =
    request.headers.origin === undefined
      ? 'it does not say where it comes from'
      : foreignReason(request, origin)
  if (reason !== undefined) {
    sendJson(response, 403, { error: 'access_denied', error_description: reason })
    return
  }
  const parameters: Parameters = Object.fromEntries(new URLSearchParams(await readBody(request)))
  const name = route.slice(1)
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  const isScript = request.headers.accept === 'application/json'
  try {
    if (action === undefined) throw new WrongParameter(`there is no action '${name}'`)
    await action(controlled, parameters)
  } catch (error) {
    if (!(error instanceof WrongParameter)) throw error
    if (isScript) sendJson(response, 400, { error_description: error.message })
    else send(response, 'text/html', dashboardPage(controlled, path + dashboardRoute, error.message), 400)
    return
  }
  if (isScript) sendJson(response, 200, {})
  else response.writeHead(303, { location: path + dashboardRoute }).end()
}

function send(response: ServerResponse, type: string, text: string, status = 200): void {
  response.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8` })
  response.end(text)
}
