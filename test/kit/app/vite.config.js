import { devAuthorizationServer } from 'hallpass/vite'

// A token of two seconds may end on its way, on a busy machine: APIs allow for that.
const leewayMs = 10_000

/** An API beside the app: it reads the token, and believes it. */
const api = {
  name: 'api',
  configureServer(server) {
    server.middlewares.use('/api', (request, response) => {
      const payload = request.headers.authorization?.split('.')[1]
      const { sub, exp } = payload ? JSON.parse(Buffer.from(payload, 'base64url').toString()) : {}
      response.setHeader('content-type', 'application/json')
      if (!(exp * 1000 + leewayMs > Date.now())) {
        response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end('{}')
      } else {
        response.end(JSON.stringify({ name: sub }))
      }
    })
  },
}

export default {
  plugins: [devAuthorizationServer({ accessTokenTtlSeconds: Number(process.env.TOKEN_SECONDS ?? 60) }), api],
  server: { port: 5199, strictPort: true, hmr: false },
}
