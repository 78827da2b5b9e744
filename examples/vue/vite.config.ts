import vue from '@vitejs/plugin-vue'
import { devAuthorizationServer } from 'hallpass/vite'
import { defineConfig } from 'vite'

const users = [
  { sub: 'ada', name: 'Ada Lovelace', roles: [] },
  { sub: 'grace', name: 'Grace Hopper', roles: ['admin'] },
]

// https://vite.dev/config/
export default defineConfig({
  plugins: [vue(), devAuthorizationServer({ users })],
  server: { proxy: { '/api': process.env.API_URL ?? 'http://localhost:8080' } },
})
