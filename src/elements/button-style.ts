// Sizes are in rem, so that they follow the person's font size. A page changes the look by properties whose
// names begin with `--hallpass-`. A button under the pointer gets darker below its text, because white text
// on a colour then loses no contrast. No status changes the size of a button: a spinner takes the place of
// the logo, and a failure takes the place of the label.

export const buttonStyle = `
:host {
  --_size: var(--hallpass-height, 2.5rem);
  --_text-size: 0.875rem;
  --_logo: var(--hallpass-logo-size, 1.25rem);
  --_radius: var(--hallpass-radius, 0.25rem);
  display: inline-block;
  vertical-align: middle;
  min-inline-size: min(8rem, 100%);
  max-inline-size: 100%;
}
:host([hidden]) { display: none }
:host([size=small]) {
  --_size: var(--hallpass-height, 2rem);
  --_text-size: 0.8125rem;
  --_logo: var(--hallpass-logo-size, 1rem);
}
:host([size=large]) {
  --_size: var(--hallpass-height, 3rem);
  --_text-size: 1rem;
  --_logo: var(--hallpass-logo-size, 1.5rem);
}
:host([shape=square]) { --_radius: 0px }
:host([shape=pill]) { --_radius: calc(var(--_size) / 2) }
button {
  position: relative;
  isolation: isolate;
  box-sizing: border-box;
  display: flex;
  align-items: center;
  justify-content: center;
  gap: var(--hallpass-gap, 0.625rem);
  inline-size: 100%;
  min-block-size: var(--_size);
  margin: 0;
  padding: 0.125rem var(--hallpass-padding, 0.75rem);
  border: 1px solid var(--hallpass-line, var(--_line));
  border-radius: var(--_radius);
  background: var(--hallpass-fill, var(--_fill));
  color: var(--hallpass-text, var(--_text));
  font: 500 var(--hallpass-text-size, var(--_text-size)) / 1.2
    var(--hallpass-font, var(--_font, system-ui, sans-serif));
  text-align: center;
  cursor: pointer;
  -webkit-user-select: none;
  user-select: none;
  -webkit-tap-highlight-color: transparent;
  touch-action: manipulation;
}
button::before {
  content: "";
  position: absolute;
  inset: -1px;
  border-radius: inherit;
  background: var(--_shade);
  opacity: 0;
  z-index: -1;
}
@media (hover: hover) { button:enabled:hover::before { opacity: 0.07 } }
button:enabled:active::before { opacity: 0.14 }
button:disabled { cursor: default; opacity: 0.5 }
.busy { cursor: progress }
button:focus-visible { outline: none }
.frame { border-radius: var(--_radius) }
/* The colour of the text around the button is one that the page has chosen to be visible. */
.frame:has(:focus-visible) { outline: 2px solid var(--hallpass-focus, currentcolor); outline-offset: 2px }
.logo { position: relative; flex: none; inline-size: var(--_logo); block-size: var(--_logo) }
svg, ::slotted(*) { display: block; inline-size: 100%; block-size: 100%; object-fit: contain }
path:not([fill]) { fill: var(--hallpass-ink, var(--_ink)) }
.label { min-inline-size: 0; overflow-wrap: anywhere }
:host([align=start]) .label { flex: 1 }
.failure { display: none }
.failed .failure {
  position: absolute;
  inset: 0 0.25rem;
  display: grid;
  place-content: center;
  overflow: hidden;
  font-size: 0.8125em;
  line-height: 1.1;
}
.failed .label, .failed .logo { opacity: 0 }
.busy .logo > * { visibility: hidden }
.busy .logo::after {
  content: "";
  position: absolute;
  inset: 1px;
  border: 2px solid;
  border-inline-end-color: transparent;
  border-radius: 50%;
  animation: turn 0.8s linear infinite;
}
:host([icon-only]) { min-inline-size: 0 }
:host([icon-only]) button { inline-size: var(--_size); padding: 0 }
:host([icon-only]) :is(.label, .failure), .announcement {
  position: absolute;
  inset: auto;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
:host([icon-only]) .failed .logo { opacity: 1 }
:host([icon-only]) .failed .logo > * { visibility: hidden }
:host([icon-only]) .failed .logo::after {
  content: "↻";
  position: absolute;
  inset: 0;
  display: grid;
  place-content: center;
  font-size: var(--_logo);
}
@keyframes turn { to { rotate: 1turn } }
@media (prefers-reduced-motion: reduce) { .busy .logo::after { animation: none; border-style: dotted } }
@media (forced-colors: active) {
  path:not([fill]) { fill: ButtonText }
  :disabled path:not([fill]) { fill: GrayText }
}
`
