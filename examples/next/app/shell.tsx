'use client'

import { returnedLogin } from 'hallpass'
import { SignedIn, SignedOut } from 'hallpass/react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect } from 'react'
import { auth } from './auth'

/** What is around every page. It starts the client, in the browser. */
export function Shell({ children }: { children: ReactNode }) {
  const router = useRouter()
  useEffect(() => {
    const goTo = (url: string) => router.replace(url.slice(location.origin.length))
    void auth.start({ onReturn: goTo }).then(() => {
      // After a login that was cancelled, too, to the page with the button.
      const login = returnedLogin(auth)
      if (login && auth.session.get().status === 'signed-out') goTo(login.url)
    })
  }, [router])
  return (
    <>
      <nav>
        <Link href="/">Home</Link> <Link href="/orders?of=2026#last">Orders</Link>{' '}
        <Link href="/admin">Admin</Link>
      </nav>
      <SignedIn auth={auth}>
        {(user) => (
          <button type="button" onClick={() => auth.logout()}>
            Sign out {user.name}
          </button>
        )}
      </SignedIn>
      <SignedOut auth={auth}>
        <button type="button" onClick={() => auth.login()}>
          Sign in
        </button>
      </SignedOut>
      {children}
    </>
  )
}
