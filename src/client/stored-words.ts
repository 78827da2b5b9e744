import type { TextStore } from '../effects/effects.js'

/** The words that are stored under a key, the newest last. Throws what storage throws. */
export function readWords(store: TextStore, key: string): readonly string[] {
  return (store.get(key) ?? '').split(' ').filter(Boolean)
}

/** Adds a word, and forgets the oldest where there are more than `atMost`. Throws what storage throws. */
export function addWord(store: TextStore, key: string, word: string, atMost: number): void {
  store.set(key, [...readWords(store, key), word].slice(-atMost).join(' '))
}
