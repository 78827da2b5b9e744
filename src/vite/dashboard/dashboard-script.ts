/**
 * The script of the dashboard. It is sent to the browser as the text of this function, so it uses nothing
 * from outside of itself. Without it the page works as well: its forms are sent, and it is reloaded by hand.
 */
export function dashboardScript(): void {
  const base = document.body.dataset.base ?? ''
  const live = document.getElementById('live')
  const message = document.getElementById('message')
  const pollMs = 1000
  let sending = 0

  function say(text: string): void {
    if (message !== null && message.textContent !== text) message.textContent = text
  }

  async function refresh(): Promise<void> {
    const before = sending
    const response = await fetch(`${base}/body`)
    const text = await response.text()
    if (!response.ok) throw new Error(`The server answers ${response.status}.`)
    // What was read before something was sent is of before it.
    if (before !== sending || live === null) return
    // The parser makes a document that runs nothing.
    const parsed = new DOMParser().parseFromString(text, 'text/html')
    updateChildren(live, parsed.body)
  }

  /** Makes `element` like `wanted` and keeps what is alike, so that the focus and the selection stay. */
  function update(element: Element, wanted: Element): void {
    for (const { name } of [...element.attributes])
      if (!wanted.hasAttribute(name)) element.removeAttribute(name)
    for (const { name, value } of wanted.attributes) {
      if (element.getAttribute(name) === value) continue
      element.setAttribute(name, value)
      if (name === 'value' && element instanceof HTMLInputElement && element !== document.activeElement) {
        element.value = value
      }
    }
    if (element instanceof HTMLSelectElement && element === document.activeElement) return
    updateChildren(element, wanted)
  }

  function updateChildren(parent: Element, wanted: Element): void {
    const keyed = new Map<string, Element>()
    for (const child of parent.children) {
      const key = keyOf(child)
      if (key !== undefined) keyed.set(key, child)
    }
    let at: ChildNode | null = parent.firstChild
    for (const next of [...wanted.childNodes]) {
      // The parser leaves out the white space that a body begins with. What follows it stays where it is.
      while (next instanceof Element && at instanceof Text) {
        const text: Text = at
        at = at.nextSibling
        text.remove()
      }
      const key = next instanceof Element ? keyOf(next) : undefined
      const known = key === undefined ? undefined : keyed.get(key)
      if (known !== undefined && next instanceof Element) {
        if (known.contains(document.activeElement)) {
          // An element that is moved loses the focus. What stands before it comes back if it is still wanted.
          while (at !== null && at !== known) {
            const passed: ChildNode = at
            at = at.nextSibling
            passed.remove()
          }
        }
        if (known === at) at = at.nextSibling
        else parent.insertBefore(known, at)
        update(known, next)
      } else if (at !== null && isAlike(at, next)) {
        const here: ChildNode = at
        at = at.nextSibling
        if (here instanceof Element && next instanceof Element) update(here, next)
        else if (here.nodeValue !== next.nodeValue) here.nodeValue = next.nodeValue
      } else {
        parent.insertBefore(document.importNode(next, true), at)
      }
    }
    while (at !== null) {
      const next: ChildNode | null = at.nextSibling
      at.remove()
      at = next
    }
  }

  function keyOf(element: Element): string | undefined {
    return element.getAttribute('data-key') ?? (element.id === '' ? undefined : element.id)
  }

  function isAlike(here: ChildNode, next: ChildNode): boolean {
    if (here.nodeName !== next.nodeName) return false
    return !(here instanceof Element && next instanceof Element) || keyOf(here) === keyOf(next)
  }

  async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    sending += 1
    const fields = new URLSearchParams()
    for (const [name, value] of new FormData(form)) fields.append(name, String(value))
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: fields,
    })
    const answer = (await response.json()) as { error_description?: string }
    const label = submitter?.getAttribute('aria-label') ?? nameOf(submitter)
    say(
      response.ok ? `Done: ${label}` : (answer.error_description ?? `The server answers ${response.status}.`),
    )
    await refresh()
  }

  function nameOf(submitter: HTMLElement | null): string {
    const labelledBy = submitter?.getAttribute('aria-labelledby')
    const label = labelledBy ? document.getElementById(labelledBy)?.textContent : submitter?.textContent
    return (label ?? '').trim()
  }

  document.addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLFormElement)) return
    event.preventDefault()
    const form = event.target
    const submitter = event.submitter instanceof HTMLElement ? event.submitter : null
    send(form, submitter).catch((error: unknown) => say(`That did not work: ${String(error)}`))
  })

  let wasGone = false
  async function poll(): Promise<void> {
    try {
      if (!document.hidden) {
        await refresh()
        if (wasGone) say('The server is back.')
        wasGone = false
      }
    } catch {
      wasGone = true
      say('The development server does not answer. Is it running?')
    }
    setTimeout(poll, pollMs)
  }
  void poll()
}
