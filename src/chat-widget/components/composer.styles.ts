/** The question field. Its text is 16 px at least: below that, iOS zooms into the page. */
export const composer = `
.composer {
  inline-size: 100%;
  max-inline-size: calc(var(--column) + 2rem);
  margin-inline: auto;
  padding-block: .25rem max(.6rem, env(safe-area-inset-bottom));
  padding-inline: max(1rem, env(safe-area-inset-left)) max(1rem, env(safe-area-inset-right));
}
.field {
  display: flex;
  align-items: flex-end;
  gap: .5rem;
  padding: .375rem;
  border: 1px solid var(--line-strong);
  border-radius: 1.5rem;
  background: var(--surface);
  transition: border-color .15s, box-shadow .15s;
}
.field:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.input {
  flex: 1;
  min-inline-size: 0;
  min-block-size: 2.25rem;
  max-block-size: 11rem;
  margin: 0;
  padding: .35rem .75rem;
  border: 0;
  background: none;
  color: var(--ink);
  font: inherit;
  font-size: max(1rem, 16px);
  resize: none;
  outline: none;
}
.input::placeholder { color: var(--ink-quiet); opacity: 1; }
.send {
  display: grid;
  place-items: center;
  flex: none;
  inline-size: 2.25rem;
  block-size: 2.25rem;
  padding: 0;
  border: 0;
  border-radius: 50%;
  background: var(--line);
  color: var(--ink-quiet);
  transition: background-color .15s, color .15s;
}
[data-filled] .send { background: var(--accent); color: var(--on-accent); }
.below-field {
  display: flex;
  justify-content: space-between;
  gap: 1rem;
  min-block-size: 1.25rem;
  margin-block-start: .35rem;
  padding-inline: 1.2rem;
  font-size: .75rem;
  line-height: 1.25rem;
  color: var(--ink-quiet);
}
.count { white-space: nowrap; font-variant-numeric: tabular-nums; }
[data-offline] .hint { color: var(--doubt); }
[data-complaint] .field { border-color: var(--bad); }
[data-complaint] .hint, [data-complaint] .count { color: var(--bad); }
@media (pointer: coarse) {
  .hint[data-keys] { visibility: hidden; }
  .input { min-block-size: 2.75rem; padding-block: .6rem; }
  .send { inline-size: 2.75rem; block-size: 2.75rem; }
}
`;
