import type { Announcement } from './announcement.js';
import { element } from './dom.js';

/** Enough for a screen reader to have queued the oldest. */
const kept = 6;

/** Two live regions that are there from the start, as screen readers want it. Each announcement is an addition, so none overtakes another. */
export class Announcer {
  readonly #polite = element('div', { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'false', 'aria-relevant': 'additions' });
  readonly #urgent = element('div', { role: 'alert', 'aria-atomic': 'false', 'aria-relevant': 'additions' });
  readonly root = element('div', { class: 'unseen' }, this.#polite, this.#urgent);

  announce({ text, urgent }: Announcement): void {
    const region = urgent ? this.#urgent : this.#polite;
    region.append(element('p', {}, text));
    while (region.childElementCount > kept) region.firstElementChild?.remove();
  }
}
