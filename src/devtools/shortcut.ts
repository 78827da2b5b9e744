/** Does this key press belong to the shortcut, such as `Alt+Shift+H`? */
export function isShortcut(
  { altKey, ctrlKey, metaKey, shiftKey, code, key }: KeyboardEvent,
  shortcut: string,
): boolean {
  const parts = shortcut.split('+').map((part) => part.trim().toLowerCase())
  const wanted = parts.pop() ?? ''
  const modifiers = { alt: altKey, ctrl: ctrlKey, meta: metaKey, shift: shiftKey }
  // With Alt, a key writes another letter on some keyboards, so the key itself counts as well.
  const isKey = key.toLowerCase() === wanted || code.toLowerCase() === `key${wanted}`
  return isKey && Object.entries(modifiers).every(([name, pressed]) => pressed === parts.includes(name))
}
