// The answers of the server part. Each of them forbids caches to keep it (RFC 6749, section 5.1), browsers to
// guess its type and to show it in a frame, and pages to send its URL as a Referer.
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
 * The page for a person whom the server part cannot send on, for example because they followed an old link.
 * All of its text is fixed, and its link leads to a configured URL.
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
