import { people } from './people.js'

/** One click, and the person is signed in; another, and they say no. */
export function signInPage(name: string, action: string): string {
  const buttons = people.map(
    ({ login, name }) => `<button name="person" value="${login}">Continue as ${name.split(' ')[0]}</button>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(name)} (simulated)</title>
<style>
  :root {
    color-scheme: light dark; --ground: light-dark(#f4f4f2, #15161a); --card: light-dark(#fff, #1f2026);
    --ink: light-dark(#1c1c20, #f2f1ee); --soft: light-dark(#62606a, #a9aab4);
    --line: light-dark(#dfddd6, #363944); --warm: light-dark(#fdf1d7, #3a3020)
  }
  * { box-sizing: border-box }
  body {
    margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 1rem;
    background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif
  }
  main {
    width: 100%; max-width: 24rem; padding: 1.75rem; border: 1px solid var(--line); border-radius: 1rem;
    background: var(--card)
  }
  .banner {
    margin: 0 0 1.25rem; padding: .5rem .75rem; border-radius: .625rem; background: var(--warm);
    font-size: .875rem
  }
  h1 { margin: 0 0 1rem; font-size: 1.375rem; letter-spacing: -.01em }
  form { display: grid; gap: .5rem }
  button {
    font: inherit; color: inherit; padding: .625rem; border: 1px solid var(--line); border-radius: .625rem;
    background: none; cursor: pointer
  }
  button:hover { border-color: currentColor }
  button[value=""] { border-color: transparent; color: var(--soft) }
</style>
<main>
<p class="banner"><strong>This is a simulation</strong>, made from what ${escaped(name)} is known to do. It
runs on this machine, and nobody's password is needed.</p>
<h1>${escaped(name)} (simulated)</h1>
<form method="post" action="${escaped(action)}">
${buttons.join('\n')}
<button name="person" value="">Cancel</button>
</form>
</main>
`
}

/**
 * The answer of `response_mode=form_post`: the browser posts it to the redirect URI by itself (OAuth 2.0 Form
 * Post Response Mode).
 */
export function formPostPage(redirectUri: string, fields: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>One moment</title>
<form method="post" action="${escaped(redirectUri)}">
${inputs.join('\n')}
<noscript><button>Continue</button></noscript>
</form>
<script>document.forms[0].submit()</script>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
