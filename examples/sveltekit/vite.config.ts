import { sveltekit } from '@sveltejs/kit/vite'
import { devAuthorizationServer } from 'hallpass/vite'
import { defineConfig } from 'vite'

const users = [
  { sub: 'ada', name: 'Ada Lovelace', roles: [] },
  { sub: 'grace', name: 'Grace Hopper', roles: ['admin'] },
]

// https://vite.dev/config/
export default defineConfig({
  plugins: [sveltekit(), devAuthorizationServer({ users })],
  server: { proxy: { '/api': process.env.API_URL ?? 'http://localhost:8080' } },
})
