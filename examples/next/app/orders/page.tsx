'use client'

import { messageFor } from 'hallpass'
import { useEffect, useState } from 'react'
import { auth, signedIn } from '../auth'
import { Guarded } from '../guarded'

export default function OrdersPage() {
  return <Guarded access={signedIn}>{(user) => <Orders name={user.name} />}</Guarded>
}

function Orders({ name }: { name: string }) {
  const [orders, setOrders] = useState<string[]>([])
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    const aborter = new AbortController()
    loadOrders(aborter.signal).then(setOrders, (error) => setProblem(messageFor(error)))
    return () => aborter.abort()
  }, [])
  return (
    <>
      <h1>Orders of {name}</h1>
      {problem && <p role="alert">{problem}</p>}
      <ul>
        {orders.map((order) => (
          <li key={order}>{order}</li>
        ))}
      </ul>
    </>
  )
}

async function loadOrders(signal: AbortSignal): Promise<string[]> {
  const answer = await auth.fetch('/api/orders', { signal })
  if (!answer.ok) throw new Error(`The orders could not be loaded (${answer.status}).`)
  return answer.json()
}
