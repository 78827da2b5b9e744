// Three providers and one session. Bundled by scripts/size.mjs.

import { createClients } from 'hallpass'
import { github, gitlab, google } from 'hallpass/providers'

const auth = createClients({
  providers: {
    google: google({ clientId: 'my-spa', server: '/oauth' }),
    github: github({ clientId: 'my-spa', server: '/oauth' }),
    gitlab: gitlab({ clientId: 'my-spa' }),
  },
  apis: ['https://api.example.com'],
})

void auth.start().then(async (session) => {
  if (session.status === 'signed-in') {
    const answer = await auth.fetch('https://api.example.com/orders')
    document.body.textContent = `${session.user.name}: ${await answer.text()}`
    document.body.onclick = () => auth.logout()
  } else {
    document.body.onclick = () => auth.login({ provider: 'google' })
  }
})
