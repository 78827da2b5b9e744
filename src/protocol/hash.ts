/**
 * The first octets of the SHA-2 hash of a text, as base64url. The buffer is not checked by `instanceof`:
 * where globals come from several realms, as in jsdom, the buffer that WebCrypto makes is no `ArrayBuffer` of
 * this realm.
 */
export async function hash(bits: number, text: string, octets: number = bits / 8): Promise<string> {
  const digest = await crypto.subtle.digest(`SHA-${bits}`, new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(digest, 0, octets)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
}
