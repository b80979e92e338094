import { button, element, setText } from './dom.js';
import { strings } from './strings.js';

/** Where a person says that an answer is wrong: a button, and a word on what came of it. */
export class Verdict {
  readonly root: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #note = element('span', { class: 'verdict-note' });

  /**
   * @param disown Tells the server; rejects when it could not be told.
   * @param announce Has what came of it read out.
   */
  constructor(
    private readonly disown: () => Promise<void>,
    private readonly announce: (text: string) => void,
  ) {
    this.#button = button({ class: 'action', title: strings.wrongHint }, () => void this.#say(), strings.wrong);
    this.root = element('p', { class: 'verdict' }, this.#button, this.#note);
  }

  async #say(): Promise<void> {
    if (this.#button.getAttribute('aria-disabled') === 'true') return;
    // Not `disabled`, which would take the focus away from who uses the keyboard.
    this.#button.setAttribute('aria-disabled', 'true');
    const told = await this.disown().then(
      () => true,
      () => false,
    );
    // What could not be told can be said again.
    if (!told) this.#button.removeAttribute('aria-disabled');
    const note = told ? strings.disowned : strings.notDisowned;
    setText(this.#note, note);
    this.announce(note);
  }
}
