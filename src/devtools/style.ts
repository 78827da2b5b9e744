/** The colours are those of the dashboard of the development server. */
export const style = `
:host {
  all: initial;
  color-scheme: light dark;
  --ground: light-dark(#f8f7f4, #17181d);
  --card: light-dark(#fff, #1e2027);
  --ink: light-dark(#1d1c22, #f1f0ec);
  --soft: light-dark(#62606a, #a5a6b0);
  --line: light-dark(#e3e0d8, #32353f);
  --accent: light-dark(#3f3dc4, #a3a6ff);
  --tint: light-dark(#efeefb, #292b40);
  --good: light-dark(#1f7a4d, #5fd19a);
  --low: light-dark(#955100, #f0b45a);
  --bad: light-dark(#b3261e, #ff9d94);
  --track: light-dark(#e6e3dc, #343741);
  --gap: 1rem;
  position: fixed;
  z-index: var(--hallpass-devtools-layer, 2147483000);
  inset: auto;
  display: block;
  direction: ltr;
  font: 14px/1.5 system-ui, sans-serif;
  color: var(--ink);
  text-align: start;
  -webkit-font-smoothing: antialiased;
}
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
:host([position$=right]) { right: max(16px, env(safe-area-inset-right)) }
:host([position$=left]) { left: max(16px, env(safe-area-inset-left)) }
:host([position^=bottom]) { bottom: max(16px, env(safe-area-inset-bottom)) }
:host([position^=top]) { top: max(16px, env(safe-area-inset-top)) }
:host([hidden]) { display: none }
*, ::before, ::after { box-sizing: border-box }
[hidden] { display: none !important }
h2, h3, p, ul, ol, dl, dd { margin: 0 }
ul, ol { padding: 0; list-style: none }
code {
  font-family: ui-monospace, SFMono-Regular, Menlo, monospace; font-size: .9286em; overflow-wrap: anywhere;
}
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
button, select, textarea { font: inherit; color: inherit }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }

.toggle {
  position: relative; display: grid; place-items: center; width: 48px; height: 48px; padding: 0; border: 0;
  border-radius: 50%; background: var(--card); color: var(--accent); cursor: pointer;
  box-shadow: 0 0 0 1px var(--line), 0 4px 16px rgb(0 0 0 / .18); transition: transform .15s;
}
.toggle:hover { transform: scale(1.06) }
.toggle svg { width: 22px; height: 22px }
.toggle .ring { position: absolute; inset: 0; width: 48px; height: 48px; transform: rotate(-90deg) }
.ring circle { fill: none; stroke-width: 3; stroke: var(--track) }
.ring .life { stroke: var(--good); stroke-linecap: round; transition: stroke-dasharray 1s linear }
[data-state=stale] .life { stroke: var(--low) }
[data-state=expired] .life { stroke: var(--bad) }
[data-state=problem] .life { stroke: var(--bad) }
[data-state=none] { color: var(--soft) }
[data-state=none] .life { stroke: none }
.open .toggle { visibility: hidden }

.panel {
  position: fixed; display: flex; flex-direction: column; overflow: hidden;
  width: min(36rem, calc(100vw - 2rem)); height: min(44rem, calc(100dvh - 2rem));
  border: 1px solid var(--line); border-radius: 1rem; background: var(--ground);
  box-shadow: 0 12px 40px rgb(0 0 0 / .22);
}
:host([position$=right]) .panel { right: 1rem }
:host([position$=left]) .panel { left: 1rem }
:host([position^=bottom]) .panel { bottom: 1rem }
:host([position^=top]) .panel { top: 1rem }
.panel.large { width: min(60rem, calc(100vw - 2rem)); height: calc(100dvh - 2rem) }
.bar {
  display: flex; align-items: center; gap: .5rem; padding: .625rem .75rem .625rem 1rem;
  background: var(--card);
}
.bar > svg { flex: none; width: 20px; height: 20px; color: var(--accent) }
.bar h2 { font-size: 1rem; font-weight: 650; letter-spacing: -.01em; margin-inline-end: auto }
.state {
  padding: .0625rem .5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .8125rem;
  min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
}
.state::before {
  content: ''; display: inline-block; width: .5rem; height: .5rem; margin-inline-end: .375rem;
  border-radius: 50%;
  background: var(--soft);
}
.state[data-state=fresh]::before { background: var(--good) }
.state[data-state=stale]::before { background: var(--low) }
.state:is([data-state=expired], [data-state=problem])::before { background: var(--bad) }
.bar button {
  display: grid; place-items: center; flex: none; width: 32px; height: 32px; padding: 0; border: 0;
  border-radius: .5rem; background: none; color: var(--soft); cursor: pointer;
}
.bar button:hover { background: var(--tint); color: var(--ink) }
.bar button svg { width: 18px; height: 18px }
.bar select {
  min-width: 0; min-height: 28px; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--card);
}
[role=tablist] {
  display: flex; gap: .125rem; padding: 0 .75rem; border-block-end: 1px solid var(--line);
  background: var(--card);
  overflow-x: auto; scrollbar-width: none;
}
[role=tab] {
  flex: none; padding: .375rem .625rem .5rem; border: 0; border-block-end: 2px solid transparent;
  background: none;
  color: var(--soft); cursor: pointer; white-space: nowrap;
}
[role=tab]:hover { color: var(--ink) }
[role=tab][aria-selected=true] { border-color: var(--accent); color: var(--accent); font-weight: 600 }
[role=tab]:focus-visible { outline-offset: -2px; border-radius: .375rem }
[role=tabpanel] {
  flex: 1; overflow-y: auto; padding: var(--gap); scrollbar-width: thin; display: flex;
  flex-direction: column;
  gap: .75rem;
}
[role=tabpanel] > * { flex: none }
[role=tabpanel]:focus-visible { outline-offset: -3px }

.part, .who, .problem {
  padding: .875rem 1rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card);
}
.part > * + * { margin-block-start: .625rem }
.head { display: flex; align-items: baseline; justify-content: space-between; gap: .75rem }
h3 { font-size: .9286rem; font-weight: 650 }
.count, .note, .meaning, .time { flex: none; color: var(--soft); font-size: .8571rem }
.count { flex: none }
.note { overflow-wrap: anywhere }
.empty {
  padding: .875rem; border: 1px dashed var(--line); border-radius: .625rem; color: var(--soft);
  text-align: center;
  text-wrap: balance;
}
.who { display: flex; align-items: center; gap: .75rem }
.who > div { min-width: 0 }
.who h3 { font-size: 1rem; line-height: 1.3 }
.who p { color: var(--soft); font-size: .8571rem; overflow-wrap: anywhere }
.face {
  flex: none; display: grid; place-content: center; width: 2.5rem; height: 2.5rem; border-radius: 50%;
  background: var(--tint); color: var(--accent); font-weight: 650;
}
.problem { border-color: var(--bad) }
.problem strong { color: var(--bad) }
.problem p { overflow-wrap: anywhere }
.actions { display: flex; flex-wrap: wrap; gap: .5rem }
.actions button, dialog button {
  min-height: 32px; padding: .125rem .75rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--card); cursor: pointer; transition: background .15s, border-color .15s;
}
.actions button:hover, dialog button:hover { background: var(--tint); border-color: var(--accent) }
.actions .danger { color: var(--bad) }
.actions [aria-pressed=true] { border-color: var(--bad); background: var(--bad); color: var(--card) }
.actions [aria-disabled=true] { color: var(--soft); cursor: not-allowed; border-style: dashed }
.plain {
  min-height: 24px; padding: 0 .375rem; border: 0; border-radius: .375rem; background: none;
  color: var(--accent);
  font-size: .8571rem; cursor: pointer;
}
.plain:hover { background: var(--tint) }
.token + .token { padding-block-start: .75rem; border-block-start: 1px solid var(--line) }
.token > * + * { margin-block-start: .25rem }
.line { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .5rem }
.line strong { font-weight: 600 }
.left { margin-inline-start: auto; font-size: .8571rem; font-variant-numeric: tabular-nums }
[data-life=stale] .left { color: var(--low); font-weight: 600 }
[data-life=expired] .left { color: var(--bad); font-weight: 600 }
progress {
  --fill: var(--good); appearance: none; display: block; width: 100%; height: .375rem; border: 0;
  border-radius: 1rem; overflow: hidden; background: var(--track);
}
progress::-webkit-progress-bar { background: var(--track) }
progress::-webkit-progress-value { background: var(--fill); border-radius: 1rem; transition: width 1s linear }
progress::-moz-progress-bar { background: var(--fill); border-radius: 1rem }
[data-life=stale] progress { --fill: var(--low) }
[data-life=expired] progress { --fill: var(--bad) }
.scopes { display: flex; flex-wrap: wrap; gap: .25rem }
.scopes li, .tag {
  padding: 0 .375rem; border-radius: .375rem; background: var(--tint); font-size: .7857rem; line-height: 1.6;
}
.scopes li { font-family: ui-monospace, SFMono-Regular, Menlo, monospace }
.tag { display: inline-block; white-space: nowrap }
.secret { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .5rem; font-size: .8571rem }
.secret > code { color: var(--soft) }
.secret .raw {
  flex: 1 1 100%; max-height: 9rem; overflow-y: auto; padding: .5rem .625rem; border: 1px solid var(--line);
  border-radius: .5rem; background: var(--ground); color: var(--ink);
}
.secret > :is(details, .note, dl) { flex: 1 1 100% }
.buttons { margin-inline-start: auto }
summary { cursor: pointer; color: var(--accent); font-size: .8571rem; padding-block: .25rem }
.facts { display: grid; gap: .375rem }
.facts > div { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: .75rem }
dt { color: var(--soft); overflow-wrap: anywhere }
dd { overflow-wrap: anywhere }
.claims > div {
  display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: .75rem; padding-block: .4375rem;
  border-block-start: 1px solid var(--line);
}
.claims > div:first-child { border: 0; padding-block-start: 0 }
.claims dt code { color: var(--accent) }
.claims dd > * { display: block }
.timeline > li { position: relative; padding: 0 0 .75rem 1.25rem }
.timeline > li::before {
  content: ''; position: absolute; left: 0; top: .375rem; width: .625rem; height: .625rem; border-radius: 50%;
  background: var(--soft);
}
.timeline > li::after {
  content: ''; position: absolute; left: calc(.3125rem - .5px); top: 1.25rem; bottom: -.125rem; width: 1px;
  background: var(--line);
}
.timeline > li:last-child::after { display: none }
.timeline .request::before { background: var(--card); border: 2px solid var(--soft) }
.timeline > [data-level=good]::before { background: var(--good) }
.timeline > [data-level=notice]::before { background: var(--low) }
.timeline > [data-level=problem]::before { background: var(--bad) }
.timeline .request[data-level=good]::before { background: var(--card); border-color: var(--good) }
.timeline .request[data-level=notice]::before { background: var(--card); border-color: var(--low) }
.timeline .request[data-level=problem]::before {
  background: var(--card); border-color: var(--bad);
}
.timeline p { overflow-wrap: anywhere }
.timeline .request p { color: var(--soft); font-size: .9286em; flex-wrap: nowrap }
.timeline b { color: var(--ink); font-weight: 600 }
time { flex: none; color: var(--soft); font-size: .8571rem; font-variant-numeric: tabular-nums }
.requests > li { padding: .5rem 0 .5rem .75rem; border-inline-start: 3px solid var(--track) }
.requests > li + li { border-block-start: 1px solid var(--line) }
.requests [data-level=good] { border-inline-start-color: var(--good) }
.requests [data-level=notice] { border-inline-start-color: var(--low) }
.requests [data-level=problem] { border-inline-start-color: var(--bad) }
.requests p { overflow-wrap: anywhere }
.requests p + p { color: var(--soft); font-size: .8571rem; display: flex; flex-wrap: wrap; gap: 0 .5rem }
.requests .tag { color: var(--ink) }
.requests .line { flex-wrap: nowrap; gap: .625rem }
.requests .line code { flex: 1; min-width: 0 }
.requests .status, .requests .took { flex: none; max-width: 45% }
.status { font-weight: 600 }
[data-level=good] .status { color: var(--good) }
[data-level=notice] .status { color: var(--low) }
[data-level=problem] .status { color: var(--bad) }
.took {
  min-width: 3.25rem; text-align: end; color: var(--soft); font-size: .8571rem;
  font-variant-numeric: tabular-nums;
}
.items > li + li { margin-block-start: .5rem }
.items p + p { color: var(--soft); font-size: .8571rem }
.message {
  position: absolute; inset: auto 1rem 1rem; width: fit-content; max-width: calc(100% - 2rem);
  margin-inline: auto;
  padding: .375rem .875rem; border-radius: .625rem; background: var(--ink); color: var(--card);
  font-size: .9286rem;
  box-shadow: 0 6px 24px rgb(0 0 0 / .25);
}
.message:empty { display: none }
.report { display: flex; flex-direction: column; gap: .625rem; height: 100% }
.report textarea {
  flex: 1; min-height: 12rem; padding: .75rem; border: 1px solid var(--line); border-radius: .75rem;
  background: var(--card); font: .8571rem/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; resize: none;
}

@media (max-width: 40rem) {
  .panel, .panel.large {
    inset: auto 0 0 !important; width: 100vw; height: min(85dvh, 44rem); border-radius: 1rem 1rem 0 0;
    border-inline: 0; border-block-end: 0;
  }
  :host { --gap: .75rem }
  .bar .enlarge { display: none }
  .actions button { min-height: 40px }
  [role=tablist] { padding: 0 .25rem }
  [role=tab] { padding: .625rem .5rem; font-size: .9286em }
  .claims > div { grid-template-columns: minmax(0, 1fr); gap: 0 }
  .facts > div { grid-template-columns: minmax(0, 1fr); gap: 0 }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, progress::-webkit-progress-value { transition: none !important; animation: none !important }
}
@media (prefers-reduced-motion: no-preference) {
  .panel { animation: open .14s ease-out }
  @keyframes open { from { opacity: 0; transform: translateY(.5rem) } }
}
@media (forced-colors: active) {
  .toggle, .panel { border: 1px solid CanvasText }
  .ring .life { stroke: Highlight }
  [role=tab][aria-selected=true] { border-color: Highlight }
  .actions [aria-pressed=true] { background: Highlight; color: HighlightText; forced-color-adjust: none }
}
@media print { :host { display: none } }
`
