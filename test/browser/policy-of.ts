import type { Tab } from './drive/tab.js'

export interface SeenPolicy {
  readonly policy: string | null
  /** What it has refused since the page began, as far as the engine tells afterwards. */
  readonly refused: readonly string[]
  /** A string was taken as markup, in an engine with Trusted Types. */
  readonly takesStrings: boolean
}

/** The Content-Security-Policy that this page was sent with, and whether the page is held to it. */
export function policyOf(tab: Tab): Promise<SeenPolicy> {
  return tab.evaluate(async () => {
    const { headers } = await fetch(location.href)
    const refused: string[] = []
    // Firefox has none.
    if ('ReportingObserver' in window) {
      const observer = new ReportingObserver(() => {}, { types: ['csp-violation'], buffered: true })
      observer.observe()
      refused.push(...observer.takeRecords().map((report) => JSON.stringify(report)))
      observer.disconnect()
    }
    let takesStrings = 'trustedTypes' in window
    try {
      document.createElement('div').innerHTML = 'a text'
    } catch {
      takesStrings = false
    }
    return { policy: headers.get('content-security-policy'), refused, takesStrings }
  })
}
