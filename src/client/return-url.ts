/** Parameters of an authorization response (RFC 6749, section 4.1.2; RFC 9207; OpenID Connect Session Management). */
const answerParameters = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'session_state']

/** Is this URL an answer to a login: at the redirect URI, with a state, and with a code or an error? */
export function isCallback(url: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri)
  const { searchParams } = url
  return (
    url.origin === expected.origin &&
    url.pathname === expected.pathname &&
    searchParams.has('state') &&
    (searchParams.has('code') || searchParams.has('error'))
  )
}

/** The same URL without the answer. The rest of the query stays as it was written, to the letter. */
export function withoutAnswer(url: URL): string {
  const clean = new URL(url)
  const pairs = url.search.slice(1).split('&')
  clean.search = pairs.filter((pair) => !answerParameters.includes(pair.replace(/=.*/s, ''))).join('&')
  return withoutTokens(clean).href
}

/** Tokens in a fragment are of a flow that is not used here (RFC 9700, section 2.1.2): nobody reads them, and they do not stay. */
export function withoutTokens(url: URL): URL {
  if (/[#&](access_token|id_token)=/.test(url.hash)) url.hash = ''
  return url
}

/** Where to put a person after a login: a URL on this origin that is no callback itself; else the redirect URI (RFC 9700, section 4.11). */
export function safeReturnUrl(returnTo: unknown, redirectUri: string): string {
  if (typeof returnTo === 'string' && returnTo.length < 8192 && URL.canParse(returnTo, redirectUri)) {
    const home = new URL(redirectUri)
    const url = withoutTokens(new URL(returnTo, home))
    // A `blob:` has the origin of its page, and a URL with a name in it looks like another one.
    if (url.origin === home.origin && url.protocol === home.protocol && !url.username && !url.password) {
      return isCallback(url, redirectUri) ? withoutAnswer(url) : url.href
    }
  }
  return redirectUri
}
