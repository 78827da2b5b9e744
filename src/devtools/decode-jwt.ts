/** A JSON Web Token (RFC 7519), taken apart. Nothing of it is checked. */
export interface DecodedJwt {
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
  /** The signature as it is in the token: base64url. Empty where the token has none. */
  readonly signature: string
}

/** `undefined` for a text that is no signed JSON Web Token. */
export function decodeJwt(token: string): DecodedJwt | undefined {
  const [header, payload, signature, more] = token.split('.')
  if (header === undefined || payload === undefined || signature === undefined || more !== undefined)
    return undefined
  const [first, second] = [readPart(header), readPart(payload)]
  return first && second && { header: first, payload: second, signature }
}

function readPart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const characters = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
