/** The colours of the sign-in pages and the dashboard, light and dark. */
export const palette = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f3f1ec, #14151a);
  --card: light-dark(#fff, #1e2027);
  --ink: light-dark(#1d1c22, #f1f0ec);
  --soft: light-dark(#66646e, #a5a6b0);
  --line: light-dark(#e3e0d8, #32353f);
  --accent: light-dark(#3f3dc4, #a3a6ff);
  --tint: light-dark(#efeefb, #292b40);
}
`

/** A pass, as inline SVG. */
export const mark: string = `<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M9 3h6v3H9zM12 6v2"/><rect x="5" y="8" width="14" height="13" rx="3"/><path d="m9.2 14.8 2 2 3.8-4"/></svg>`
