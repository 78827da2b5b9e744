import type { IncomingMessage, ServerResponse } from 'node:http'
import { actions, type Controlled, type Parameters, WrongParameter } from './control.js'
import { nameOf } from './describe-requests.js'
import { readBody } from './read-body.js'

export const controlRoute = '/test'

/** Answers `POST <issuer>/test/<action>`. `refusal` says why nobody may do that here. */
export async function handleControl(
  controlled: Controlled,
  refusal: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin, path } = controlled.tenant.options()
  if (refusal !== undefined) {
    sendJson(response, 403, {
      error: 'access_denied',
      error_description: `The actions for tests are for this machine alone, and ${refusal}.`,
    })
    return
  }
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST')
    sendJson(response, 405, invalid('send a POST with JSON'))
    return
  }
  const reason = foreignReason(request, origin)
  if (reason !== undefined) {
    sendJson(response, 403, { error: 'access_denied', error_description: reason })
    return
  }
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    sendJson(response, 415, invalid('send JSON, with content-type: application/json'))
    return
  }
  const { pathname } = new URL(request.url ?? '/', origin)
  const name = pathname.slice(path.length + controlRoute.length + 1)
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action === undefined) {
    sendJson(
      response,
      404,
      invalid(`there is no action '${name}'. Known: ${Object.keys(actions).join(', ')}`),
    )
    return
  }
  const parameters = parse(await readBody(request))
  if (parameters === undefined) {
    sendJson(response, 400, invalid('the body is no JSON object'))
    return
  }
  try {
    const result = await action(controlled, parameters)
    if (name !== 'list') logAction(controlled, name, parameters)
    sendJson(response, 200, result ?? {})
  } catch (error) {
    if (!(error instanceof WrongParameter)) throw error
    sendJson(response, 400, invalid(error.message))
  }
}

function logAction({ log, tenant }: Controlled, name: string, parameters: Parameters): void {
  const given = Object.entries(parameters).map(([key, value]) => `${key}=${String(value)}`)
  log.add({
    at: Date.now(),
    durationMs: 0,
    method: 'POST',
    path: `${controlRoute}/${name}`,
    status: 200,
    asked: `A test: ${[name, ...given].join(' ')}`,
    answered: 'Done',
    level: 'good',
    person: nameOf(tenant.options().users, parameters.login),
  })
}

/**
 * The reason for which a request from a page of another origin is refused (cross-site request forgery). A
 * request from a program, such as a test runner, does not have the headers that a browser sends, and is
 * accepted.
 */
export function foreignReason({ headers }: IncomingMessage, own: string): string | undefined {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (origin !== undefined && origin !== own && !isOnHost(origin, host)) {
    return `this is not for a page of ${origin}`
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'this is not for a page of another site'
  }
  return undefined
}

/** A server with a fixed origin is reached under other names of this machine, too. */
function isOnHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

function invalid(description: string): Parameters {
  return { error: 'invalid_request', error_description: description }
}

function parse(body: string): Parameters | undefined {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Parameters)
      : undefined
  } catch {
    return undefined
  }
}
