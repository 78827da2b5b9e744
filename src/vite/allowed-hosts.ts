import type { IncomingMessage } from 'node:http'

/** Who may sign in here besides this machine: `DevAuthorizationServerOptions.allowedHosts`. */
export type AllowedHosts = readonly string[] | true | undefined

/**
 * The reason for which a request is refused, since whoever reaches this server can sign in as anybody;
 * `undefined` for a request that is allowed. Two things are checked. The host that the browser asked for
 * tells a page of this machine from one whose name was made to point here (DNS rebinding). The address of the
 * connection tells this machine from another one, which may write any host.
 */
export function refusalOf(request: IncomingMessage, allowed: AllowedHosts): string | undefined {
  if (allowed === true) return undefined
  const host = hostnameOf(String(request.headers[':authority'] ?? request.headers.host))
  if (isListed(host, allowed)) return undefined
  if (!isThisMachine(host)) return `the host ${host ?? 'of this request'} is not this machine`
  const { remoteAddress } = request.socket
  return remoteAddress === undefined || isLoopback(remoteAddress)
    ? undefined
    : 'the request comes from another machine'
}

/**
 * @throws {TypeError} for a fixed origin that browsers on other machines are meant to see, and that nobody
 * has allowed.
 */
export function checkOrigin(origin: string | undefined, allowed: AllowedHosts): void {
  const host = origin === undefined ? undefined : new URL(origin).hostname
  if (host === undefined || allowed === true || isThisMachine(host) || isListed(host, allowed)) return
  throw new TypeError(
    `origin: ${host} is not this machine, and whoever reaches this server signs in as anybody. If ` +
      `that is meant: allowedHosts: ['${host}']`,
  )
}

/**
 * The reason for which a request may not read or change the state of this server (the dashboard, and the
 * actions for tests); `undefined` for a request that may. Only this machine may, whoever else is allowed to
 * sign in.
 */
export function controlRefusalOf(request: IncomingMessage, allowed: AllowedHosts): string | undefined {
  if (allowed === true || (allowed !== undefined && allowed.length > 0)) {
    return 'allowedHosts opens this server to others'
  }
  return refusalOf(request, undefined)
}

/** What is to be done where somebody was refused for a reason. */
export function adviceFor(reason: string): string {
  return (
    'Anybody who may sign in at this development server may be anybody. It serves this machine alone, ' +
    `and ${reason}. If others are meant to use it, name the host they use, by the option ` +
    "allowedHosts: ['dev.example'] or, for the command, by --allow-host dev.example"
  )
}

/** Does a server that listens here take connections of other machines? */
export function isReachable(address: unknown): boolean {
  return (
    typeof address === 'object' &&
    address !== null &&
    'address' in address &&
    !isLoopback(String(address.address))
  )
}

function isListed(host: string | undefined, allowed: Exclude<AllowedHosts, true>): boolean {
  return (
    !!host && !!allowed?.some((name) => name === host || (name.startsWith('.') && `.${host}`.endsWith(name)))
  )
}

function isThisMachine(host: string | undefined): boolean {
  return !!host && /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}

function isLoopback(address: string): boolean {
  return /^(::1|(::ffff:)?127(\.\d+){3})$/i.test(address)
}

/** As browsers compare it: in lower case, without the port. */
function hostnameOf(authority: string): string | undefined {
  const url = `http://${authority}`
  return URL.canParse(url) ? new URL(url).hostname : undefined
}
