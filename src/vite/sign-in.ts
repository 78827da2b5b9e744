import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import type { InteractionResults } from 'oidc-provider'
import type { Describe } from './describe-requests.js'
import type { DevUser, ResolvedOptions } from './options.js'
import { consentPage } from './pages/consent-page.js'
import { messagePage } from './pages/message-page.js'
import { pageHeaders } from './pages/page.js'
import { signInPage } from './pages/sign-in-page.js'
import { readBody } from './read-body.js'
import type { Tenant } from './tenant.js'

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** The request header by which a test says who signs in, without a page. */
const testLoginHeader = 'x-test-login'

/** Shows who can sign in, and takes the answer: one of them, or nobody. */
export async function signIn(
  tenant: Tenant,
  request: IncomingMessage,
  response: ServerResponse,
  describe: Describe,
): Promise<void> {
  const provider = tenant.provider()
  const options = tenant.options()
  const underWay = await readUnderWay(provider, request, response)
  if (underWay === undefined) {
    describe(request, { answered: 'This sign-in is over', level: 'problem' })
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
  const finish = (result: InteractionResults): Promise<void> =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })

  if (request.method === 'POST') {
    const form = new URLSearchParams(await readBody(request))
    const user = options.users.find(({ sub }) => sub === form.get('sub'))
    if (user === undefined || form.has('cancel')) {
      describe(request, { asked: 'Cancel', answered: 'Sent back with access_denied', level: 'notice' })
      await finish({ error: 'access_denied', error_description: 'nobody was picked on the sign-in page' })
      return
    }
    describe(request, { asked: `Continue as ${user.name}`, person: user.name, level: 'good' })
    if (options.askForConsent && !form.has('consent')) {
      showConsent(response, options, underWay, user)
      return
    }
    await finish(answerFor(user, underWay, refusedIn(form, underWay)))
    return
  }

  const test = testLogin(request, underWay)
  const hinted = test ?? loginHint(underWay)
  const user = options.users.find(({ sub, email }) => sub === hinted || (email ?? sub) === hinted)
  if (user === undefined && test !== undefined) {
    const known = options.users.map(({ sub }) => sub).join(', ')
    const description = `nobody is called ${JSON.stringify(test).replaceAll('"', "'")} here, only: ${known}`
    describe(request, { answered: description, level: 'problem' })
    await finish({ error: 'access_denied', error_description: description })
    return
  }
  if (user !== undefined && (test !== undefined || skipsPage(underWay, options))) {
    describe(request, {
      asked: 'The sign-in page',
      answered: `Skipped: signed in as ${user.name}, as the request said`,
      person: user.name,
      level: 'good',
    })
    await finish(answerFor(user, underWay, []))
    return
  }
  const known = options.users.find(({ sub }) => sub === underWay.session?.accountId)
  if (underWay.prompt.name === 'consent' && known !== undefined) {
    showConsent(response, options, underWay, known)
    return
  }
  showPicker(response, options, underWay, hinted)
}

/** Who signs in by the will of a test: the header names them, or `test_login` and `login_hint` do. */
function testLogin({ headers }: IncomingMessage, { params }: Interaction): string | undefined {
  const header = headers[testLoginHeader]
  if (typeof header === 'string' && header !== '' && header !== '1') return header
  const isTest = header === '1' || params.test_login === '1' || params.test_login === 'true'
  return isTest ? (loginHint({ params }) ?? '') : undefined
}

function loginHint({ params }: Pick<Interaction, 'params'>): string | undefined {
  const hint = params.login_hint
  return typeof hint === 'string' && hint !== '' ? hint : undefined
}

/** A hint that names somebody is enough, unless the request or the server wants the person to be asked. */
function skipsPage({ params }: Interaction, { askForConsent }: ResolvedOptions): boolean {
  const prompts = String(params.prompt ?? '').split(' ')
  const wantsPage = ['login', 'select_account', 'consent'].some((prompt) => prompts.includes(prompt))
  return !wantsPage && !askForConsent
}

/** Answers every prompt at once: whichever was asked for, it is one click. */
function answerFor(user: DevUser, { params }: Interaction, refused: readonly string[]): InteractionResults {
  const [acr] = String(params.acr_values ?? '')
    .split(' ')
    .filter((value) => value !== '')
  return {
    login: { accountId: user.sub, ...(acr !== undefined && { acr }) },
    consent: refused.length > 0 ? { refused: refused.join(' ') } : {},
    select_account: {},
  }
}

/** The scopes that were shown and are not ticked. */
function refusedIn(form: URLSearchParams, underWay: Interaction): readonly string[] {
  if (!form.has('consent')) return []
  const allowed = form.getAll('scope')
  return scopesOf(underWay).filter((scope) => scope !== 'openid' && !allowed.includes(scope))
}

function scopesOf({ params }: Interaction): readonly string[] {
  return String(params.scope ?? '')
    .split(' ')
    .filter((scope) => scope !== '')
}

function showConsent(
  response: ServerResponse,
  options: ResolvedOptions,
  underWay: Interaction,
  user: DevUser,
): void {
  send(
    response,
    200,
    consentPage({ applicationName: nameOfClient(options, underWay), user, scopes: scopesOf(underWay) }),
  )
}

function showPicker(
  response: ServerResponse,
  options: ResolvedOptions,
  underWay: Interaction,
  hint: string | undefined,
): void {
  const acrValues = underWay.params.acr_values
  send(
    response,
    200,
    signInPage({
      applicationName: nameOfClient(options, underWay),
      users: options.users,
      loginHint: hint,
      acrValues: typeof acrValues === 'string' ? acrValues : undefined,
      dashboard: `${options.path}/dashboard`,
    }),
  )
}

function nameOfClient({ clients }: ResolvedOptions, { params }: Interaction): string {
  return clients.find(({ clientId }) => clientId === params.client_id)?.name ?? 'the application'
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

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { ...pageHeaders })
  response.end(html)
}
