import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { auth, requireUser } from '../auth.ts'

const ordersQuery = queryOptions({
  queryKey: ['orders'],
  async queryFn({ signal }): Promise<string[]> {
    const answer = await auth.fetch('/api/orders', { signal })
    if (!answer.ok) throw new Error(`The orders could not be loaded (${answer.status}).`)
    return answer.json()
  },
})

export const Route = createFileRoute('/orders')({
  validateSearch: ({ of }: { of?: number }) => ({ of }),
  beforeLoad: requireUser,
  loader: ({ context }) => context.queryClient.ensureQueryData(ordersQuery),
  component: Orders,
})

function Orders() {
  const { user } = Route.useRouteContext()
  const { data: orders } = useSuspenseQuery(ordersQuery)
  return (
    <>
      <h1>Orders of {user.name}</h1>
      <ul>
        {orders.map((order) => (
          <li key={order}>{order}</li>
        ))}
      </ul>
    </>
  )
}
