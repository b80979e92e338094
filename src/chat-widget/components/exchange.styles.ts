/** A question and its answer. The status line has its place from the start, so that no label moves the text. */
export const exchange = `
.exchange { display: flex; flex-direction: column; gap: .75rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; min-block-size: 1.55em; }
.question {
  align-self: flex-end;
  max-inline-size: min(85%, 34rem);
  padding: .6rem 1rem;
  border-radius: var(--radius);
  border-end-end-radius: .3rem;
  background: var(--question);
}
.answer {
  position: relative;
  padding: .85rem 1rem .5rem;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  border-end-start-radius: .3rem;
  background: var(--surface);
  transition: border-color .4s;
}
.answer[data-provisional] { border-style: dashed; border-color: var(--line-strong); }
.answer[data-tone="bad"] { border-color: var(--bad); }

.answer [data-kind] { transition: color .45s; }
.answer [data-kind="provisional"] { color: var(--ink-quiet); }
.answer ins {
  padding-inline: .1em;
  border-radius: .2em;
  background: var(--changed-ground);
  text-decoration: underline;
  text-decoration-color: var(--changed);
  text-decoration-thickness: 2px;
  text-underline-offset: .2em;
  box-decoration-break: clone;
  -webkit-box-decoration-break: clone;
}
.answer del { color: var(--ink-quiet); text-decoration: line-through; text-decoration-thickness: 1.5px; }
/* What there will be text for soon. */
.answer[data-provisional] .text:empty::before {
  content: "";
  display: inline-block;
  inline-size: 9rem;
  block-size: .7em;
  border-radius: .35em;
  background: var(--line);
  animation: breathe 1.6s ease-in-out infinite;
}
.problem { margin-block-start: .15rem; font-size: .9375rem; color: var(--ink-quiet); }
.problem-title { display: block; font-weight: 600; color: var(--ink); }
.problem-title:empty { display: none; }

.status-line {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 0 1rem;
  min-block-size: 2.25rem;
  margin-block-start: .35rem;
  font-size: .8125rem;
}
.status {
  display: inline-flex;
  align-items: center;
  gap: .4rem;
  min-block-size: 2.25rem;
  min-inline-size: 0;
  font-weight: 550;
  font-variant-numeric: tabular-nums;
  color: var(--ink-quiet);
  transition: color .4s;
}
/* A subject gives way to the words after it and to the buttons: the line stays one line. */
.answer[data-named] .status { flex: 1 1 0; }
.answer[data-named] .label { display: flex; min-inline-size: 0; white-space: nowrap; }
.subject { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; }
.answer[data-tone="good"] .status { color: var(--good); }
.answer[data-tone="changed"] .status { color: var(--changed); }
.answer[data-tone="doubt"] .status { color: var(--doubt); }
.answer[data-tone="bad"] .status { color: var(--bad); }
.answer[data-tone="busy"] .status .icon { animation: breathe 1.6s ease-in-out infinite; }
@keyframes breathe { 50% { opacity: .35; } }
.actions { display: inline-flex; flex-wrap: wrap; gap: .125rem; margin-inline-end: -.6rem; }
.action {
  min-block-size: 2.25rem;
  padding-inline: .6rem;
  border: 0;
  border-radius: .6rem;
  background: none;
  color: var(--accent);
  font-weight: 550;
}
.action:hover, .action:active { background: var(--canvas); }
.action[aria-expanded="true"] { background: var(--canvas); }
/* Most turns are over before a hand could stop them: the buttons come in when there is something to stop. */
.late { animation: come .25s .35s backwards; }
/* Without a connection there is nobody to tell. */
.transcript:not([data-connected]) .late { visibility: hidden; }
@keyframes come { from { opacity: 0; } }

.bar {
  position: absolute;
  inset-inline: 1rem;
  inset-block-end: -1px;
  block-size: 2px;
  border-radius: 1px;
  overflow: hidden;
  opacity: 0;
  transition: opacity .4s;
}
.bar[data-active] { opacity: 1; background: var(--line); }
.bar::after {
  content: "";
  display: block;
  block-size: 100%;
  inline-size: calc(var(--done, 0) * 100%);
  background: var(--accent);
  transition: inline-size .2s ease-out;
}

.panel { margin-block: .25rem .5rem; padding: .7rem .85rem; border-radius: .7rem; background: var(--canvas); font-size: .875rem; }
.panel .text { min-block-size: 0; }
.panel-heading { margin-block-end: .2rem; font-size: .75rem; font-weight: 600; color: var(--ink-quiet); }
.facts { display: grid; max-inline-size: 24rem; grid-template-columns: 1fr auto; gap: .15rem 1.5rem; font-variant-numeric: tabular-nums; }
.facts dt { color: var(--ink-quiet); }
.facts dd { text-align: end; }
.verdict { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin-block-start: .5rem; margin-inline-start: -.6rem; }
.verdict [aria-disabled='true'] { color: var(--ink-quiet); background: none; cursor: default; }
.verdict-note { color: var(--ink-quiet); }

@container (max-width: 30rem) {
  .question { max-inline-size: 90%; }
  .status-line { min-block-size: 4.5rem; align-content: flex-start; }
  .status, .actions { inline-size: 100%; }
  .answer[data-named] .status { flex-basis: 100%; }
  .actions { margin-inline: -.6rem; min-block-size: 2.25rem; }
}
`;
