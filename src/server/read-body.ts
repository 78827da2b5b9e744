import { Refusal } from './refusal.js'

const maxFormBytes = 8192
/** An attacker who sends one byte a minute holds nothing of ours for longer. */
const patienceMs = 10_000

/** A form with each parameter once. A Map: `__proto__` is a name like any other. */
export async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
  const bytes = await readBytes(request, maxFormBytes)
  if (bytes.length === 0) return new Map()
  if (!isForm(request.headers)) {
    throw new Refusal(415, 'invalid_request', 'The body is to be application/x-www-form-urlencoded.')
  }
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(bytes))) {
    if (form.has(name))
      throw new Refusal(400, 'invalid_request', 'A parameter is there twice (RFC 6749, section 3.2).')
    form.set(name, value)
  }
  return form
}

/** By its media type, to the letter but for its case (RFC 9110, section 8.3.1). */
export function isForm(headers: Headers): boolean {
  return /^application\/x-www-form-urlencoded[ \t]*(;|$)/i.test(headers.get('content-type') ?? '')
}

/** The whole body, as long as it is no longer than it may be and comes in time. */
export async function readBytes(message: Request | Response, max: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLong = new Refusal(413, 'invalid_request', 'The body is too long.')
  if (Number(message.headers.get('content-length') ?? 0) > max) throw tooLong
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = message.body?.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Refusal(408, 'invalid_request', 'The body did not come in time.')),
      patienceMs,
    )
  })
  try {
    for (;;) {
      const part = reader ? await Promise.race([reader.read(), late]) : undefined
      if (!part || part.done) return join(parts, length)
      length += part.value.length
      if (length > max) throw tooLong
      parts.push(part.value)
    }
  } catch (error) {
    // The promise is not awaited, since a caller who sends slowly could delay this as well.
    reader?.cancel().catch(() => {})
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
