import { devAuthorizationServer } from 'hallpass/vite'
import { defineConfig } from 'vite'

// Where the preview has a host name of its own: PREVIEW_HOST=my-preview.example npm start
const host = process.env.PREVIEW_HOST
const allowedHosts = host === undefined ? [] : [host]

export default defineConfig({
  plugins: [devAuthorizationServer({ allowedHosts })],
  server: { allowedHosts },
})
