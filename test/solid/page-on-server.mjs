// What Solid's compiler makes of <p class={session().status}>{session().status}</p>, for a server.
import { escape as escapeText, ssr, ssrAttribute, ssrHydrationKey } from 'solid-js/web'
import { useSession } from '../../src/solid/index.js'

export function Page({ auth }) {
  const session = useSession(auth)
  return ssr(
    ['<p', '', '>', '</p>'],
    ssrHydrationKey(),
    ssrAttribute('class', escapeText(session().status, true), false),
    escapeText(session().status),
  )
}
