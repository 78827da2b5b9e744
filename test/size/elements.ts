// A sign-in page with two buttons and a second language. Bundled by scripts/size.mjs.

import { createClient } from 'hallpass'
import { defineElements, german, githubButton, googleButton } from 'hallpass/elements'

const auth = createClient({
  issuer: 'https://login.example.com',
  clientId: 'my-spa',
  scope: 'openid profile offline_access',
  apis: ['https://api.example.com'],
})

defineElements(auth, { buttons: [googleButton, githubButton], languages: [german] })

void auth.start().then(async (session) => {
  if (session.status === 'signed-in') {
    const answer = await auth.fetch('https://api.example.com/orders')
    document.body.textContent = `${session.user.name}: ${await answer.text()}`
  }
})
