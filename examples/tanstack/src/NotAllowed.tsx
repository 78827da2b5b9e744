import type { ErrorComponentProps } from '@tanstack/react-router'
import { isAuthError, messageFor } from 'hallpass'
import { useSession } from 'hallpass/react'
import { auth } from './auth.ts'

/** What is shown instead of a page whose guard, or whose loader, has thrown. */
export function NotAllowed({ error }: ErrorComponentProps) {
  const { status } = useSession(auth)
  if (status === 'signed-out') return <h1>Please sign in</h1>
  if (isAuthError(error, 'forbidden'))
    return (
      <>
        <h1>Only for admins</h1>
        <button type="button" onClick={() => auth.login({ prompt: 'login' })}>
          Use another account
        </button>
      </>
    )
  return <h1 role="alert">{messageFor(error)}</h1>
}
