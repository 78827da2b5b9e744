import { documentsFolder, type Project } from './detect-project.js'
import type { SignInWith } from './sign-in-with.js'

/** Where `npx hallpass dev-server` listens, for what has no Vite. */
const devServerIssuer = 'http://localhost:4000/oidc'

/** The text of the file that makes the client: `src/auth.ts`. */
export function authFile(project: Project, signIn: SignInWith): string {
  const isNext = project.framework === 'next'
  const { imports, before = '', options } = clientOf(project, signIn)
  // Next renders on a server as well, where there is no location.
  const redirectUri = isNext ? "'http://localhost:3000/'" : `\`\${location.origin}/\``
  const note = isNext ? ', in a deployment the address of the app' : ''
  const start = isNext
    ? ''
    : `
// Finishes a login where this page is its callback; otherwise restores the session.
void auth.start()
`
  return `${imports}import { guard } from 'hallpass/router'
${before}
export const auth = createClient({
${options}  // Where people come back to; registered at the server${note}.
  redirectUri: ${redirectUri},
  // Signed in in all tabs, and after a restart of the browser. Default: 'tab', in this tab alone.
  remember: 'browser',
})
${start}
// ${guardLine(project)}
export const signedIn = guard(auth)
`
}

const createClient = "import { createClient } from 'hallpass'\n"

interface ClientText {
  readonly imports: string
  readonly before?: string
  readonly options: string
}

function clientOf(project: Project, signIn: SignInWith): ClientText {
  if (signIn.kind === 'provider') return clientOfProvider(project, signIn)
  if (signIn.kind === 'issuer') {
    return {
      imports: createClient,
      options: `  issuer: ${quoted(signIn.issuer)},
  clientId: ${quoted(signIn.clientId)},
  scope: 'openid profile email offline_access',
  // Where access tokens may be sent: apis: ['https://api.example.com'],
`,
    }
  }
  const isVite = project.framework !== 'next' && project.framework !== 'angular'
  const issuer = isVite ? `\`\${location.origin}/oidc\`` : quoted(devServerIssuer)
  const apis = isVite
    ? "  // Where access tokens may be sent.\n  apis: ['/api'],\n"
    : "  // Where access tokens may be sent: apis: ['http://localhost:8080'],\n"
  const where = isVite ? 'which is in vite.config' : 'which runs with: npx hallpass dev-server'
  return {
    imports: createClient,
    options: `  // The development server, ${where}. Your own server takes its place.
  issuer: ${issuer},
  clientId: 'spa',
  scope: 'openid profile email offline_access',
${apis}`,
  }
}

function clientOfProvider(
  { hasTypeScript }: Project,
  { provider, presetName }: Extract<SignInWith, { kind: 'provider' }>,
): ClientText {
  const { name, id, mode } = provider
  const envName = `VITE_${id.replaceAll('-', '_').toUpperCase()}_CLIENT_ID`
  if (mode === 'server') {
    return {
      imports: `${createClient}import { ${presetName} } from 'hallpass/providers'\n`,
      options: `  // ${name} needs a server part, which is in vite.config.
  // The client id and the secret are there.
  ...${presetName}({ clientId: 'known-to-the-server-part', server: '/oauth' }),
`,
    }
  }
  const env = hasTypeScript
    ? `import.meta.env.${envName} as string | undefined`
    : `import.meta.env.${envName}`
  return {
    imports:
      `import { createClient } from 'hallpass'\nimport { presetOf, ${presetName}Provider, ` +
      `relocateProvider } from 'hallpass/providers'\n`,
    before: `
const clientId = ${env}
// Without a client id it is a simulation of ${name}, which vite.config serves.
const provider =
  import.meta.env.DEV && !clientId
    ? relocateProvider(${presetName}Provider, \`\${location.origin}/simulators\`)
    : ${presetName}Provider
`,
    options: `  ...presetOf(provider, { clientId: clientId ?? 'simulated' }),\n`,
  }
}

/** How the guard is used with the router that was found. */
function guardLine({ framework, router }: Project): string {
  const lines: Readonly<Record<string, string>> = {
    '@tanstack/react-router': 'createFileRoute(…)({ beforeLoad: tanStackBeforeLoad(signedIn) })',
    'react-router': 'a route: { loader: reactRouterLoader(signedIn), … }',
    'react-router-dom': 'a route: { loader: reactRouterLoader(signedIn), … }',
    'vue-router': 'router.beforeEach(vueRouterGuard(signedIn, { signedOut: …, forbidden: … }))',
    '@solidjs/router': '<Route preload={solidRouterPreload(signedIn)} />',
    '@angular/router': 'a route: { canActivate: [angularGuard(signedIn, …)], … }',
  }
  const guide = `${documentsFolder}guides/routers.md`
  const line = framework === 'next' ? 'pageAccess(auth, signedIn)' : router && lines[router]
  return line === undefined
    ? `For pages that are for signed-in people only. A line for each router: ${guide}`
    : `For pages that are for signed-in people only: ${line}. See ${guide}`
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
