import { catalogue } from '../../providers/catalogue.js'
import type { About, Provider } from '../../providers/provider.js'
import { simulatedIds } from '../../simulators/all.js'
import { CommandError, UsageError } from '../command.js'
import { documentsFolder, type Project } from './detect-project.js'

/** Who signs people in: the development server, a server of the person's own, or a provider. */
export type SignInWith =
  | { readonly kind: 'dev-server' }
  | { readonly kind: 'issuer'; readonly issuer: string; readonly clientId: string }
  | {
      readonly kind: 'provider'
      readonly provider: Provider
      readonly about: About
      readonly presetName: string
    }

export interface SignInFlags {
  readonly issuer?: string | undefined
  readonly provider?: string | undefined
  readonly clientId?: string | undefined
}

/**
 * Which of them the flags ask for.
 *
 * @throws {UsageError} for a provider that nobody knows, or that needs more than its name.
 */
export function chooseSignIn({ issuer, provider: id, clientId }: SignInFlags, project: Project): SignInWith {
  if (issuer !== undefined) {
    if (!URL.canParse(issuer)) throw new UsageError(`--issuer: write a whole URL, not '${issuer}'`)
    return { kind: 'issuer', issuer, clientId: clientId ?? 'my-spa' }
  }
  if (id === undefined) return { kind: 'dev-server' }
  const entry = catalogue().find(({ provider }) => provider.id === id)
  if (entry === undefined) {
    throw new UsageError(`--provider: there is no '${id}'. There are: ${simulatedIds.join(', ')}`)
  }
  if (!(simulatedIds as readonly string[]).includes(id)) {
    throw new UsageError(
      `--provider: ${entry.provider.name} has an address of its own for each customer. Give it: ` +
        `--issuer ${entry.provider.issuer}`,
    )
  }
  if (project.framework === 'next' || project.framework === 'angular') {
    throw new CommandError(
      `With a provider this command sets up Vite projects. For ${entry.provider.name} here see ` +
        `${documentsFolder}guides/server.md, and ${documentsFolder}providers/README.md.`,
    )
  }
  const presetName = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return { kind: 'provider', ...entry, presetName }
}
