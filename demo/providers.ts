import { allButtons, defineElements } from 'hallpass/elements'
import { element } from './element.js'
import { createAuth } from './providers/auth.js'
import { providers } from './providers/registry.js'

const auth = await createAuth()
defineElements(auth, { buttons: allButtons })
const { mountDevtools } = await import('hallpass/devtools')
mountDevtools(auth)

element('buttons').append(
  ...providers.map(({ id }) => {
    const button = document.createElement('hallpass-button')
    button.setAttribute('provider', id)
    button.setAttribute('action', 'continue')
    button.setAttribute('align', 'start')
    return button
  }),
)

auth.session.subscribe((session) => {
  document.body.dataset.status = session.status
  if (session.status === 'signed-in') {
    element('status').textContent =
      `Signed in as ${session.user.name ?? session.user.sub} with ${session.provider}`
    element('user').textContent = JSON.stringify(session.user, undefined, 2)
  } else {
    element('status').textContent =
      (session.status === 'signed-out' && session.error?.message) || 'Choose with whom to sign in'
    element('user').textContent = ''
  }
})

await auth.start()
