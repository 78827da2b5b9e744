import { defineDevServer } from 'hallpass/vite'

export default defineDevServer({
  users: [
    { sub: 'ada', name: 'Ada Lovelace', roles: [] },
    { sub: 'grace', name: 'Grace Hopper', roles: ['admin'] },
  ],
  apis: [{ resource: 'http://localhost:3000/api' }],
})
