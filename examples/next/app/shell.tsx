'use client'

import { SignedIn, SignedOut } from 'hallpass/react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect } from 'react'
import { auth } from './auth'

/** What is around every page. It starts the client, in the browser. */
export function Shell({ children }: { children: ReactNode }) {
  const router = useRouter()
  useEffect(() => {
    void auth.start({
      onReturn(url) {
        const { pathname, search, hash } = new URL(url)
        router.replace(pathname + search + hash)
      },
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
