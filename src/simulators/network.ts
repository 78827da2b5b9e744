import type { Simulator } from './simulator.js'

/** `fetch` towards simulators, for a server: it sends no Origin and is held by no CORS. */
export function simulatedFetch(simulators: readonly Simulator[]): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const { host } = new URL(request.url)
    for (const simulator of simulators) {
      if (!simulator.hosts.includes(host)) continue
      const response = await simulator.handle(request)
      if (response) return response
    }
    throw new TypeError(`fetch failed: nobody answers ${request.method} ${request.url}`)
  }
}

/**
 * The same for a page of this origin, which may read only what the provider lets it (Fetch, "CORS protocol").
 */
export function simulatedPageFetch(simulators: readonly Simulator[], origin: string): typeof fetch {
  const send = simulatedFetch(simulators)
  return async (input, init) => {
    const request = new Request(input, init)
    const headers = new Headers(request.headers)
    headers.set('origin', origin)
    const unsafe = [...request.headers]
      .filter(([name, value]) => !isSimple(name, value))
      .map(([name]) => name)
    if (unsafe.length > 0 || !['GET', 'HEAD', 'POST'].includes(request.method)) {
      const preflight = await send(request.url, { method: 'OPTIONS', headers: { origin } })
      const allowed = (preflight.headers.get('access-control-allow-headers') ?? '').split(', ')
      if (!mayRead(preflight, origin) || !unsafe.every((name) => allowed.includes(name)))
        throw blocked(request)
    }
    const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.text()
    const response = await send(request.url, {
      method: request.method,
      headers,
      ...(body !== undefined && { body }),
    })
    if (!mayRead(response, origin)) throw blocked(request)
    return response
  }
}

function mayRead({ headers }: Response, origin: string): boolean {
  return ['*', origin].includes(headers.get('access-control-allow-origin') ?? '')
}

function blocked({ url }: Request): TypeError {
  return new TypeError(`Failed to fetch: ${url} has no Access-Control-Allow-Origin for this page`)
}

/** Fetch, "CORS-safelisted request-header". */
function isSimple(name: string, value: string): boolean {
  if (name === 'content-type')
    return /^(application\/x-www-form-urlencoded|text\/plain|multipart\/form-data)\b/.test(value)
  return /^(accept|accept-language|content-language)$/.test(name)
}
