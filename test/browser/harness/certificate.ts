import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

/**
 * A certificate that nobody has signed but itself, for tests that need https: (X.509, RFC 5280, section 4.1;
 * DER, X.690).
 */
export function selfSigned(...names: readonly string[]): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid('2a8648ce3d040302'))
  const name = sequence(set(sequence(oid('550403'), utf8(names[0] ?? 'localhost'))))
  const day = 86_400_000
  const alternative = sequence(...names.map((one) => der(0x82, Buffer.from(one))))
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(Date.now() - day), time(Date.now() + 30 * day)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(oid('551d11'), der(0x04, alternative)))),
  )
  const signature = createSign('sha256').update(body).sign(privateKey)
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = certificate
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  return Buffer.concat([Buffer.from([tag, ...sizeOf(length)]), content])
}

function sizeOf(length: number): readonly number[] {
  if (length < 128) return [length]
  return length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function set(part: Buffer): Buffer {
  return der(0x31, part)
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function integer(octets: Buffer): Buffer {
  return der(0x02, octets)
}

function utf8(text: string): Buffer {
  return der(0x0c, Buffer.from(text))
}

function time(at: number): Buffer {
  const [date = '', clock = ''] = new Date(at).toISOString().split('T')
  return der(
    0x17,
    Buffer.from(`${date.slice(2).replaceAll('-', '')}${clock.slice(0, 8).replaceAll(':', '')}Z`),
  )
}
