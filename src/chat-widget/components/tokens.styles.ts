/**
 * Colours, sizes and faces. Each `--dualpath-*` property may be set by the host page; the private name behind it is what the other
 * style sheets read. Contrast of every text colour on its ground is at least 4.5 : 1 in both schemes.
 */
export const tokens = `
:host {
  color-scheme: light dark;
  --accent: var(--dualpath-accent, light-dark(#2456c9, #8fb1ff));
  --on-accent: var(--dualpath-on-accent, light-dark(#ffffff, #0d1526));
  --canvas: var(--dualpath-canvas, light-dark(#f5f6f9, #11151c));
  --surface: var(--dualpath-surface, light-dark(#ffffff, #1a202a));
  --question: var(--dualpath-question, light-dark(#e3ebfd, #26375c));
  --ink: var(--dualpath-ink, light-dark(#18202e, #e9edf4));
  --ink-quiet: var(--dualpath-ink-quiet, light-dark(#5a6476, #a3aec0));
  --line: var(--dualpath-line, light-dark(#dde2ea, #2f3846));
  --line-strong: light-dark(#8590a3, #6b778b);
  --good: var(--dualpath-good, light-dark(#1b6e43, #6fd09c));
  --changed: var(--dualpath-changed, light-dark(#6b3fb5, #c3a4f7));
  --changed-ground: light-dark(#efe7fc, #35294d);
  --doubt: var(--dualpath-doubt, light-dark(#82560a, #e3b562));
  --bad: var(--dualpath-bad, light-dark(#b3261e, #ff9d94));
  --radius: var(--dualpath-radius, 16px);
  --font: var(--dualpath-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif);
  --column: var(--dualpath-column, 46rem);
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
`;
