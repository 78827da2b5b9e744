/** What the members of a JOSE header mean (RFC 7515, section 4.1). */
const headerMeanings: Readonly<Record<string, string>> = {
  alg: 'The algorithm of the signature (RFC 7515, section 4.1.1)',
  kid: 'Which of the server’s keys made the signature (RFC 7515, section 4.1.4)',
  typ: 'The kind of the token (RFC 7515, section 4.1.9)',
  jku: 'Where the server says its keys are. It is not followed',
  x5t: 'The thumbprint of the certificate of the key (RFC 7515, section 4.1.7)',
}

/** What claims mean (OpenID Connect Core, sections 2 and 5.1; RFC 7519, section 4.1; RFC 9068). */
const claimMeanings: Readonly<Record<string, string>> = {
  iss: 'Who issued the token. It has to be the issuer of this client, character by character',
  sub: 'The person, as this issuer knows them. It never changes: key your data by iss and sub',
  aud: 'Whom the token is for. In an ID Token: this client',
  azp: 'The client that the token was issued to',
  exp: 'After this time the token is not accepted',
  nbf: 'Before this time the token is not accepted',
  iat: 'When the token was issued, by the clock of the server',
  auth_time: 'When the person last signed in at the server. The option maxAge is checked against it',
  nonce: 'Ties the ID Token to the login that asked for it, so that it cannot be used for another one',
  acr: 'How strongly the person signed in: an authentication context class. The option acrValues asks for it',
  amr: 'The methods that the person signed in with, such as pwd or otp (RFC 8176)',
  at_hash: 'A hash of the access token that came with this ID Token',
  c_hash: 'A hash of the code that came with this ID Token',
  s_hash: 'A hash of the state of the login',
  sid: 'The session at the server, for a sign-out that the server starts',
  jti: 'The identifier of this very token',
  scope: 'What the token may be used for (RFC 8693, section 4.2)',
  client_id: 'The client that the token was issued to (RFC 8693, section 4.3)',
  cnf: 'The key that the token is bound to. jkt is its thumbprint (RFC 9449, section 6)',
  name: 'The full name, as it is shown',
  given_name: 'The given name or names',
  family_name: 'The family name or names',
  middle_name: 'The middle name or names',
  nickname: 'The casual name',
  preferred_username: 'The short name that the person wants. It may change: do not key data by it',
  profile: 'The URL of the profile page',
  picture: 'The URL of a picture',
  website: 'The URL of the person’s website',
  email: 'The e-mail address. It may change, and need not be unique',
  email_verified: 'Has the server verified that the address is the person’s?',
  phone_number: 'The telephone number',
  phone_number_verified: 'Has the server verified the number?',
  gender: 'The gender',
  birthdate: 'The birthday. A year of 0000 means that it is not given',
  zoneinfo: 'The time zone',
  locale: 'The language and country',
  address: 'The postal address',
  updated_at: 'When these data about the person last changed',
  roles: 'Roles of the person, a custom of this server',
  groups: 'Groups of the person, a custom of this server',
  tid: 'The tenant (Microsoft Entra)',
  oid: 'The person in all apps of the tenant (Microsoft Entra)',
  hd: 'The domain of the organisation (Google)',
  org_id: 'The organisation (Auth0, WorkOS)',
}

const times: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at'])

export function meaningOf(part: 'header' | 'payload', name: string): string {
  const meanings = part === 'header' ? headerMeanings : claimMeanings
  return Object.hasOwn(meanings, name) ? (meanings[name] ?? '') : 'A claim of this server’s own'
}

/** Is the value of this claim a time, in seconds since 1970? */
export function isTimeClaim(name: string): boolean {
  return times.has(name)
}
