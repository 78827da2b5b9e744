import { createClient } from 'hallpass'
import { testClient } from 'hallpass/testing'
import { HttpResponse, http } from 'msw'
import { setupWorker } from 'msw/browser'
import { show } from './view.js'

/** What MSW was asked. */
const asked = []
const worker = setupWorker(
  http.get('/api/me', ({ request }) => {
    asked.push(request.headers.get('authorization'))
    return HttpResponse.json({ name: 'a name of MSW' })
  }),
  http.get('/oidc/authorize', () => {
    asked.push('authorize')
    return HttpResponse.text('a page of MSW')
  }),
)
await worker.start({ quiet: true, onUnhandledRequest: 'bypass' })

const auth =
  location.search === '?real'
    ? createClient({ issuer: `${location.origin}/oidc`, clientId: 'spa' })
    : testClient({ user: { sub: 'ada', name: 'Ada' }, fetch: (input, init) => fetch(input, init) })
Object.assign(window, { asked, auth })
show(auth, document.querySelector('main'))
auth.start()
