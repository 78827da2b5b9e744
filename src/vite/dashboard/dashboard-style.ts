import { faceStyle } from '../pages/face.js'
import { palette } from '../pages/palette.js'

export const dashboardStyle: string = `${palette}${faceStyle}
:root {
  --good: light-dark(#1f7a4d, #5fd19a);
  --low: light-dark(#a85b00, #f0b45a);
  --bad: light-dark(#b3261e, #ff9d94);
  --track: light-dark(#eceae4, #2d3039);
  --code: light-dark(#f6f5f1, #17181d);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2rem) 3rem; max-width: 84rem;
  background: var(--ground); color: var(--ink);
  font: .9375rem/1.5 system-ui, sans-serif; -webkit-font-smoothing: antialiased;
}
h1, h2, h3, p, ul, ol, pre { margin: 0; }
ul, ol { padding: 0; list-style: none; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, monospace; font-size: .8125rem; }
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.top { display: flex; align-items: center; gap: .875rem; margin-bottom: 1rem; flex-wrap: wrap; }
.top > div { min-width: 0; flex: 1 1 12rem; }
.top h1 { font-size: 1.25rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; }
.top p { color: var(--soft); overflow-wrap: anywhere; }
.mark {
  flex: none; width: 2.75rem; height: 2.75rem; display: grid; place-items: center; border-radius: .875rem;
  background: var(--tint); color: var(--accent);
}
#message:not(:empty) {
  position: fixed; inset-block-end: 1rem; inset-inline: 1rem; width: fit-content;
  max-width: calc(100vw - 2rem); margin: 0 auto;
  padding: .5rem 1rem; border-radius: .75rem; background: var(--ink); color: var(--card);
  font-size: .875rem; box-shadow: 0 6px 24px rgb(0 0 0 / .2);
}

.top .state {
  padding: .25rem .75rem; border-radius: 1rem; border: 1px solid var(--line); background: var(--card);
  font-size: .8125rem; color: var(--ink);
}
.state::before {
  content: ''; display: inline-block; width: .5rem; height: .5rem; margin-inline-end: .5rem;
  border-radius: 50%; background: var(--good);
}
.state[data-level=problem] { border-color: var(--bad); }
.state[data-level=problem]::before { background: var(--bad); }
.jump {
  display: none; gap: .375rem; overflow-x: auto; margin: 0 -.75rem .75rem; padding: .125rem .75rem;
  scrollbar-width: none;
}
.jump a {
  padding: .25rem .75rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card);
  color: var(--ink); text-decoration: none; font-size: .8125rem;
}
section { scroll-margin-top: .75rem; }

.columns {
  display: grid; gap: 1rem; align-items: start;
  grid-template-columns: minmax(0, 1fr) minmax(0, 25rem);
}
.column { display: grid; gap: 1rem; }
.card {
  padding: 1.125rem 1.25rem; border-radius: 1rem; background: var(--card);
  border: 1px solid var(--line); box-shadow: 0 1px 2px rgb(0 0 0 / .04); min-width: 0;
}
.head {
  display: flex; align-items: baseline; justify-content: space-between; gap: 1rem;
  margin-bottom: .75rem;
}
h2 { font-size: 1rem; font-weight: 650; letter-spacing: -.005em; }
.count { color: var(--soft); font-size: .8125rem; }
.empty {
  padding: 1.25rem; border: 1px dashed var(--line); border-radius: .75rem; color: var(--soft);
  text-align: center; text-wrap: balance;
}
.note { margin-top: .75rem; color: var(--soft); font-size: .8125rem; overflow-wrap: anywhere; }

button, input, select { font: inherit; color: inherit; }
button {
  padding: .25rem .75rem; min-height: 2rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--card); cursor: pointer;
  font-size: .875rem; transition: background .15s, border-color .15s;
}
button:hover { background: var(--tint); border-color: var(--accent); }
.danger { color: var(--bad); }
.plain {
  min-height: 1.5rem; padding: 0 .375rem; margin-inline-end: -.375rem; border-color: transparent;
  background: none; color: var(--accent); font-size: .8125rem;
}
input, select {
  min-height: 2rem; padding: .125rem .5rem; border: 1px solid light-dark(#8f8c96, #6f7280);
  border-radius: .5rem; background: var(--card); font-size: .875rem; min-width: 0;
}
input[type=number] { width: 4.5rem; font-variant-numeric: tabular-nums; }
input::placeholder { color: var(--soft); opacity: 1; font-style: italic; }

.grants { display: grid; gap: .75rem; }
.grant { padding: .875rem; border: 1px solid var(--line); border-radius: .75rem; display: grid; gap: .75rem; }
.who { display: flex; align-items: center; gap: .75rem; min-width: 0; }
.who h3 { font-size: .9375rem; line-height: 1.3; font-weight: 600; }
.who p {
  color: var(--soft); font-size: .8125rem; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
.face { width: 2.25rem; height: 2.25rem; font-size: .8125rem; }
.scopes { display: flex; flex-wrap: wrap; gap: .25rem; }
.scopes code {
  padding: .0625rem .4375rem; border-radius: .375rem; background: var(--tint); color: var(--ink);
  font-size: .75rem;
}
.tokens { display: grid; gap: .5rem; }
.token {
  display: grid; grid-template-columns: auto 1fr auto; gap: 0 .5rem; align-items: baseline;
  font-size: .8125rem;
}
.token .left { color: var(--soft); font-variant-numeric: tabular-nums; }
.token code { color: var(--soft); font-size: .75rem; }
.token progress { grid-column: 1 / -1; }
.tag {
  padding: 0 .3125rem; border-radius: .25rem; background: var(--tint); font-size: .6875rem;
  font-weight: 600;
}
progress {
  --bar: var(--good); appearance: none; width: 100%; height: .375rem; margin-top: .1875rem;
  border: 0; border-radius: 1rem; overflow: hidden; background: var(--track);
}
progress::-webkit-progress-bar { background: var(--track); }
progress::-webkit-progress-value { background: var(--bar); border-radius: 1rem; transition: width 1s linear; }
progress::-moz-progress-bar { background: var(--bar); border-radius: 1rem; }
[data-state=low] progress { --bar: var(--low); }
[data-state=low] .left { color: var(--low); font-weight: 600; }
[data-state=used] .name, [data-state=used] code { text-decoration: line-through; color: var(--soft); }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }

.requests { max-height: 36rem; overflow-y: auto; margin: 0 -.5rem; padding: 0 .5rem; scrollbar-width: thin; }
.requests li {
  padding: .5rem 0 .5625rem .75rem; border-inline-start: 3px solid var(--track);
  border-top: 1px solid var(--line);
}
.requests li:first-child { border-top: 0; }
.requests li[data-level=good] { border-inline-start-color: var(--good); }
.requests li[data-level=notice] { border-inline-start-color: var(--low); }
.requests li[data-level=problem] { border-inline-start-color: var(--bad); }
.line {
  display: flex; flex-wrap: wrap; gap: 0 .5rem; align-items: baseline; color: var(--soft);
  font-size: .75rem; font-variant-numeric: tabular-nums;
}
.line code { color: var(--ink); font-size: .75rem; overflow-wrap: anywhere; }
.status { font-weight: 600; }
[data-level=good] .status { color: var(--good); }
[data-level=notice] .status { color: var(--low); }
[data-level=problem] .status { color: var(--bad); }
.took { margin-inline-start: auto; }
.asked { color: var(--soft); font-size: .8125rem; overflow-wrap: anywhere; }
.person {
  padding: 0 .375rem; border-radius: .375rem; background: var(--tint); color: var(--ink);
  font-size: .75rem; white-space: nowrap;
}
.answered { font-size: .875rem; overflow-wrap: anywhere; }
[data-level=problem] .answered { font-weight: 550; }

.rows { display: grid; }
.row {
  display: grid; grid-template-columns: 1fr auto; gap: .375rem .75rem; align-items: center;
  padding: .5625rem 0; border-top: 1px solid var(--line);
}
.row:first-child { border-top: 0; padding-top: 0; }
.row:last-child { padding-bottom: 0; }
.wide { grid-template-columns: 1fr; }
.label { display: block; font-weight: 550; line-height: 1.35; }
.hint, .small, .unit { color: var(--soft); font-size: .8125rem; }
.hint { display: block; line-height: 1.35; }
.row[data-on] .label::after {
  content: ' on'; color: var(--bad); font-weight: 600; font-size: .75rem; text-transform: uppercase;
  letter-spacing: .04em;
}
.inputs { display: flex; flex-wrap: wrap; gap: .375rem; align-items: center; }
.inputs input:not([type=number]) { flex: 1 1 5rem; width: 5rem; }
.inputs select { flex: 1 1 100%; }
.inputs button { margin-inline-start: auto; }
[role=switch] {
  width: 2.75rem; min-height: 1.625rem; height: 1.625rem; padding: 0; border-radius: 1rem;
  border: 1px solid light-dark(#8f8c96, #6f7280); background: var(--track); position: relative;
}
.knob {
  position: absolute; inset-block: .1875rem; inset-inline-start: .1875rem; width: 1.125rem;
  border-radius: 50%; background: light-dark(#6d6a75, #c9cad3); transition: translate .15s;
}
[role=switch][aria-checked=true] { background: var(--accent); border-color: var(--accent); }
[role=switch][aria-checked=true] .knob { translate: 1.125rem; background: var(--card); }
#trouble [role=switch][aria-checked=true] { background: var(--bad); border-color: var(--bad); }

.people, .clients { display: grid; gap: .625rem; }
.people li { display: flex; gap: .75rem; align-items: center; min-width: 0; }
.people strong, .people span, .clients span { display: block; line-height: 1.4; overflow-wrap: anywhere; }
.people .face { display: grid; }
.people strong, .clients strong { font-weight: 600; font-size: .875rem; }
.people div span, .clients span { color: var(--soft); font-size: .8125rem; }
.card > h3 { margin: .75rem 0 .25rem; font-size: .8125rem; font-weight: 550; color: var(--soft); }
.head + h3 { margin-top: 0 !important; }
pre {
  padding: .75rem; border-radius: .625rem; background: var(--code); border: 1px solid var(--line);
  overflow-x: auto; font-size: .75rem; line-height: 1.55;
}
footer {
  margin-top: 1.5rem; color: var(--soft); font-size: .8125rem; text-align: center;
  text-wrap: balance;
}

@media (max-width: 56rem) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  .jump { display: flex; }
}
@media (max-width: 30rem) {
  .card { padding: 1rem; }
  button { min-height: 2.25rem; }
  .requests { max-height: 28rem; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, progress::-webkit-progress-value { transition: none !important; };
}
@media (forced-colors: active) {
  .knob { background: ButtonText; } [role=switch][aria-checked=true] { background: Highlight; };
}
`
