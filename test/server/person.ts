/**
 * A browser as far as the server part sees it: cookies, navigations, and what pages and attackers can send.
 */
export interface Person {
  readonly cookies: Map<string, string>
  /** The names of the cookies that hold a session or a login, and not only which login counts. */
  sessionCookies(): string[]
  /** Every `Set-Cookie` that came, as it came. */
  readonly setCookies: string[]
  /** A request of this browser that leaves with the cookies of now, at another server process if need be. */
  leaving(at?: ServerFunction): Person
  /** Its answer arrives. */
  hear(answered: Pick<Person, 'setCookies'>): void
  /** Types a URL, or follows a link or a redirect. */
  navigate(
    url: string,
    init?: { readonly site?: string; readonly headers?: Record<string, string>; readonly body?: string },
  ): Promise<Response>
  /** What Hallpass in the page sends. */
  call(path: string, form?: Record<string, string> | string, init?: CallInit): Promise<Response>
}

export interface CallInit {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

type ServerFunction = (request: Request) => Promise<Response | undefined>

export function createPerson(server: ServerFunction, origin: string = 'https://app.test'): Person {
  const cookies = new Map<string, string>()
  /** By name: `strict`, `lax` or `none`. A cookie that a test has set is sent as if it were `lax`. */
  const sameSites = new Map<string, string>()
  const setCookies: string[] = []

  async function send(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    const isCrossSite = headers.get('sec-fetch-site') === 'cross-site'
    const isSent = (name: string): boolean =>
      !isCrossSite ||
      (init.method === 'POST' ? ['none'] : ['none', 'lax']).includes(sameSites.get(name) ?? 'lax')
    const sent = [...cookies].filter(([name]) => isSent(name))
    if (sent.length > 0) headers.set('cookie', sent.map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await server(new Request(new URL(url, origin), { ...init, headers }))
    if (!response) throw new Error(`Not the server part's: ${url}`)
    response.headers.getSetCookie().forEach(receive)
    return response
  }

  function receive(line: string): void {
    setCookies.push(line)
    const [, sameSite = ''] = /; samesite=(\w+)/.exec(line.toLowerCase()) ?? []
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/max-age=0/i.test(line)) cookies.delete(name)
    else cookies.set(name, value)
    sameSites.set(name, sameSite)
  }

  return {
    cookies,
    sessionCookies: () => [...cookies.keys()].filter((name) => !name.endsWith('.current')),
    setCookies,
    leaving(at = server) {
      const request = createPerson(at, origin)
      for (const [name, value] of cookies) {
        request.hear({ setCookies: [`${name}=${value}; SameSite=${sameSites.get(name) ?? 'Lax'}`] })
      }
      request.setCookies.length = 0
      return request
    },
    hear: (answered) => answered.setCookies.forEach(receive),
    navigate: (url, { site = 'same-origin', headers = {}, body } = {}) =>
      send(url, {
        ...(body !== undefined && { method: 'POST', body }),
        headers: {
          'sec-fetch-site': site,
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
          ...headers,
        },
      }),
    call: (path, form, { method = 'POST', headers = {} } = {}) => {
      const all = {
        origin,
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'cors',
        hallpass: '1',
        ...headers,
      }
      const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
      const body = typeof form === 'object' ? new URLSearchParams(form) : form
      return send(path, { method, headers: kept, ...(body !== undefined && { body }) })
    },
  }
}
