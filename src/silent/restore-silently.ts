import type { Client, LoginOptions, Session } from 'hallpass'
import { checkNumber } from '../check-number.js'
import { internalsOf } from '../client/client-internals.js'
import { silentFramePrefix } from '../client/login-state.js'
import { answerFrom, popupStatePrefix } from '../client/popup-messages.js'
import { AuthError, explained, isAuthError } from '../errors.js'
import { own } from '../own.js'
import { isPublicName } from '../protocol/public-name.js'

/** What to ask for, and how long it may take. */
export interface SilentOptions extends Omit<LoginOptions, 'prompt' | 'returnTo'> {
  /**
   * The page of this origin that the frame returns to: one that calls `finishPopup()`, which is quicker, or
   * any page of the app that calls `start()`. It has to be registered at the server. Default: the client's
   * `redirectUri`.
   */
  readonly redirectUri?: string
  /**
   * The time limit for the server's answer, in milliseconds, from 1 to 2147483647. Default: the client's
   * `timeoutMs`.
   */
  readonly timeoutMs?: number
}

/** Errors that say that the server needs the person (OpenID Connect Core, section 3.1.2.6). */
const needsPerson = /^(login|interaction|consent|account_selection)_required$/
/** Reasons that say that the person signed out, on this page or in another tab. */
const signedOut = /^(logout|other-tab)$/
const localNetworkAccess = ['local-network-access', 'local-network', 'loopback-network']

/**
 * Signs in a person who is still signed in at the server, in a hidden frame and without a question (OpenID
 * Connect Core, section 3.1.2.1, `prompt=none`). Resolves to the session: at once where somebody is signed in
 * already, or has just signed out; unchanged where the server does not know the person, or wants to ask
 * something. It works where the browser gives the server its cookies in a frame: always for a server on the
 * app's own site, less and less for one on another site. Rejects with `silent-unanswered` where the frame
 * does not return, with `network`, `configuration`, and with any other error that the answer to a login can
 * be refused with.
 *
 * @example
 * const { status } = await restoreSilently(auth)
 */
export function restoreSilently<User>(
  client: Client<User>,
  options: SilentOptions = {},
): Promise<Session<User>> {
  return explained(restore(client, options))
}

async function restore<User>(client: Client<User>, options: SilentOptions): Promise<Session<User>> {
  const { context, source } = internalsOf(client)
  const { current, settings, effects } = context
  const asked = own(options)
  const { timeoutMs = settings.timeoutMs } = asked
  checkNumber('timeoutMs', timeoutMs, 'milliseconds')
  await client.start()
  const before = current.session.get()
  // The last condition is for a page that is in such a frame itself, and has not come back with an answer.
  if (
    before.status !== 'signed-out' ||
    signedOut.test(before.reason) ||
    context.signOuts.takeOwn() ||
    window.name.startsWith(silentFramePrefix)
  ) {
    return before
  }
  const { prepareLogin, accept } = await source()
  const { url, pending } = await prepareLogin(
    { ...asked, prompt: 'none' },
    {
      redirectUri: asked.redirectUri && new URL(asked.redirectUri, location.href).href,
      statePrefix: popupStatePrefix,
    },
  )
  const frame = document.createElement('iframe')
  frame.name = silentFramePrefix + pending.state
  frame.hidden = true
  // The sandbox keeps the frame from leading this page elsewhere, and from opening windows.
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms')
  // Where this page is on a loopback or private host, a server's script may lead the frame back here only
  // with this permission; each name is that of some versions of Chrome. The value is `*`, since the server
  // may go through other servers to sign somebody in.
  frame.allow = localNetworkAccess.map((name) => `${name} *`).join('; ')
  frame.src = url
  document.documentElement.append(frame)
  const over = new AbortController()
  try {
    const late = new Promise<never>((_, reject) => {
      const stop = effects.clock.after(timeoutMs, () => unanswered(timeoutMs).then(reject))
      over.signal.addEventListener('abort', stop)
    })
    const arrival = await Promise.race([answerFrom(frame.contentWindow, pending.state, over.signal), late])
    // If somebody has signed in or out meanwhile, the answer is dropped.
    const isWanted = (): boolean => current.session.get() === before
    if (isWanted()) await accept({ ...arrival, pending, isWanted })
  } catch (error) {
    if (!isAuthError(error, 'login-refused') || !needsPerson.test(error.details.error)) throw error
  } finally {
    over.abort()
    frame.remove()
  }
  return current.session.get()
}

async function unanswered(timeoutMs: number): Promise<AuthError> {
  const permission = isPublicName(location.hostname) ? undefined : await localNetworkPermission()
  return new AuthError('silent-unanswered', {
    timeoutMs,
    ...(permission && { localNetworkAccess: permission }),
  })
}

/**
 * The state of the permission that keeps a frame from coming back to this host. Resolves to `undefined` where
 * nothing keeps it, or the browser does not say.
 */
async function localNetworkPermission(): Promise<'prompt' | 'denied' | undefined> {
  const asked = localNetworkAccess.map((name) =>
    // A browser that does not know the name rejects.
    navigator.permissions?.query({ name: name as PermissionName }).catch(() => undefined),
  )
  const states = (await Promise.all(asked)).map((status) => status?.state)
  return states.includes('granted')
    ? undefined
    : states.find((state) => state === 'denied' || state === 'prompt')
}
