import type { ConnectionState } from '../connection/chat-connection.js';
import { element, setText } from './dom.js';
import { icon } from './icons.js';
import { strings } from './strings.js';

/** The counter appears when this share of the limit is used. */
const counterFrom = 0.8;

/** Where questions are written. Decides whether a question may be sent, and says why not. */
export class Composer {
  readonly root = element('form', { class: 'composer', part: 'composer' });
  readonly #input = element('textarea', {
    class: 'input',
    part: 'input',
    id: 'question',
    rows: '1',
    enterkeyhint: 'send',
    autocomplete: 'off',
    'aria-describedby': 'hint count',
  });
  readonly #hint = element('span', { class: 'hint', id: 'hint' });
  readonly #count = element('span', { class: 'count', id: 'count' });
  #limit = 4000;
  #connection: ConnectionState = 'connecting';
  #complaint = '';

  /** @param submit Takes a question that may be sent, without blanks around it. */
  constructor(
    private readonly submit: (question: string) => void,
    private readonly complain: (message: string) => void,
  ) {
    this.#input.placeholder = strings.placeholder;
    this.root.append(
      element('label', { class: 'unseen', for: 'question' }, strings.questionLabel),
      element(
        'div',
        { class: 'field' },
        this.#input,
        element('button', { type: 'submit', class: 'send', part: 'send', 'aria-label': strings.send, title: strings.send }, icon('send')),
      ),
      element('div', { class: 'below-field' }, this.#hint, this.#count),
    );
    this.root.noValidate = true;
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#trySubmit();
    });
    this.#input.addEventListener('keydown', (event) => {
      // An Enter that ends a composition (IME) chooses a word; 229 is how Safari says so.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#trySubmit();
    });
    this.#input.addEventListener('input', () => this.#changed());
    this.#draw();
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#draw();
  }

  set placeholder(text: string) {
    this.#input.placeholder = text;
  }

  set connection(state: ConnectionState) {
    this.#connection = state;
    this.#draw();
  }

  focus(): void {
    this.#input.focus();
  }

  /** Puts a text into the field, to be changed or sent. */
  write(text: string): void {
    this.#input.value = text;
    this.#changed();
    this.focus();
  }

  #changed(): void {
    this.#complaint = '';
    this.#fit();
    this.#draw();
  }

  #trySubmit(): void {
    const question = this.#input.value.trim();
    const over = question.length - this.#limit;
    if (question === '' || over > 0) {
      this.#complaint = question === '' ? strings.empty : strings.tooLong(over, this.#limit);
      this.#draw();
      this.complain(this.#complaint);
      this.focus();
      return;
    }
    this.#input.value = '';
    this.#changed();
    this.submit(question);
  }

  #draw(): void {
    const length = this.#input.value.trim().length;
    const over = length - this.#limit;
    const complaint = over > 0 ? strings.tooLong(over, this.#limit) : this.#complaint;
    const offline = this.#connection === 'offline' || this.#connection === 'reconnecting';
    setText(this.#hint, complaint || (offline ? strings.offlineHint : strings.keys));
    this.#hint.toggleAttribute('data-keys', complaint === '' && !offline);
    setText(this.#count, length >= this.#limit * counterFrom ? strings.count(length, this.#limit) : '');
    this.#input.setAttribute('aria-invalid', String(complaint !== ''));
    this.root.toggleAttribute('data-complaint', complaint !== '');
    this.root.toggleAttribute('data-offline', offline);
    this.root.toggleAttribute('data-filled', length > 0);
  }

  /** Grows with the text; the style sheet sets the most. */
  #fit(): void {
    this.#input.style.blockSize = 'auto';
    this.#input.style.blockSize = `${this.#input.scrollHeight}px`;
  }
}
