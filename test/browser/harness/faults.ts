import type { Answer, Exchange } from './front.js'

/**
 * What happens to a request on its way: it may reach the server (`ask`) or not, and may be answered or not.
 */
export type Fault = (way: {
  readonly exchange: Exchange
  readonly ask: () => Promise<Answer>
  /** The caller gave up. */
  readonly closed: Promise<unknown>
}) => Promise<Answer | 'no-answer'>

/** The connection breaks before the server hears of it. */
export const drop: Fault = async () => 'no-answer'

/**
 * The server does what it is asked, and its answer gets lost: the worst that can happen to a rotating refresh
 * token.
 */
export const loseAnswer: Fault = async ({ ask }) => {
  await ask()
  return 'no-answer'
}

/** Nobody answers for as long as the caller waits. */
export const hang: Fault = async ({ closed }) => {
  await closed
  return 'no-answer'
}

export interface Hold {
  readonly fault: Fault
  /** Resolves when the first request is there. */
  readonly arrived: Promise<void>
  release(): void
}

/**
 * The request waits before the server until the test lets it go, and is lost if its caller dies meanwhile.
 */
export function hold(): Hold {
  return holdUp(async (ask, wait) => ((await wait()) ? 'no-answer' : ask()))
}

/** The server has done what it was asked, and its answer waits until the test lets it go. */
export function holdAnswer(): Hold {
  return holdUp(async (ask, wait) => {
    const answer = await ask()
    await wait()
    return answer
  })
}

/** `wait` tells whether the caller has died. */
function holdUp(
  pass: (ask: () => Promise<Answer>, wait: () => Promise<boolean>) => Promise<Answer | 'no-answer'>,
): Hold {
  let arrive = (): void => {}
  let release = (): void => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return {
    fault: ({ ask, closed }) =>
      pass(ask, () => {
        arrive()
        return Promise.race([released.then(() => false), closed.then(() => true)])
      }),
    arrived,
    release,
  }
}

export function delay(ms: number): Fault {
  return async ({ ask }) => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    return ask()
  }
}

export function answer(
  status: number,
  body: unknown = '',
  headers: Readonly<Record<string, string>> = {},
): Fault {
  const json = typeof body !== 'string'
  return async ({ exchange }) => ({
    status,
    headers: {
      'content-type': json ? 'application/json' : 'text/html',
      'access-control-allow-origin': exchange.headers.origin ?? '*',
      'access-control-expose-headers': 'retry-after, www-authenticate',
      ...headers,
    },
    body: Buffer.from(json ? JSON.stringify(body) : body),
  })
}

/** What the network of a hotel or a train answers to everything until somebody has agreed to something. */
export const captivePortal: Fault = answer(200, '<!doctype html><h1>Welcome to our Wi-Fi</h1>')

export function redirect(location: string): Fault {
  return answer(302, '', { location })
}

/** The connection is lost in the middle of the answer. */
export const truncate: Fault = async ({ ask }) => {
  const { status, headers, body } = await ask()
  return {
    status,
    headers: { ...headers, 'content-length': body.length },
    body: body.subarray(0, body.length / 2),
  }
}

/** An answer that is valid, and far longer than any token. */
export const enormous: Fault = async ({ exchange }) =>
  answer(200, { access_token: 'x'.repeat(8 * 1024 * 1024), token_type: 'Bearer' })({
    exchange,
    ask: () => Promise.reject(),
    closed: Promise.resolve(),
  })

export function withHeader(name: string, value: string): Fault {
  return async ({ ask }) => {
    const { headers, ...answer } = await ask()
    return { ...answer, headers: { ...headers, [name]: value } }
  }
}

/** The server answers as ever, but forgot that browsers ask for CORS headers. */
export const withoutCors: Fault = async ({ ask }) => {
  const { status, headers, body } = await ask()
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith('access-control-'))
  return { status, headers: Object.fromEntries(kept), body }
}

/** The server answers with other members in its JSON than it should. */
export function editJson(edit: (json: Record<string, unknown>) => unknown): Fault {
  return async ({ ask }) => {
    const { status, headers, body } = await ask()
    const { 'content-length': _, ...others } = headers
    return { status, headers: others, body: Buffer.from(JSON.stringify(edit(JSON.parse(body.toString())))) }
  }
}

/** The page has one more script, which is a module of this origin. */
export function withScript(path: string): Fault {
  return async ({ ask }) => {
    const { status, headers, body } = await ask()
    const { 'content-length': _, ...others } = headers
    return {
      status,
      headers: others,
      body: Buffer.from(`${body}<script type="module" src="${path}"></script>`),
    }
  }
}
