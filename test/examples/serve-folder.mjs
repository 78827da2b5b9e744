// Serves the build of a single-page app: `node serve-folder.mjs <folder> <port>`. What is no file is the app
// itself, and `/api` is the API at API_URL.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, request as requestOf } from 'node:http'
import { extname, join } from 'node:path'

const [folder = '', port = ''] = process.argv.slice(2)
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname.startsWith('/api/')) {
    const { method, headers, url } = request
    const passedOn = requestOf(`${process.env.API_URL}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passedOn.on('error', () => response.writeHead(502).end())
    request.pipe(passedOn)
    return
  }
  const wanted = join(folder, pathname)
  const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(folder, 'index.html')
  const type = types[/** @type {keyof typeof types} */ (extname(file))] ?? 'application/octet-stream'
  response.writeHead(200, { 'content-type': type }).end(readFileSync(file))
}).listen(Number(port), 'localhost')
