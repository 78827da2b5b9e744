import type { Controlled } from '../control.js'
import { type LiveGrant, type LiveToken, listGrants } from '../grants.js'
import type { DevUser, ResolvedClient, ResolvedOptions } from '../options.js'
import { isPattern } from '../origin-pattern.js'
import { escapeHtml } from '../pages/escape-html.js'
import { face } from '../pages/face.js'
import { mark } from '../pages/palette.js'
import type { LoggedRequest } from '../request-log.js'
import type { Faults, Settings } from '../settings.js'

/** What changes while one looks at it. Each part that comes and goes has a key. */
export function dashboardBody(controlled: Controlled, base: string): string {
  const { tenant, log, faults, settings } = controlled
  const options = tenant.options()
  const grants = listGrants(tenant)
  const now = Date.now()
  return `${top(options, faults.of(undefined), settings())}
<div class="columns">
<div class="column">
${section('grants', 'Live grants', count(grants.length, 'sign-in', 'sign-ins'), grantList(grants, options.users, base, now))}
${section('requests', 'Requests', clearButton(base, log.list().length > 0), requestList(log.list()))}
${section('snippets', 'Your app and your API', '', snippets(options))}
</div>
<div class="column side">
${section('trouble', 'Trouble', resetButton(base), troubleForms(faults.of(undefined), settings(), base))}
${section('rules', 'Rules', '', ruleForms(settings(), options, base))}
${section('people', 'People', count(options.users.length, 'person', 'people'), peopleList(options.users))}
${section('clients', 'Clients', count(options.clients.length, 'client', 'clients'), clientList(options))}
</div>
</div>`
}

function top({ issuer }: ResolvedOptions, faults: Faults, settings: Settings): string {
  const troubles = troublesOf(faults, settings)
  const state = troubles.length === 0 ? 'Answers as usual' : troubles.join(', ')
  const links = [
    ['grants', 'Grants'],
    ['requests', 'Requests'],
    ['trouble', 'Trouble'],
    ['rules', 'Rules'],
    ['people', 'People'],
  ]
  return `<header class="top" id="top">
<span class="mark">${mark}</span>
<div><h1>Development sign-in</h1><p><code>${escapeHtml(issuer)}</code></p></div>
<p class="state" data-level="${troubles.length === 0 ? 'good' : 'problem'}">${escapeHtml(state)}</p>
</header>
<nav class="jump" aria-label="Parts of this page">${links.map(([id, label]) => `<a href="#${id}">${label}</a>`).join('')}</nav>`
}

/** What is wrong on purpose, in few words each. */
function troublesOf({ down, slowMs, answer }: Faults, { clockSkewSeconds, stepUp }: Settings): string[] {
  return [
    ...(down ? ['no network'] : []),
    ...(slowMs > 0 ? [`slow by ${slowMs} ms`] : []),
    ...(answer === undefined ? [] : [`answers ${answer.status}`]),
    ...(clockSkewSeconds === 0 ? [] : [`clock wrong by ${clockSkewSeconds} s`]),
    ...(stepUp === undefined ? [] : ['step-up']),
  ]
}

function section(id: string, title: string, aside: string, body: string): string {
  return `<section class="card" id="${id}" aria-labelledby="${id}-title">
<div class="head"><h2 id="${id}-title">${title}</h2>${aside}</div>
${body}
</section>`
}

function count(number: number, one: string, many: string): string {
  return `<span class="count">${number} ${number === 1 ? one : many}</span>`
}

function grantList(
  grants: readonly LiveGrant[],
  users: readonly DevUser[],
  base: string,
  now: number,
): string {
  if (grants.length === 0) {
    return '<p class="empty" data-key="none">Nobody is signed in. A sign-in shows up here with its tokens and how long they live.</p>'
  }
  return `<ul class="grants" data-key="list">${grants.map((grant) => grantItem(grant, users, base, now)).join('\n')}</ul>`
}

function grantItem(grant: LiveGrant, users: readonly DevUser[], base: string, now: number): string {
  const user = users.find(({ sub }) => sub === grant.sub) ?? { sub: grant.sub, name: grant.person }
  const facts = [
    `at ${escapeHtml(grant.clientId)}`,
    `since <time>${clockTime(grant.signedInAt)}</time>`,
    count(grant.renewals, 'renewal', 'renewals').replace(/<\/?span[^>]*>/g, ''),
    ...(grant.acr === undefined ? [] : [`by ${escapeHtml(grant.acr)}`]),
  ]
  return `<li class="grant" data-key="${escapeHtml(grant.id)}">
<div class="who">${face(user)}<div><h3>${escapeHtml(grant.person)}</h3><p>${facts.join(' · ')}</p></div></div>
<p class="scopes">${grant.scope
    .split(' ')
    .filter((scope) => scope !== '')
    .map((scope) => `<code>${escapeHtml(scope)}</code>`)
    .join(' ')}</p>
<ul class="tokens">${grant.tokens
    .toSorted((one, other) => Number(one.used) - Number(other.used))
    .map((token) => tokenItem(token, now))
    .join('\n')}</ul>
<div class="actions">
${grantButton(base, 'expire', grant, 'Expire', 'End the access tokens now; the app renews')}
${grantButton(base, 'rotate', grant, 'Use elsewhere', 'As if another copy of the app had renewed: the next renewal here is the second use')}
${grantButton(base, 'revoke', grant, 'Revoke', 'End the grant with all its tokens')}
</div>
</li>`
}

function tokenItem(
  { kind, redacted, issuedAt, expiresAt, used, boundToKey }: LiveToken,
  now: number,
): string {
  const lifetime = Math.max(expiresAt - issuedAt, 1000)
  const left = Math.max(expiresAt - now, 0)
  const unused = left / lifetime < 0.2 ? 'low' : 'good'
  const state = used ? 'used' : unused
  const text = used ? 'used up' : `${duration(left)} left`
  return `<li class="token" data-key="${kind} ${escapeHtml(redacted)}" data-state="${state}">
<span class="name">${kind}${boundToKey ? ' <span class="tag">DPoP</span>' : ''}</span> <code>${escapeHtml(redacted)}</code>
<span class="left">${text}</span>
${used ? '' : `<progress max="${Math.round(lifetime / 1000)}" value="${Math.round(left / 1000)}" aria-label="Remaining life of the ${kind} ${escapeHtml(redacted)}">${text}</progress>`}
</li>`
}

function grantButton(base: string, action: string, grant: LiveGrant, label: string, title: string): string {
  return `<form method="post" action="${escapeHtml(base)}/${action}"><input type="hidden" name="id" value="${escapeHtml(grant.id)}"><button${action === 'revoke' ? ' class="danger"' : ''} title="${escapeHtml(title)}" aria-label="${escapeHtml(`${label}: ${grant.person}`)}">${label}</button></form>`
}

function requestList(requests: readonly LoggedRequest[]): string {
  if (requests.length === 0) {
    return '<p class="empty" data-key="none">No request yet. Each one is told here in plain words, with what was answered.</p>'
  }
  return `<ol class="requests" data-key="list" tabindex="0" aria-label="Requests, the newest first">${requests.slice(0, 100).map(requestItem).join('\n')}</ol>`
}

function requestItem(entry: LoggedRequest): string {
  const { number, at, method, path, asked, answered, status, durationMs, level, person } = entry
  const words = { good: 'worked', notice: 'as the protocol has it', problem: 'a problem' }[level]
  return `<li data-key="${number}" data-level="${level}">
<div class="line"><time>${clockTime(at)}</time> <code>${escapeHtml(method)} ${escapeHtml(path)}</code> <span class="status" title="${words}">${status ?? 'no answer'}</span><span class="took">${durationMs} ms</span></div>
<p class="asked">${escapeHtml(asked)}${person === undefined ? '' : ` <span class="person">${escapeHtml(person)}</span>`}</p>
<p class="answered"><span class="hidden">${words}: </span>${escapeHtml(answered)}</p>
</li>`
}

function clearButton(base: string, isNeeded: boolean): string {
  return isNeeded
    ? `<form method="post" action="${escapeHtml(base)}/clear-log"><button class="plain">Clear</button></form>`
    : ''
}

function resetButton(base: string): string {
  return `<form method="post" action="${escapeHtml(base)}/reset"><button class="plain" title="No trouble, and the rules as they were at the start">Reset all</button></form>`
}

function troubleForms({ down, slowMs, answer }: Faults, settings: Settings, base: string): string {
  const { clockSkewSeconds, stepUp } = settings
  const status = answer?.status ?? 0
  const statuses: readonly (readonly [number, string])[] = [
    [0, 'as usual'],
    [500, '500 Server error'],
    [502, '502 Bad gateway'],
    [503, '503 Unavailable'],
    [429, '429 Too many requests'],
  ]
  return `<div class="rows">
${toggle(base, 'down', 'on', down, 'No network', 'Every request breaks off')}
${field(base, 'slow', 'Slow', 'Each answer takes longer', `${number('milliseconds', slowMs, 0)}<span class="unit">ms</span>`, slowMs > 0)}
${field(
  base,
  'status',
  'Answers',
  'In the place of the usual ones',
  `<select name="status" id="status-status" aria-label="Status">${statuses
    .map(
      ([value, label]) => `<option value="${value}"${value === status ? ' selected' : ''}>${label}</option>`,
    )
    .join('')}</select>
<label class="small" for="status-retryAfter">Retry-After</label>${number('retryAfter', answer?.retryAfter ?? '', 0, 'status')}<span class="unit">s</span>
${number('times', answer?.timesLeft ?? '', 1, 'status')}<label class="small" for="status-times">times</label>`,
  answer !== undefined,
)}
${field(base, 'clock', 'Wrong clock', 'How far the server is ahead; negative: behind', `${number('skewSeconds', clockSkewSeconds, undefined)}<span class="unit">s</span>`, clockSkewSeconds !== 0)}
${field(
  base,
  'step-up',
  'Step-up',
  'APIs here and UserInfo want a sign-in by one of these',
  `<input name="acrValues" id="step-up-acrValues" value="${escapeHtml(stepUp?.acrValues.join(' ') ?? '')}" placeholder="mfa" autocomplete="off" aria-label="acr_values">
<label class="small" for="step-up-maxAge">max age</label>${number('maxAge', stepUp?.maxAge ?? '', 0, 'step-up')}<span class="unit">s</span>`,
  stepUp !== undefined,
)}
</div>`
}

function ruleForms(settings: Settings, options: ResolvedOptions, base: string): string {
  const rule = (name: keyof Settings & string, label: string, hint: string) =>
    toggle(base, 'settings', name, settings[name] === true, label, hint)
  return `<div class="rows">
${rule('rotateRefreshTokens', 'Rotate refresh tokens', 'A second use revokes the grant')}
${rule('requireDPoP', 'Require DPoP', 'Tokens are bound to a key')}
${rule('requireDPoPNonce', 'DPoP nonces', 'A proof needs a fresh nonce')}
${rule('requirePushedAuthorizationRequests', 'Require PAR', 'Sign-ins are pushed first')}
${rule('askForConsent', 'Ask for consent', 'Scope by scope, at each sign-in')}
${field(base, 'settings', 'Access tokens', 'How long new ones live', `${number('accessTokenTtlSeconds', settings.accessTokenTtlSeconds, 1)}<span class="unit">s</span>`, false)}
${field(base, 'settings', 'Withhold scopes', 'Not granted, although asked for', `<input name="withheldScopes" id="settings-withheldScopes" value="${escapeHtml(settings.withheldScopes.join(' '))}" placeholder="${escapeHtml(options.apis[0]?.scopes?.[0] ?? 'email')}" autocomplete="off" aria-label="Scopes, with spaces between them">`, settings.withheldScopes.length > 0)}
</div>`
}

/** A switch: it sends what it would be after a click. */
function toggle(
  base: string,
  action: string,
  name: string,
  on: boolean,
  label: string,
  hint: string,
): string {
  const id = `${action}-${name}`
  return `<form class="row" method="post" action="${escapeHtml(base)}/${action}"${on && action === 'down' ? ' data-on' : ''}>
<div><span class="label" id="${id}-label">${label}</span><span class="hint" id="${id}-hint">${hint}</span></div>
<input type="hidden" name="${name}" value="${String(!on)}"><button role="switch" id="${id}" aria-checked="${String(on)}" aria-labelledby="${id}-label" aria-describedby="${id}-hint"><span class="knob"></span></button>
</form>`
}

function field(
  base: string,
  action: string,
  label: string,
  hint: string,
  inputs: string,
  isOn: boolean,
): string {
  return `<form class="row wide" method="post" action="${escapeHtml(base)}/${action}"${isOn ? ' data-on' : ''}>
<div><span class="label">${label}</span><span class="hint">${hint}</span></div>
<div class="inputs" role="group" aria-label="${label}">${inputs}<button aria-label="Set: ${label}">Set</button></div>
</form>`
}

function number(name: string, value: number | string, least: number | undefined, action = name): string {
  const minimum = least === undefined ? '' : ` min="${least}"`
  const label = action === name ? ` aria-label="${name === 'milliseconds' ? 'Milliseconds' : 'Seconds'}"` : ''
  return `<input type="number" name="${name}" id="${action}-${name}" value="${escapeHtml(String(value))}"${minimum} step="1" autocomplete="off"${label}>`
}

function peopleList(users: readonly DevUser[]): string {
  return `<ul class="people">${users
    .map(
      (user) =>
        `<li>${face(user)}<div><strong>${escapeHtml(user.name)}</strong><span><code>${escapeHtml(user.sub)}</code>${user.email === undefined ? '' : ` ${escapeHtml(user.email)}`}</span></div></li>`,
    )
    .join('\n')}</ul>`
}

function clientList({ clients, apis }: ResolvedOptions): string {
  const api =
    apis.length === 0
      ? 'There is no API: access tokens are opaque.'
      : `Tokens are for ${apis.map(({ resource }) => `<code>${escapeHtml(resource)}</code>`).join(', ')}.`
  return `<ul class="clients">${clients.map(clientItem).join('\n')}</ul>
<p class="note">${api}</p>`
}

function clientItem({ clientId, name, origins, redirectUris }: ResolvedClient): string {
  const id = name === clientId ? '' : ` <code>${escapeHtml(clientId)}</code>`
  const returns = [...redirectUris, ...origins.map((origin) => `${origin}/…`)]
    .map((uri) => `<code>${escapeHtml(uri)}</code>`)
    .join(', ')
  return `<li><strong>${escapeHtml(name)}</strong>${id}<span>returns to ${returns}</span></li>`
}

/**
 * The lines that an application and an API need, with the issuer as it is here. Where no API is named, a
 * token is for the one that the application names as `resource`.
 */
function snippets({ issuer, clients, apis }: ResolvedOptions): string {
  const clientId = clients[0]?.clientId ?? 'spa'
  const named = apis.find(({ resource }) => !isPattern(resource))?.resource
  const audience = named ?? 'http://localhost:3000'
  const app = `createClient({
  issuer: '${issuer}',
  clientId: '${clientId}',
  apis: [${named === undefined ? `{ url: '${audience}', resource: '${audience}' }` : `'${audience}'`}],
})`
  const api = `const issuer = '${issuer}'
const keys = createRemoteJWKSet(new URL(issuer + '/jwks'))
await jwtVerify(token, keys, {
  issuer,
  audience: '${audience}',
  typ: 'at+jwt',
})`
  return `<h3>In the app</h3><pre tabindex="0" aria-label="For the app">${escapeHtml(app)}</pre>
<h3>In an API, with jose</h3><pre tabindex="0" aria-label="For an API">${escapeHtml(api)}</pre>`
}

function clockTime(at: number): string {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}
