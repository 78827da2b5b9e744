import type { Connect, Plugin } from 'vite'

/**
 * Each provider comes back to a URL of its own, `/auth/github`, and all of them are the page with the
 * buttons.
 */
export function callbackPages(): Plugin {
  const mount = ({ middlewares }: { middlewares: Connect.Server }) => {
    middlewares.use((request, _response, next) => {
      request.url = request.url?.replace(/^\/auth\/[^?]*/, '/providers.html')
      next()
    })
  }
  return { name: 'demo:callback-pages', configureServer: mount, configurePreviewServer: mount }
}
