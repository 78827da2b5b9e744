/** @jsxImportSource preact */
import { createClient } from 'hallpass'
import { AuthProvider, RequireSignedIn, SignedIn, SignedOut } from 'hallpass/preact'

const auth = createClient({
  issuer: 'https://login.example',
  clientId: 'app',
  user: ({ sub }) => ({ id: sub ?? '' }),
})

/** The elements of `hallpass/elements`, and the components of the adapter, as an app writes them. */
export const page: unknown = (
  <AuthProvider auth={auth}>
    <hallpass-when status="signed-out" reason="never expired" class="gate">
      <hallpass-button
        provider="github"
        brand="keycloak"
        theme="dark"
        size="large"
        icon-only
        return-to="/orders"
        onhallpass-error={(event) => console.log(event.detail.provider)}
      />
    </hallpass-when>
    <hallpass-user show-name title="You">
      <a href="/account">Your account</a>
    </hallpass-user>
    {/* @ts-expect-error: there is no such theme. */}
    <hallpass-button theme="pink" />
    {/* @ts-expect-error: there is no such attribute. */}
    <hallpass-user providers="github" />
    <SignedIn auth={auth} fallback={<p>Nobody</p>}>
      {(user) => <p>{user.id.toUpperCase()}</p>}
    </SignedIn>
    <SignedOut auth={auth}>
      <button type="button" onClick={() => auth.login()}>
        Sign in
      </button>
    </SignedOut>
    <RequireSignedIn auth={auth} signedOut={(session) => <p>{session.status}</p>}>
      <p>secret</p>
    </RequireSignedIn>
  </AuthProvider>
)
