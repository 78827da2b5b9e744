import { loginWithPopup } from 'hallpass/popup'
import { testClient } from 'hallpass/testing'
import { Account } from './account.jsx'
import { auth } from './auth.js'

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

export const RealLogin = { render: () => <Account auth={auth} /> }
export const RealLoginInWindow = {
  render: () => <Account auth={auth} login={() => loginWithPopup(auth)} />,
}
