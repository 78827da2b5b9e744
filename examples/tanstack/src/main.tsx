import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import { isAuthError } from 'hallpass'
import { clearQueriesOnSignOut, retryQuery } from 'hallpass/query'
import { onUserChange } from 'hallpass/router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { auth } from './auth.ts'
import { NotAllowed } from './NotAllowed.tsx'
import { routeTree } from './routeTree.gen.ts'

const queryClient = new QueryClient({ defaultOptions: { queries: { retry: retryQuery } } })
clearQueriesOnSignOut(auth, queryClient)

const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultErrorComponent: NotAllowed,
})
// Asks the guards again when somebody signs in or out, here or in another tab.
onUserChange(auth, () => void router.invalidate())

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

createRoot(document.getElementById('root') as HTMLElement, {
  // What a guard throws is no fault of the app.
  onCaughtError: (error) => isAuthError(error) || console.error(error),
}).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
