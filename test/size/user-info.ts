// The quick start, and a question to the server about who signed in. Bundled by scripts/size.mjs.

import { createClient } from 'hallpass'
import { userInfo } from 'hallpass/userinfo'

const auth = createClient({
  issuer: 'https://login.example.com',
  clientId: 'my-spa',
  scope: 'openid profile offline_access',
  apis: ['https://api.example.com'],
})

void auth.start().then(async (session) => {
  if (session.status === 'signed-in') {
    const answer = await auth.fetch('https://api.example.com/orders')
    document.body.textContent = `${(await userInfo(auth)).email}: ${await answer.text()}`
    document.body.onclick = () => auth.logout()
  } else {
    document.body.onclick = () => auth.login()
  }
})
