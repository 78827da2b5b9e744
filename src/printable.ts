// Control and format characters, bidi controls and zero-width ones among them, lone surrogates, line
// separators.
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * At most `atMost` UTF-16 code units of a text, without characters that hide or reorder others. A longer one
 * ends in three dots, which are ASCII: see `wideLetters` in scripts/size.mjs.
 */
export function printable(text: string, atMost = 200): string {
  return (text.length > atMost ? `${text.slice(0, atMost - 3)}...` : text).replace(unprintable, ' ')
}
