/**
 * Makes the children of `parent` like `wanted`, and keeps every element that is alike, so that the focus, the
 * selection and the scroll position stay. An element with a `data-key` is found again by it. Whether a
 * `<details>` is open is the person's own.
 */
export function patchChildren(parent: Element, wanted: readonly Node[]): void {
  const keyed = new Map<string, Element>()
  for (const child of parent.children) {
    const key = keyOf(child)
    if (key !== undefined) keyed.set(key, child)
  }
  let at: ChildNode | null = parent.firstChild
  for (const next of wanted) {
    const key = keyOf(next)
    const known = key === undefined ? undefined : keyed.get(key)
    if (known && next instanceof Element) {
      if (known === at) at = at.nextSibling
      else parent.insertBefore(known, at)
      patch(known, next)
    } else if (at && isAlike(at, next)) {
      const here = at
      at = at.nextSibling
      if (here instanceof Element && next instanceof Element) patch(here, next)
      else if (here.nodeValue !== next.nodeValue) here.nodeValue = next.nodeValue
    } else {
      parent.insertBefore(next, at)
    }
  }
  while (at) {
    const after = at.nextSibling
    at.remove()
    at = after
  }
}

function patch(element: Element, wanted: Element): void {
  for (const { name } of [...element.attributes]) {
    if (!wanted.hasAttribute(name) && name !== 'open') element.removeAttribute(name)
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
  patchChildren(element, [...wanted.childNodes])
}

function keyOf(node: Node): string | undefined {
  return (node instanceof Element && node.getAttribute('data-key')) || undefined
}

function isAlike(here: ChildNode, next: Node): boolean {
  return here.nodeName === next.nodeName && keyOf(here) === keyOf(next)
}
