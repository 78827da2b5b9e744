/**
 * Thrown to refuse a request. `error` and `description` are fixed texts of this library, so that nothing of
 * the request gets into the answer.
 */
export class Refusal extends Error {
  readonly status: number
  readonly error: string
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    error: string,
    description: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(description)
    this.status = status
    this.error = error
    this.headers = headers
  }
}
