/**
 * Opens and closes a menu, and walks in it, as people who use a keyboard expect (ARIA Authoring Practices,
 * "Menu Button").
 */
export interface Menu {
  close(): void
}

export interface MenuParts {
  readonly element: HTMLElement
  readonly button: HTMLButtonElement
  readonly popup: HTMLElement
  /** What can be chosen just now, in order. */
  items(): readonly HTMLElement[]
}

export function createMenu({ element, button, popup, items }: MenuParts): Menu {
  const isOpen = (): boolean => !popup.hidden

  function open(first: 'first' | 'last' | 'none'): void {
    popup.hidden = false
    // At the side where there is room for it.
    popup.classList.toggle('other-side', false)
    const { left, right } = popup.getBoundingClientRect()
    popup.classList.toggle('other-side', left < 0 || right > document.documentElement.clientWidth)
    button.setAttribute('aria-expanded', 'true')
    document.addEventListener('pointerdown', closeOutside, true)
    if (first !== 'none')
      items()
        .at(first === 'first' ? 0 : -1)
        ?.focus()
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

  function focused(): number {
    return items().findIndex((item) => item.matches(':focus'))
  }

  function move(to: number): void {
    const all = items()
    all[(to + all.length) % all.length]?.focus()
  }

  function moveToLetter(letter: string): void {
    const all = items()
    const from = focused() + 1
    const inTurn = [...all.slice(from), ...all.slice(0, from)]
    inTurn.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()))?.focus()
  }

  function pressedInMenu(event: KeyboardEvent): boolean {
    switch (event.key) {
      case 'ArrowDown':
        move(focused() + 1)
        return true
      case 'ArrowUp':
        move(focused() < 0 ? -1 : focused() - 1)
        return true
      case 'Home':
        move(0)
        return true
      case 'End':
        move(-1)
        return true
      case 'Escape':
        close()
        button.focus()
        return true
      case 'Tab':
        // From the button, the browser goes on to what comes next.
        button.focus()
        close()
        return false
      default:
        if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey)
          return false
        moveToLetter(event.key)
        return true
    }
  }

  function pressed(event: KeyboardEvent): void {
    const arrow = event.key === 'ArrowDown' ? 'first' : event.key === 'ArrowUp' ? 'last' : undefined
    if (!isOpen() && !arrow) return
    if (isOpen() ? pressedInMenu(event) : arrow) event.preventDefault()
    if (arrow && !isOpen()) open(arrow)
  }

  element.addEventListener('keydown', pressed)
  button.addEventListener('click', (event) => {
    if (isOpen()) close()
    // `detail` is 0 for a click by Enter, Space or a screen reader.
    else open(event.detail === 0 ? 'first' : 'none')
  })
  popup.addEventListener('click', (event) => {
    const path = event.composedPath()
    if (!items().some((item) => path.includes(item))) return
    // Unless what was chosen has taken the focus somewhere, to a dialog for one.
    if (focused() >= 0) button.focus()
    close()
  })
  element.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) close()
  })
  return { close }
}
