import { Route, Router } from '@solidjs/router'
import { render } from 'solid-js/web'
import { AdminPage, Home, Layout, OrdersPage } from './pages.tsx'

render(
  () => (
    <Router root={Layout}>
      <Route path="/" component={Home} />
      <Route path="/orders" component={OrdersPage} />
      <Route path="/admin" component={AdminPage} />
    </Router>
  ),
  document.getElementById('root') as HTMLElement,
)
