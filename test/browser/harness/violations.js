// Before anything else can be refused.
window.violations = []
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
  violations.push(`${violatedDirective} ${blockedURI} ${sample}`),
)
addEventListener('error', ({ message }) => violations.push(message))
addEventListener('unhandledrejection', ({ reason }) => violations.push(String(reason)))
