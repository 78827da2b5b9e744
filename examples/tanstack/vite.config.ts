import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { devAuthorizationServer } from 'hallpass/vite'
import { defineConfig } from 'vite'

const users = [
  { sub: 'ada', name: 'Ada Lovelace', roles: [] },
  { sub: 'grace', name: 'Grace Hopper', roles: ['admin'] },
]

export default defineConfig({
  plugins: [tanstackRouter({ target: 'react' }), react(), devAuthorizationServer({ users })],
  server: { proxy: { '/api': process.env.API_URL ?? 'http://localhost:8080' } },
})
