// Every answer of the server part is one of these: not kept by anybody (RFC 6749, section 5.1), read as what
// it says it is, shown in no frame, and without a Referer to what it leads to.
const always = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  vary: 'Origin',
}

export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...always, 'content-type': 'application/json', ...headers },
  })
}

export function nothing(headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 204, headers: { ...always, ...headers } })
}

/** 303: a GET, also after a POST (RFC 9110, section 15.4.4). */
export function leave(location: string): Response {
  return new Response(null, { status: 303, headers: { ...always, location } })
}

/**
 * For a person who came here by a link and cannot be sent on. All of it is fixed text but the way back, which
 * is configured.
 */
export function page(
  status: number,
  text: string,
  back: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const link = back ? `<p><a href="${escapeHtml(back)}">Back to the app</a>` : ''
  return new Response(
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" ' +
      `content="width=device-width"><title>Sign-in</title><p>${escapeHtml(text)}${link}</html>`,
    { status, headers: { ...always, 'content-type': 'text/html; charset=utf-8', ...headers } },
  )
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
