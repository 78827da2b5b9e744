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
  body { font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark }
  body { max-width: 22rem; margin: 20vh auto; padding: 0 1rem }
  form { display: grid; gap: 0.5rem }
  button { font: inherit; padding: 0.6rem; cursor: pointer }
</style>
<h1>${escaped(name)}</h1>
<p>This is a simulation, made from what ${escaped(name)} is known to do. Nobody's password is needed.</p>
<form method="post" action="${escaped(action)}">
${buttons.join('\n')}
<button name="person" value="">Cancel</button>
</form>
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
