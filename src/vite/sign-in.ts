import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import type { ResolvedOptions } from './options.js'
import { messagePage } from './pages/message-page.js'
import { pageHeaders } from './pages/page.js'
import { signInPage } from './pages/sign-in-page.js'

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

const bodyLimit = 10_000

/** Shows who can sign in, and takes the answer: one of them, or nobody. */
export async function signIn(
  provider: Provider,
  options: ResolvedOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const underWay = await readUnderWay(provider, request, response)
  if (underWay === undefined) {
    send(
      response,
      400,
      messagePage({
        title: 'This sign-in is over',
        text:
          'It was finished before, took too long, or the server has been restarted since. Start again ' +
          'from the application.',
        back: `${options.origin}/`,
      }),
    )
    return
  }
  const { params } = underWay

  if (request.method !== 'POST') {
    const client = options.clients.find(({ clientId }) => clientId === params.client_id)
    const loginHint = params.login_hint
    send(
      response,
      200,
      signInPage({
        applicationName: client?.name ?? 'the application',
        users: options.users,
        loginHint: typeof loginHint === 'string' ? loginHint : undefined,
      }),
    )
    return
  }

  const form = new URLSearchParams(await readBody(request))
  const user = options.users.find(({ sub }) => sub === form.get('sub'))
  if (user === undefined) {
    const refusal = { error: 'access_denied', error_description: 'nobody was picked on the sign-in page' }
    await provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false })
    return
  }
  // Answers every prompt at once: whichever was asked for, it is one click.
  const answer = { login: { accountId: user.sub }, consent: {}, select_account: {} }
  await provider.interactionFinished(request, response, answer, { mergeWithLastSubmission: false })
}

async function readUnderWay(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Interaction | undefined> {
  try {
    return await provider.interactionDetails(request, response)
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return undefined
    throw error
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) {
    body += String(chunk)
    if (body.length > bodyLimit) throw new Error('the sign-in form is too long')
  }
  return body
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { ...pageHeaders })
  response.end(html)
}
