import { huggingFaceProvider } from '../providers/index.js'
import type { Endpoints } from '../providers/provider.js'
import { createSimulator, type SimulatedClient, type Simulator, standardClaims } from './simulator.js'

/** Hugging Face, a public app: direct, OpenID Connect, no refresh token that anybody knows of. */
export function simulateHuggingFace(client?: SimulatedClient): Simulator {
  return createSimulator(
    {
      provider: huggingFaceProvider,
      endpoints: huggingFaceProvider.endpoints as Endpoints,
      cors: { token: true, api: true },
      secret: 'none',
      pkce: 'supported',
      expiresIn: 28_800,
      idToken: ({ id, name }) => ({ sub: id, name }),
      api: standardClaims,
    },
    client,
  )
}
