import { createFileRoute } from '@tanstack/react-router'
import { requireAdmin } from '../auth.ts'

export const Route = createFileRoute('/admin')({ beforeLoad: requireAdmin, component: () => <h1>Admin</h1> })
