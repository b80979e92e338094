import { composer } from './composer.styles.js';
import { exchange } from './exchange.styles.js';
import { layout } from './layout.styles.js';
import { tokens } from './tokens.styles.js';

let sheet: CSSStyleSheet | undefined;

/** One constructed sheet for all elements of the page; a content security policy without 'unsafe-inline' lets it be. */
export function styles(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(tokens + layout + exchange + composer);
  }
  return sheet;
}
