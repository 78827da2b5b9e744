/** The few commands of W3C WebDriver that a tab needs, over fetch. */
export interface WebDriver {
  readonly sessionId: string
  command(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>
}

/** @see https://www.w3.org/TR/webdriver2/#dfn-element-interface-object */
export const elementKey = 'element-6066-11e4-a52e-4f735466cecf'

/** Every command is over in a moment, or never. */
const patienceMs = 15_000

export async function newWebDriver(driverUrl: string, capabilities: object): Promise<WebDriver> {
  const { sessionId } = (await send(driverUrl, 'POST', '/session', { capabilities })) as { sessionId: string }
  return {
    sessionId,
    command: (method, path, body) => send(driverUrl, method, `/session/${sessionId}${path}`, body),
  }
}

export async function send(
  driverUrl: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(driverUrl + path, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    signal: AbortSignal.timeout(patienceMs),
  })
  const { value } = (await answer.json()) as { value: unknown }
  if (!answer.ok) {
    const { error, message } = value as { error: string; message: string }
    throw new Error(`WebDriver ${method} ${path}: ${error}${message && `: ${message}`}`)
  }
  return value
}
