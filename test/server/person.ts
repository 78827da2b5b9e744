/**
 * A browser as far as the server part sees it: cookies, navigations, and what pages and attackers can send.
 */
export interface Person {
  readonly cookies: Map<string, string>
  /** The names of the cookies that hold a session or a login, and not only which login counts. */
  sessionCookies(): string[]
  /** Every `Set-Cookie` that came, as it came. */
  readonly setCookies: string[]
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

export function createPerson(
  server: (request: Request) => Promise<Response | undefined>,
  origin: string = 'https://app.test',
): Person {
  const cookies = new Map<string, string>()
  const setCookies: string[] = []

  async function send(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    if (cookies.size > 0)
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await server(new Request(new URL(url, origin), { ...init, headers }))
    if (!response) throw new Error(`Not the server part's: ${url}`)
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line)
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  return {
    cookies,
    sessionCookies: () => [...cookies.keys()].filter((name) => !name.endsWith('.current')),
    setCookies,
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
