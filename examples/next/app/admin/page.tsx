'use client'

import { admin } from '../auth'
import { Guarded } from '../guarded'

export default function AdminPage() {
  return <Guarded access={admin}>{() => <h1>Admin</h1>}</Guarded>
}
