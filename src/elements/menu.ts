/** A menu that a button opens. */
export interface Menu {
  close(): void
}

export interface MenuParts {
  readonly element: HTMLElement
  readonly button: HTMLButtonElement
  readonly popup: HTMLElement
  /** The entries that can be chosen now, in the order in which they are shown. */
  items(): readonly HTMLElement[]
}

/**
 * Opens and closes a menu, and moves the focus in it by the keys that the ARIA Authoring Practices give a
 * "Menu Button".
 */
export function createMenu({ element, button, popup, items }: MenuParts): Menu {
  const isOpen = (): boolean => !popup.hidden

  function open(focusOn: 'first' | 'last' | 'none'): void {
    popup.hidden = false
    // The menu opens at the other side of the button where it would not fit into the window.
    popup.classList.toggle('other-side', false)
    const { left, right } = popup.getBoundingClientRect()
    popup.classList.toggle('other-side', left < 0 || right > document.documentElement.clientWidth)
    button.setAttribute('aria-expanded', 'true')
    document.addEventListener('pointerdown', closeOutside, true)
    if (focusOn !== 'none') focusItem(focusOn === 'first' ? 0 : -1)
  }

  function close(): void {
    if (!isOpen()) return
    popup.hidden = true
    button.setAttribute('aria-expanded', 'false')
    document.removeEventListener('pointerdown', closeOutside, true)
  }

  function closeOutside(event: Event): void {
    if (!event.composedPath().includes(element)) close()
  }

  function focusedIndex(): number {
    return items().findIndex((item) => item.matches(':focus'))
  }

  /** Focuses an entry by its index. An index beyond the last entry counts from the first one again. */
  function focusItem(index: number): void {
    const all = items()
    all[(index + all.length) % all.length]?.focus()
  }

  /** Focuses the next entry, after the one that has the focus, whose text begins with this letter. */
  function focusByLetter(letter: string): void {
    const all = items()
    const next = focusedIndex() + 1
    const inOrder = [...all.slice(next), ...all.slice(0, next)]
    const wanted = letter.toLowerCase()
    inOrder.find((item) => item.textContent?.trim().toLowerCase().startsWith(wanted))?.focus()
  }

  /** Returns whether the key was one of the menu. */
  function handleKeyInOpenMenu(event: KeyboardEvent): boolean {
    switch (event.key) {
      case 'ArrowDown':
        focusItem(focusedIndex() + 1)
        return true
      case 'ArrowUp':
        focusItem(focusedIndex() < 0 ? -1 : focusedIndex() - 1)
        return true
      case 'Home':
        focusItem(0)
        return true
      case 'End':
        focusItem(-1)
        return true
      case 'Escape':
        close()
        button.focus()
        return true
      case 'Tab':
        // The browser moves the focus from the button to what comes after it.
        button.focus()
        close()
        return false
      default:
        if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey)
          return false
        focusByLetter(event.key)
        return true
    }
  }

  /** Returns whether the key opened the menu. */
  function handleKeyOfButton({ key }: KeyboardEvent): boolean {
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return false
    open(key === 'ArrowDown' ? 'first' : 'last')
    return true
  }

  function handleKey(event: KeyboardEvent): void {
    const isHandled = isOpen() ? handleKeyInOpenMenu(event) : handleKeyOfButton(event)
    if (isHandled) event.preventDefault()
  }

  element.addEventListener('keydown', handleKey)
  button.addEventListener('click', (event) => {
    if (isOpen()) close()
    // `detail` is 0 for a click by Enter, Space or a screen reader.
    else open(event.detail === 0 ? 'first' : 'none')
  })
  popup.addEventListener('click', (event) => {
    const path = event.composedPath()
    if (!items().some((item) => path.includes(item))) return
    // The focus returns to the button, unless the chosen entry has moved it, for example to a dialog.
    if (focusedIndex() >= 0) button.focus()
    close()
  })
  element.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) close()
  })
  return { close }
}
