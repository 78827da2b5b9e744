export const userStyle = `
:host {
  --_size: var(--hallpass-avatar-size, 2.5rem);
  display: inline-block;
  vertical-align: middle;
  position: relative;
  /* The place of the picture is kept while nobody is signed in. */
  min-inline-size: var(--_size);
  min-block-size: var(--_size);
}
:host([hidden]) { display: none }
[hidden] { display: none !important }
button, ::slotted(:not([slot])) { font: inherit; color: inherit; cursor: pointer }
.user {
  display: flex;
  align-items: center;
  gap: 0.625rem;
  margin: 0;
  padding: 0;
  border: 0;
  border-radius: calc(var(--_size) / 2);
  background: none;
  text-align: start;
  -webkit-tap-highlight-color: transparent;
}
.user:focus-visible { outline: 2px solid var(--hallpass-focus, currentcolor); outline-offset: 2px }
.avatar {
  flex: none;
  position: relative;
  display: grid;
  place-content: center;
  overflow: hidden;
  inline-size: var(--_size);
  block-size: var(--_size);
  border-radius: var(--hallpass-avatar-radius, 50%);
  background: var(--hallpass-avatar-fill, light-dark(#dfe1e5, #3c4043));
  color: var(--hallpass-avatar-text, light-dark(#1f1f1f, #f1f3f4));
  font-size: calc(var(--_size) * 0.38);
  font-weight: 500;
  line-height: 1;
}
.avatar img { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; object-fit: cover }
.name { display: none }
:host([show-name]) .name { display: block; padding-inline-end: 0.75rem }
.accessible-name {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.popup {
  position: absolute;
  z-index: var(--hallpass-menu-layer, 10);
  inset-block-start: calc(100% + 0.375rem);
  inset-inline-end: 0;
  box-sizing: border-box;
  min-inline-size: 12rem;
  max-inline-size: min(20rem, 90vw);
  padding: 0.375rem;
  border: 1px solid var(--hallpass-menu-line, light-dark(#c4c7c5, #444746));
  border-radius: var(--hallpass-menu-radius, 0.5rem);
  background: var(--hallpass-menu-fill, light-dark(#fff, #1f1f1f));
  color: var(--hallpass-menu-text, light-dark(#1f1f1f, #e3e3e3));
  box-shadow: 0 4px 16px rgb(0 0 0 / 0.2);
  text-align: start;
}
.other-side { inset-inline: 0 auto }
.person { padding: 0.5rem 0.625rem; overflow-wrap: anywhere }
.person > * { display: block }
.person > :first-child { font-weight: 600 }
.detail { font-size: 0.875em; opacity: 0.8 }
[role=menu] {
  padding-block-start: 0.375rem;
  border-block-start: 1px solid var(--hallpass-menu-line, light-dark(#c4c7c5, #444746));
}
[role=menuitem], ::slotted(:not([slot])) {
  box-sizing: border-box;
  display: block;
  inline-size: 100%;
  min-block-size: 2.25rem;
  margin: 0;
  padding: 0.4375rem 0.625rem;
  border: 0;
  border-radius: 0.25rem;
  background: none;
  text-align: start;
  text-decoration: none;
}
:is([role=menuitem]:hover, [role=menuitem]:focus-visible),
::slotted(:not([slot]):hover),
::slotted(:not([slot]):focus-visible) {
  background: light-dark(#00000014, #ffffff1f);
}
[role=menuitem]:focus-visible, ::slotted(:not([slot]):focus-visible) {
  outline: 2px solid currentcolor;
  outline-offset: -2px;
}
[aria-busy] { opacity: 0.6; cursor: progress }
@media (prefers-reduced-motion: no-preference) {
  .popup { animation: open 0.12s ease-out }
  @keyframes open { from { opacity: 0; transform: translateY(-0.25rem) } }
}
`
