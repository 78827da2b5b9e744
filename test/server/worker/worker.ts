import { createServer } from '../../../src/server/index.js'
import { acme } from '../acme.js'

interface Env {
  readonly ACME_SECRET: string
  readonly COOKIE_KEY: string
}

const oauth = createServer<Env>({
  origins: ['https://app.test'],
  cookieKey: (env) => env.COOKIE_KEY,
  providers: { acme: { provider: acme, clientId: 'client-1', clientSecret: (env) => env.ACME_SECRET } },
})

// A Worker, as in the guide.
export default {
  fetch: async (request: Request, env: Env): Promise<Response> =>
    (await oauth(request, env)) ?? new Response('Not found', { status: 404 }),
}
