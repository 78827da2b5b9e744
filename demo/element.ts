/** An element of the page by its id; the page is ours, so that one that is missing is a mistake. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`index.html has no #${id}`)
  return found
}
