import { createClient } from 'hallpass'
import { loginWithPopup } from 'hallpass/popup'
import { testClient } from 'hallpass/testing'
import { Account } from './account.jsx'

export default { title: 'Account' }

const ada = { sub: 'ada', name: 'Ada Lovelace' }

export const SignedIn = { render: () => <Account auth={testClient({ user: ada })} /> }
export const Loading = { render: () => <Account auth={testClient({ session: 'loading' })} /> }
export const SignedOut = { render: () => <Account auth={testClient()} /> }
export const Offline = {
  render: () => {
    const auth = testClient({ user: ada })
    auth.test.trouble()
    return <Account auth={auth} />
  },
}

/** The client of an app, which signs in at the development server on port 4000. */
const auth = createClient({
  issuer: 'http://localhost:4000/oidc',
  clientId: 'spa',
  scope: 'openid profile offline_access',
  apis: [{ url: 'http://localhost:4001/api', resource: 'http://localhost:4001/api' }],
})

export const RealLogin = {
  loaders: [() => auth.start()],
  render: () => <Account auth={auth} />,
}
export const RealLoginInWindow = {
  loaders: [() => auth.start()],
  render: () => <Account auth={auth} login={() => loginWithPopup(auth)} />,
}
