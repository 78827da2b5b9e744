/** `npm run demo:fastapi` says where FastAPI is. Without it, the API is the one beside this page. */
const fastapi = import.meta.env.VITE_API_URL

/** What the page calls. `apis` of the client gets the `url`: the only place that a token is sent to. */
export const protectedApi: ProtectedApi = fastapi
  ? { url: fastapi, me: `${fastapi}/users/me`, items: `${fastapi}/users/me/items` }
  : { url: '/api', me: '/api/me' }

interface ProtectedApi {
  readonly url: string
  readonly me: string
  /** Wants a scope that nobody asked for at the sign-in. */
  readonly items?: string
}
