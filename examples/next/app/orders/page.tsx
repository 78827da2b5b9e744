'use client'

import { useEffect, useState } from 'react'
import { auth, signedIn } from '../auth'
import { Guarded } from '../guarded'

export default function OrdersPage() {
  return (
    <Guarded access={signedIn}>
      {(user) => (
        <>
          <h1>Orders of {user.name}</h1>
          <Orders />
        </>
      )}
    </Guarded>
  )
}

function Orders() {
  const [orders, setOrders] = useState<string[]>([])
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    const aborter = new AbortController()
    loadOrders(aborter.signal).then(setOrders, (error) => aborter.signal.aborted || setProblem(error.message))
    return () => aborter.abort()
  }, [])
  if (problem !== undefined) return <p role="alert">{problem}</p>
  return (
    <ul>
      {orders.map((order) => (
        <li key={order}>{order}</li>
      ))}
    </ul>
  )
}

async function loadOrders(signal: AbortSignal): Promise<string[]> {
  const answer = await auth.fetch('/api/orders', { signal })
  if (!answer.ok) throw new Error(`The orders could not be loaded (${answer.status}).`)
  return answer.json()
}
