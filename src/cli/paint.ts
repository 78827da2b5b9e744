import { styleText } from 'node:util'
import type { Terminal } from './command.js'

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

/** Gives a text a colour, where the terminal has them. */
export function painter({ colors }: Terminal): Paint {
  // Whether there are colours is decided already (`Terminal.colors`), and not by this process's own output.
  return (style, text) => (colors ? styleText(style, text, { validateStream: false }) : text)
}
