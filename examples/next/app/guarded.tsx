'use client'

import type { PageAccess } from 'hallpass/router'
import { type ReactNode, useSyncExternalStore } from 'react'

interface GuardedProps<User> {
  access: PageAccess<User>
  children: (user: User) => ReactNode
}

export function Guarded<User>({ access, children }: GuardedProps<User>) {
  const now = useSyncExternalStore(access.subscribe, access.get, access.getOnServer)
  switch (now.status) {
    case 'waiting':
      return <p>Loading…</p>
    case 'allowed':
      return children(now.user)
    case 'signed-out':
      return <h1>Please sign in</h1>
    case 'forbidden':
      return <h1>Only for admins</h1>
  }
}
