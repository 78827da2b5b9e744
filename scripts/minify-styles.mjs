// Takes white space and comments out of the style sheets of hallpass/elements, after the build. They are
// texts in JavaScript, which no bundler of an app makes smaller.

import { readFileSync, writeFileSync } from 'node:fs'

for (const name of ['button-style', 'user-style']) {
  const file = `dist/elements/${name}.js`
  const code = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    code.replace(/`([^`]*)`;$/m, (_, style) => `\`${minify(style)}\`;`),
  )
}

/** @param {string} style */
function minify(style) {
  return style
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .trim()
}
