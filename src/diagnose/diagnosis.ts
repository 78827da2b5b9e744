import type { Check, Outcome, Topic } from './check.js'
import { apiChecks } from './checks/api.js'
import { clientChecks } from './checks/client.js'
import { corsChecks } from './checks/cors.js'
import { pageChecks } from './checks/page.js'
import { profileChecks } from './checks/profile.js'
import { serverChecks } from './checks/server.js'
import type { Facts, KnownProvider } from './facts.js'
import type { Finding, ProviderPlace } from './finding.js'

/** Every check, in the order of the report. */
export const checks: readonly Check[] = [
  ...serverChecks,
  ...corsChecks,
  ...clientChecks,
  ...apiChecks,
  ...pageChecks,
  ...profileChecks,
]

/** What all checks find in these facts, in the order of the report. */
export function findingsOf(facts: Facts): readonly Finding[] {
  return checks.flatMap((check) => {
    const found = check.find(facts) ?? []
    const outcomes = Array.isArray(found) ? (found as readonly Outcome[]) : [found as Outcome]
    return outcomes.map((outcome) => toFinding(check, forServerPart(check, outcome, facts), facts.provider))
  })
}

/** Where a server part signs people in, what a page may ask the authorization server does not matter. */
function forServerPart({ group }: Check, outcome: Outcome, { serverPart }: Facts): Outcome {
  const isBad = outcome.verdict === 'problem' || outcome.verdict === 'warning'
  if (!serverPart || group !== 'cors' || !isBad) return outcome
  return { verdict: 'note', seen: `${outcome.seen} The server part asks in the place of the page.` }
}

function toFinding(
  check: Check,
  { verdict, seen, change }: Outcome,
  provider: KnownProvider | undefined,
): Finding {
  const { id, group, title, why, errors, topic } = check
  const isBad = verdict === 'problem' || verdict === 'warning'
  const where = isBad && provider && topic ? placeOf(provider, topic) : undefined
  return {
    check: id,
    group,
    title,
    verdict,
    seen,
    why,
    ...(change !== undefined && { change }),
    ...(where && { where }),
    errors,
  }
}

/** Words in a provider's steps that say what a step is about. */
const topics: Readonly<Record<Topic, RegExp>> = {
  redirect: /redirect|callback|reply url/i,
  origins: /origin|cors/i,
  refresh: /refresh|offline|rotat/i,
  pkce: /pkce|s256|proof key/i,
  client: /secret|public|single-page|spa\b|client type|client authentication|token endpoint auth/i,
  'sign-out': /logout|sign-?out|revo/i,
}

function placeOf({ name, about }: KnownProvider, topic: Topic): ProviderPlace {
  const steps = about.steps.filter((step) => topics[topic].test(step))
  return { name, console: about.console, steps }
}
