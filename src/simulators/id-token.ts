/** Signs ID Tokens with a key of this process (RS256). */
export interface Signer {
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>
  keys(): Promise<Response>
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
// One for all of them: to make one takes its time.
let pair: Promise<CryptoKeyPair> | undefined

export function createSigner(): Signer {
  function key(): Promise<CryptoKeyPair> {
    pair ??= crypto.subtle.generateKey(
      { ...algorithm, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
      false,
      ['sign', 'verify'],
    )
    return pair
  }
  return {
    async sign(claims) {
      const head = [{ alg: 'RS256', kid: 'simulated' }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')
      const { privateKey } = await key()
      const signature = await crypto.subtle.sign(algorithm, privateKey, Buffer.from(head))
      return `${head}.${Buffer.from(signature).toString('base64url')}`
    },
    async keys() {
      const jwk = await crypto.subtle.exportKey('jwk', (await key()).publicKey)
      return Response.json({ keys: [{ ...jwk, kid: 'simulated', use: 'sig', alg: 'RS256' }] })
    },
  }
}
