import type { Controlled } from '../control.js'
import { escapeHtml } from '../pages/escape-html.js'
import { dashboardBody } from './dashboard-body.js'

/** The whole page. Its script keeps what is in `#live` as it is at the server. */
export function dashboardPage(controlled: Controlled, base: string, problem: string | undefined): string {
  const { issuer } = controlled.tenant.options()
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>Dashboard: ${escapeHtml(issuer)}</title>
<link rel="stylesheet" href="${escapeHtml(base)}/style.css">
<script src="${escapeHtml(base)}/script.js" defer></script>
</head>
<body data-base="${escapeHtml(base)}">
<main id="live">
${dashboardBody(controlled, base)}
</main>
<p id="message" role="status">${escapeHtml(problem ?? '')}</p>
<footer>A development authorization server. It has no passwords and keeps everything in memory: never let it face the internet. Tokens are shown by their last characters only.</footer>
</body>
</html>
`
}
