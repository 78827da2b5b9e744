/**
 * A Python that has FastAPI and the rest of demo/fastapi/requirements.txt.
 * `node scripts/ensure-fastapi.mjs` gets one.
 */
export declare function findPython(): string | undefined

/** Runs demo/fastapi/ until it is stopped; resolves when it answers. */
export declare function startFastApi(python: string, options: FastApiOptions): Promise<RunningFastApi>

export interface FastApiOptions {
  readonly port: number
  readonly ISSUER: string
  readonly JWKS_URL: string
  readonly AUDIENCE: string
  readonly APP_ORIGIN: string
  readonly LEEWAY_SECONDS?: string
  /** What it says about each request, line by line. */
  readonly log?: (text: string) => void
}

export interface RunningFastApi {
  readonly url: string
  /** Resolves when it has stopped, for whatever reason. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}
