/** The frame: header, log, and what both share. */
export const layout = `
:host {
  display: flex;
  flex-direction: column;
  min-block-size: 20rem;
  block-size: 100%;
  container-type: inline-size;
  overflow: hidden;
  background: var(--canvas);
  color: var(--ink);
  font: 1rem/1.55 var(--font);
  text-align: start;
  -webkit-text-size-adjust: 100%;
}
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
p, ul, dl, dd, h2 { margin: 0; padding: 0; }
ul { list-style: none; }
button { font: inherit; color: inherit; cursor: pointer; -webkit-tap-highlight-color: transparent; }
button:disabled { cursor: default; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.icon {
  flex: none;
  inline-size: 1rem;
  block-size: 1rem;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.6;
  stroke-linecap: round;
  stroke-linejoin: round;
}
.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
  user-select: none;
}

.header {
  display: flex;
  align-items: center;
  gap: .75rem;
  min-block-size: 3.5rem;
  padding-block: .5rem;
  padding-inline: max(1rem, env(safe-area-inset-left)) max(1rem, env(safe-area-inset-right));
  border-block-end: 1px solid var(--line);
  background: var(--surface);
}
.heading {
  font-size: 1rem;
  font-weight: 650;
  letter-spacing: -.005em;
  white-space: nowrap;
  overflow: hidden;
  text-overflow: ellipsis;
}
.connection {
  display: inline-flex;
  align-items: center;
  gap: .4rem;
  font-size: .8125rem;
  color: var(--ink-quiet);
  white-space: nowrap;
}
.connection::before {
  content: "";
  inline-size: .5rem;
  block-size: .5rem;
  border-radius: 50%;
  border: 1.5px solid currentColor;
}
.connection[data-state="online"] { color: var(--good); }
.connection[data-state="online"]::before { background: currentColor; }
.connection[data-state="reconnecting"] { color: var(--doubt); }
.connection[data-state="offline"] { color: var(--bad); }
.new {
  display: inline-flex;
  align-items: center;
  gap: .4rem;
  min-block-size: 2.25rem;
  margin-inline-start: auto;
  padding-inline: .75rem;
  border: 1px solid var(--line);
  border-radius: 999px;
  background: none;
  font-size: .875rem;
  white-space: nowrap;
  transition: opacity .2s, border-color .2s;
}
.new:hover:enabled { border-color: var(--line-strong); }
.new:disabled { opacity: .45; }

.transcript { position: relative; flex: 1; min-block-size: 0; display: flex; }
.log {
  flex: 1;
  overflow-y: auto;
  overscroll-behavior: contain;
  padding-block: 1.5rem 1rem;
  padding-inline: max(1rem, env(safe-area-inset-left)) max(1rem, env(safe-area-inset-right));
  display: flex;
  flex-direction: column;
}
.log:focus-visible { outline-offset: -3px; }
.log > * { inline-size: 100%; max-inline-size: var(--column); margin-inline: auto; }
.exchanges { display: flex; flex-direction: column; gap: 1.75rem; }
.below {
  position: absolute;
  inset-block-end: .75rem;
  inset-inline: 0;
  margin-inline: auto;
  inline-size: max-content;
  display: flex;
  align-items: center;
  gap: .4rem;
  padding: .45rem .9rem;
  border: 1px solid var(--line);
  border-radius: 999px;
  background: var(--surface);
  box-shadow: 0 4px 16px rgb(0 0 0 / .14);
  font-size: .875rem;
}

.notice {
  margin-block-end: 1rem;
  padding: .6rem .9rem;
  border-inline-start: 3px solid var(--doubt);
  border-radius: .5rem;
  background: var(--surface);
  font-size: .9375rem;
}
.welcome { margin-block: auto; padding-block: 2rem; text-align: center; }
.welcome-title { font-size: 1.625rem; font-weight: 650; letter-spacing: -.015em; line-height: 1.25; }
.welcome-text { max-inline-size: 30rem; margin: .6rem auto 0; color: var(--ink-quiet); text-wrap: pretty; }
.examples { display: flex; flex-wrap: wrap; justify-content: center; gap: .6rem; margin-block-start: 1.75rem; }
.example {
  min-block-size: 2.75rem;
  padding: .55rem 1rem;
  border: 1px solid var(--line);
  border-radius: 1.375rem;
  background: var(--surface);
  font-size: .9375rem;
  text-align: start;
  transition: border-color .15s, transform .15s;
}
.example:hover { border-color: var(--accent); transform: translateY(-1px); }

@container (max-width: 30rem) {
  .new { padding-inline: .6rem; }
  .new-label { display: none; }
  .log { padding-block-start: 1rem; }
  .welcome { padding-block: 1rem; }
  .welcome-title { font-size: 1.4rem; }
  .examples { flex-direction: column; align-items: stretch; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
}
`;
