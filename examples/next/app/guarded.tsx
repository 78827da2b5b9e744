'use client'

import type { PageAccess } from 'hallpass/router'
import { type ReactNode, useSyncExternalStore } from 'react'
import { auth } from './auth'

interface GuardedProps<User> {
  access: PageAccess<User>
  children: (user: User) => ReactNode
}

export function Guarded<User>({ access, children }: GuardedProps<User>) {
  const now = useSyncExternalStore(access.subscribe, access.get, access.getOnServer)
  if (now.status === 'waiting') return <p>Loading…</p>
  if (now.status === 'allowed') return children(now.user)
  if (now.status === 'signed-out') return <h1>Please sign in</h1>
  return (
    <>
      <h1>Only for admins</h1>
      <button type="button" onClick={() => auth.login({ prompt: 'login' })}>
        Use another account
      </button>
    </>
  )
}
