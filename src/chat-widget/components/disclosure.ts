import { button, element, setText } from './dom.js';

/** A button that opens a panel below it, and closes it again. */
export class Disclosure {
  readonly toggle: HTMLButtonElement;
  readonly panel: HTMLElement;

  constructor(id: string, label: string, heading: string, content: Node) {
    this.toggle = button(
      { class: 'action', 'aria-expanded': 'false', 'aria-controls': id },
      () => this.#open(this.panel.hidden !== false),
      label,
    );
    this.panel = element(
      'div',
      { class: 'panel', part: 'panel', id, role: 'group', 'aria-label': heading },
      element('p', { class: 'panel-heading', 'aria-hidden': 'true' }, heading),
      content,
    );
    this.available = false;
  }

  set label(label: string) {
    setText(this.toggle, label);
  }

  /** A disclosure without content is not offered. */
  set available(available: boolean) {
    this.toggle.hidden = !available;
    if (!available) this.#open(false);
  }

  #open(open: boolean): void {
    this.panel.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
  }
}
