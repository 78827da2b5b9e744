import { createHash } from 'node:crypto'
import { escapeHtml } from './escape-html.js'
import { faceStyle } from './face.js'
import { mark, palette } from './palette.js'

/** One card in the middle of the window. `body` is HTML already. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="pass" aria-hidden="true">${mark}</p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
<footer>Development authorization server. It has no passwords: never let it face the internet.</footer>
</body>
</html>
`
}

const style: string = `${palette}${faceStyle}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100dvh; padding: 1.5rem 1rem;
  display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 1.5rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; -webkit-font-smoothing: antialiased;
}
main {
  width: 100%; max-width: 26rem; padding: 2rem; border-radius: 1.25rem;
  background: var(--card); border: 1px solid var(--line);
  box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 12px 32px rgb(0 0 0 / .06);
}
.pass {
  width: 2.75rem; height: 2.75rem; margin: 0 0 1.25rem; display: grid; place-items: center;
  border-radius: .875rem; background: var(--tint); color: var(--accent);
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.015em; }
p { margin: .375rem 0 0; color: var(--soft); text-wrap: pretty; }
p strong, dd { color: var(--ink); font-weight: 600; }
ul { list-style: none; margin: 1.5rem 0 0; padding: 0; display: grid; gap: .625rem; }
.person {
  width: 100%; display: flex; align-items: center; gap: .875rem; padding: .75rem;
  border: 1px solid var(--line); border-radius: .875rem; background: none;
  color: inherit; font: inherit; text-align: start; cursor: pointer;
  transition: background .15s, border-color .15s;
}
.person:hover { background: var(--tint); border-color: var(--accent); }
.person:active { translate: 0 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.face { width: 2.75rem; height: 2.75rem; font-size: .9375rem; }
.who { min-width: 0; display: grid; line-height: 1.35; }
.who span { overflow-wrap: anywhere; }
.who .name { font-weight: 600; }
.who .email { color: var(--soft); font-size: .875rem; }
.quiet {
  margin: 1.25rem 0 0; padding: .375rem .75rem; margin-inline-start: -.75rem; border: 0; border-radius: .5rem;
  background: none; color: var(--soft); font: inherit; font-size: .9375rem; cursor: pointer;
}
.quiet:hover { color: var(--ink); background: var(--tint); }
.main {
  margin: 1.25rem 0 0; padding: .625rem 1.5rem; border: 0; border-radius: .75rem; cursor: pointer;
  background: var(--accent); color: var(--card); font: inherit; font-weight: 600;
}
.main + .quiet { margin-inline-start: .5rem; }
.scopes li { display: flex; gap: .75rem; align-items: baseline; }
.scopes input {
  flex: none; width: 1.125rem; height: 1.125rem; margin: 0; translate: 0 .2em;
  accent-color: var(--accent);
}
.scopes label span { display: block; color: var(--soft); font-size: .875rem; }
.notice { padding: .625rem .875rem; border-radius: .75rem; background: var(--tint); margin-top: 1rem; }
.aside { font-size: .8125rem; border-top: 1px solid var(--line); padding-top: 1rem; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
a { color: var(--accent); text-underline-offset: .2em; }
main > p:last-child { margin-top: 1rem; }
dl {
  margin: 1.25rem 0 0; padding: 1rem; border-radius: .75rem; background: var(--tint);
  display: grid; gap: .5rem; font-size: .9375rem;
}
dt { color: var(--soft); font-size: .8125rem; }
dd { margin: 0; overflow-wrap: anywhere; font-weight: 500; }
footer { max-width: 26rem; color: var(--soft); font-size: .8125rem; text-align: center; text-wrap: balance; }
@media (max-width: 30rem) { main { padding: 1.5rem 1.25rem; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`

/**
 * No script runs here and nothing is fetched, so that the page works offline and says so. The one style
 * element is allowed by the hash of what is in it.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src " +
    `'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src data: https: http:; ` +
    "base-uri 'none'",
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
}
