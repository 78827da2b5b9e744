import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** A request whose body was read before; `oidc-provider` takes that. */
export type ReadRequest = IncomingMessage & { body?: Readonly<Record<string, string>> }

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

export async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await readText(request)))
}

/** Gives the members of an answer with tokens to `edit`. */
function editTokens(response: ServerResponse, edit: (tokens: Record<string, unknown>) => object): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse
  response.end = (body?: unknown) => {
    if (response.statusCode !== 200) return end(body)
    response.removeHeader('content-length')
    return end(JSON.stringify(edit(JSON.parse(String(body)))))
  }
}

/** keycloak-js reads refresh tokens as JWTs: here they look like one, with nothing in it. */
export function withReadableRefreshTokens(next: RequestListener): RequestListener {
  async function pass(request: ReadRequest, response: ServerResponse): Promise<void> {
    if (request.url === '/token' && request.method === 'POST') {
      const { refresh_token, ...form } = await readForm(request)
      const token = refresh_token?.split('.').at(-1)
      request.body = token === undefined ? form : { ...form, refresh_token: token }
      editTokens(response, (tokens) => ({ ...tokens, refresh_token: `e30.e30.${tokens.refresh_token}` }))
    }
    next(request, response)
  }
  return (request, response) => void pass(request, response)
}

const supabase = '/auth/v1'

/** Translates what supabase auth-js asks its own server into OAuth, and the answers back. */
export function fromSupabase(clientId: string, next: RequestListener): RequestListener {
  async function pass(request: ReadRequest, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://localhost')
    if (pathname === `${supabase}/authorize`) {
      const query = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        redirect_uri: searchParams.get('redirect_to') ?? '',
        scope: 'openid profile offline_access',
        code_challenge: searchParams.get('code_challenge') ?? '',
        code_challenge_method: 'S256',
      })
      response.writeHead(302, { location: `/auth?${query}` }).end()
      return
    }
    if (pathname === `${supabase}/token`) {
      request.url = '/token'
      if (request.method === 'POST') {
        request.body = await formOf(request, searchParams.get('grant_type') === 'refresh_token')
        request.headers['content-type'] = 'application/x-www-form-urlencoded'
        editTokens(response, (tokens) => ({ ...tokens, user: { id: 'ada', aud: 'authenticated' } }))
      }
    }
    next(request, response)
  }

  async function formOf(request: IncomingMessage, refresh: boolean): Promise<Record<string, string>> {
    const { auth_code: code, code_verifier, refresh_token } = JSON.parse(await readText(request))
    if (refresh) return { grant_type: 'refresh_token', client_id: clientId, refresh_token }
    const redirect_uri = `${request.headers.origin}/callback`
    return { grant_type: 'authorization_code', client_id: clientId, code, code_verifier, redirect_uri }
  }

  return (request, response) => void pass(request, response)
}
