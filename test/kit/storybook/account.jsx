import { useState, useSyncExternalStore } from 'react'

/** Who is signed in, with a button for the login or the sign-out, and what the API says. */
export function Account({ auth, login = () => auth.login() }) {
  const session = useSyncExternalStore(auth.session.subscribe, auth.session.get)
  const [answer, setAnswer] = useState('')
  if (session.status === 'loading') return <p role="status">…</p>
  if (session.status !== 'signed-in')
    return (
      <button type="button" onClick={() => login().catch((error) => setAnswer(error.code))}>
        Sign in{answer && `: ${answer}`}
      </button>
    )

  async function load() {
    const response = await auth.fetch('http://localhost:4001/api/me')
    setAnswer(`API: ${(await response.json()).sub}`)
  }
  return (
    <>
      <h1>Hello {session.user.name}</h1>
      {session.trouble && <p role="status">There is trouble</p>}
      <button type="button" onClick={load}>
        Load
      </button>
      <button type="button" onClick={() => auth.logout({ everywhere: false })}>
        Sign out
      </button>
      <output>{answer}</output>
    </>
  )
}
