const events = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** Calls `active` whenever the person does something on this document. */
export function listenForActivity(active: () => void): () => void {
  const stop = new AbortController()
  for (const event of events)
    document.addEventListener(event, active, { capture: true, passive: true, signal: stop.signal })
  return () => stop.abort()
}
