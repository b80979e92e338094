import type { Exchange } from '../state/chat-store.js';
import { announcementFor } from './announcement.js';
import type { Announcer } from './announcer.js';
import { button, element } from './dom.js';
import { type ExchangeActions, ExchangeView } from './exchange-view.js';
import { icon } from './icons.js';
import { strings } from './strings.js';

/** Nearer to the end than this, in CSS pixels, a reader is taken to follow the conversation. */
const followingWithin = 48;

interface Shown {
  readonly view: ExchangeView;
  exchange: Exchange;
}

/** The conversation as a log: keeps the views in step with the exchanges, and the reader's place while the text changes. */
export class Transcript {
  readonly root: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #list = element('div', { class: 'exchanges' });
  readonly #below: HTMLButtonElement;
  readonly #shown = new Map<string, Shown>();
  #following = true;
  #serial = 0;

  constructor(
    beginning: readonly HTMLElement[],
    private readonly actions: ExchangeActions,
    private readonly announcer: Announcer,
    private readonly now: () => number = () => Date.now(),
  ) {
    // Live reading is off: announcer.ts speaks at the boundaries of a turn instead of token by token.
    this.#scroller = element(
      'div',
      { class: 'log', part: 'log', role: 'log', 'aria-live': 'off', 'aria-label': strings.conversation, tabindex: '0' },
      ...beginning,
      this.#list,
    );
    this.#below = button({ class: 'below', part: 'below' }, () => this.#toEnd(), icon('down'), strings.below);
    this.#below.hidden = true;
    this.#scroller.addEventListener('scroll', () => this.#noticePlace(), { passive: true });
    this.root = element('div', { class: 'transcript' }, this.#scroller, this.#below);
  }

  show(exchanges: readonly Exchange[]): void {
    const keys = new Set(exchanges.map(({ key }) => key));
    for (const [key, { view }] of this.#shown) {
      if (keys.has(key)) continue;
      view.root.remove();
      this.#shown.delete(key);
    }
    let grew = false;
    exchanges.forEach((exchange, index) => {
      const shown = this.#shown.get(exchange.key);
      if (shown === undefined) {
        const view = new ExchangeView(exchange, `x${++this.#serial}`, this.actions, this.now);
        this.#shown.set(exchange.key, { view, exchange });
        this.#place(view.root, index);
        grew = true;
        this.#announce(undefined, exchange);
        // Whoever asks wants to see what comes of it.
        if (exchange.pending !== undefined) this.#following = true;
        return;
      }
      this.#place(shown.view.root, index);
      if (unchanged(shown.exchange, exchange)) return;
      shown.view.update(exchange);
      this.#announce(shown.exchange, exchange);
      shown.exchange = exchange;
      grew = true;
    });
    if (exchanges.length === 0) this.#following = true;
    if (this.#following) this.#toEnd();
    else if (grew) this.#below.hidden = false;
  }

  #announce(before: Exchange | undefined, after: Exchange): void {
    const announcement = announcementFor(before, after);
    if (announcement !== undefined) this.announcer.announce(announcement);
  }

  #place(node: HTMLElement, index: number): void {
    const current = this.#list.children[index];
    if (current !== node) this.#list.insertBefore(node, current ?? null);
  }

  #noticePlace(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#following = scrollHeight - scrollTop - clientHeight <= followingWithin;
    if (this.#following) this.#below.hidden = true;
  }

  #toEnd(): void {
    this.#following = true;
    this.#below.hidden = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

/** Turns are immutable, pending questions too: what is the same object looks the same. */
function unchanged(before: Exchange, after: Exchange): boolean {
  return before.turn === after.turn && before.pending === after.pending;
}
