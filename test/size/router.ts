// The quick start behind a guard, for a router that asks before it shows a page. Bundled by scripts/size.mjs.

import { createClient } from 'hallpass'
import { guard, reactRouterLoader } from 'hallpass/router'

const auth = createClient({
  issuer: 'https://login.example.com',
  clientId: 'my-spa',
  scope: 'openid profile offline_access',
  apis: ['https://api.example.com'],
})

const signedIn = guard(auth)
const load = reactRouterLoader(signedIn, async (_, user) => {
  const answer = await auth.fetch('https://api.example.com/orders')
  document.body.textContent = `${user.name}: ${await answer.text()}`
  document.body.onclick = () => auth.logout()
})

void auth.start().then(async () => {
  await load({ request: new Request(location.href) })
  document.body.onclick = () => auth.login()
})
