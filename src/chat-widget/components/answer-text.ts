import type { Segment } from '../protocol/changes.js';
import { element, setText } from './dom.js';
import { strings } from './strings.js';

export interface Piece {
  readonly kind: 'settled' | 'provisional' | 'changed' | 'removed';
  readonly text: string;
}

/** The answer's text in pieces. Nodes of pieces that stay are kept, and a text that grows is appended to. */
export class AnswerText {
  readonly root = element('p', { class: 'text', part: 'answer-text', dir: 'auto' });

  show(pieces: readonly Piece[]): void {
    const shown = pieces.filter((piece) => piece.text !== '');
    while (this.root.childNodes.length > shown.length) this.root.lastChild?.remove();
    shown.forEach((piece, index) => {
      const current = this.root.childNodes[index];
      if (current instanceof HTMLElement && current.dataset['kind'] === piece.kind) write(current, piece.text);
      else if (current === undefined) this.root.append(pieceNode(piece));
      else current.replaceWith(pieceNode(piece));
    });
  }
}

/** Pieces of a text whose first `settled` characters the deep path stands behind. Never cuts a surrogate pair in two. */
export function settledPieces(text: string, settled: number): readonly Piece[] {
  const code = text.charCodeAt(settled);
  const cut = settled > 0 && code >= 0xdc00 && code <= 0xdfff ? settled - 1 : settled;
  return [
    { kind: 'settled', text: text.slice(0, cut) },
    { kind: 'provisional', text: text.slice(cut) },
  ];
}

/** Pieces of a text with its changed words marked, as put in or as taken away. */
export function changedPieces(segments: readonly Segment[], mark: 'changed' | 'removed'): readonly Piece[] {
  return segments.map(({ kind, text }) => ({ kind: kind === 'changed' ? mark : 'settled', text }));
}

function pieceNode({ kind, text }: Piece): HTMLElement {
  const name = kind === 'changed' ? 'ins' : kind === 'removed' ? 'del' : 'span';
  const node = element(name, { 'data-kind': kind });
  // Browsers rarely tell readers of <ins> and <del>, so the words do; a reader that listens hears what an eye sees.
  if (kind === 'changed') node.append(element('span', { class: 'unseen' }, strings.changed));
  if (kind === 'removed') node.append(element('span', { class: 'unseen' }, strings.removed));
  node.append(document.createTextNode(text));
  return node;
}

function write(node: HTMLElement, text: string): void {
  const last = node.lastChild;
  if (!(last instanceof Text)) setText(node, text);
  else if (text.startsWith(last.data)) last.appendData(text.slice(last.data.length));
  else last.data = text;
}
