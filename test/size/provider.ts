// The quick start with a preset in the place of the issuer. Bundled by scripts/size.mjs.

import { createClient } from 'hallpass'
import { spotify } from 'hallpass/providers'

const auth = createClient({ ...spotify({ clientId: 'my-spa' }), apis: ['https://api.spotify.com'] })

void auth.start().then(async (session) => {
  if (session.status === 'signed-in') {
    const answer = await auth.fetch('https://api.spotify.com/v1/me')
    document.body.textContent = `${session.user.name}: ${await answer.text()}`
    document.body.onclick = () => auth.logout()
  } else {
    document.body.onclick = () => auth.login()
  }
})
