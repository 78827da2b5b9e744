const leftOut = '(left out: it repeats a secret)'

/**
 * The one way for a text of a server into an error, an event or a log: never a secret, in whatever form the
 * server repeats it. `secrets` is what was sent or received in confidence: tokens, codes, verifiers, state,
 * nonce. Returns `undefined` for a value that is no string. Whoever shows the text cuts it and takes out what
 * cannot be seen (`printable`).
 */
export function withoutSecrets(value: unknown, secrets: readonly unknown[] = []): string | undefined {
  if (typeof value !== 'string') return undefined
  return repeats(value.slice(0, searchedLength), secrets) ? leftOut : value
}

/**
 * How many characters of a text are searched for secrets: many more than are shown, since a secret may be
 * encoded, or have spaces in it.
 */
const searchedLength = 4000
/**
 * A server may repeat a part of a secret. This many of its letters and digits in a row count as the secret.
 */
const chunkLength = 16
/**
 * A secret with fewer letters and digits could be in any text by chance, and is searched for only as it is
 * written.
 */
const shortestForm = 8

function repeats(text: string, secrets: readonly unknown[]): boolean {
  // Every JWT counts as a secret.
  if (/eyJ[\w-]{8,}\.[\w-]{8,}/.test(text)) return true
  const readings = readingsOf(text)
  const chunks = new Set(readings.flatMap((reading) => windowsOf(reading, 1)))
  const isThere = (form: string): boolean =>
    form.length < chunkLength
      ? form.length >= shortestForm && readings.some((reading) => reading.includes(form))
      : windowsOf(form, chunkLength).some((chunk) => chunks.has(chunk))
  return secrets.some(
    (secret) =>
      typeof secret === 'string' && secret && (text.includes(secret) || formsOf(secret).some(isThere)),
  )
}

/**
 * The text as it is, and with its escapes resolved (`%2D`, `\u002d`, `&#45;`), up to three of them one within
 * another.
 */
function readingsOf(text: string): readonly string[] {
  const readings: string[] = []
  for (let now = text, next = ''; readings.length < 4; now = next) {
    readings.push(lettersOf(now))
    next = now.replace(
      /(?:%|\\u00|\\x)([\da-f]{2})|&#(?:x([\da-f]{2})|(\d{2,3}));/gi,
      (_, hex, entity, decimal) =>
        String.fromCharCode(decimal ? Number(decimal) : Number.parseInt(hex ?? entity, 16)),
    )
    if (next === now) break
  }
  return readings
}

/**
 * The secret, and the part of its base64 and base64url that is the same wherever the secret stands in a
 * longer text that was encoded.
 */
function formsOf(secret: string): readonly string[] {
  const bytes = Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('')
  const encoded = [0, 1, 2].map((before) => {
    const whole = btoa('\0'.repeat(before) + bytes).replace(/=+$/, '')
    return whole.slice(before && before + 1, (before + bytes.length) % 3 ? -1 : undefined)
  })
  return [secret, ...encoded].map(lettersOf)
}

/**
 * The letters and digits of a text, in lower case, which are the same however the text is spaced, hyphenated
 * or capitalized.
 */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z\d]/g, '')
}

function windowsOf(text: string, step: number): string[] {
  const windows: string[] = []
  for (let at = 0; at + chunkLength <= text.length; at += step) windows.push(text.slice(at, at + chunkLength))
  return windows
}
