import { ChatConnection } from '../connection/chat-connection.js';
import type { Hub } from '../connection/hub.js';
import { followPage } from '../connection/page-signals.js';
import { signalRHub } from '../connection/signalr-hub.js';
import { ChatStore } from '../state/chat-store.js';
import { SessionMemory } from '../state/session-memory.js';
import { Announcer } from './announcer.js';
import { Composer } from './composer.js';
import { button, element, setText } from './dom.js';
import { styles } from './dualpath-chat.styles.js';
import { icon } from './icons.js';
import { strings } from './strings.js';
import { Transcript } from './transcript.js';

/**
 * A conversation with a DualPath server.
 *
 * @element dualpath-chat
 * @attr server - Base address of the server; by default where this script came from.
 * @attr heading - Name above the conversation.
 * @attr placeholder - Words in the empty question field.
 * @attr examples - Questions to begin with, one per line. As a property: an array of strings.
 * @attr max-length - Most characters of a question, 4000 by default, as on the server, which has the last word.
 * @attr theme - `light` or `dark`; by default what the person's system prefers.
 * @slot welcome - Shown while the conversation is empty, instead of the standard words.
 * @csspart header, heading, connection, log, question, answer, answer-text, status, problem, panel, composer, input, send, below
 */
export class DualPathChat extends HTMLElement {
  static readonly observedAttributes = ['heading', 'placeholder', 'examples', 'max-length'];

  /** How to reach a hub; tests put a scripted one here. */
  static createHub: (url: string) => Hub = signalRHub;

  readonly #heading = element('h2', { class: 'heading', part: 'heading' }, strings.heading);
  readonly #connectionLabel = element('span', { class: 'connection', part: 'connection' });
  readonly #examples = element('ul', { class: 'examples', 'aria-label': strings.examples });
  readonly #notice = element('p', { class: 'notice' }, strings.conversationLost);
  readonly #announcer = new Announcer();
  readonly #welcome: HTMLElement;
  readonly #transcript: Transcript;
  readonly #composer: Composer;
  readonly #newConversation: HTMLButtonElement;
  #store: ChatStore | undefined;
  #disconnect: (() => void) | undefined;
  #drawing = false;

  constructor() {
    super();
    this.#welcome = element(
      'div',
      { class: 'welcome' },
      slot(
        'welcome',
        element('p', { class: 'welcome-title' }, strings.welcomeTitle),
        element('p', { class: 'welcome-text' }, strings.welcomeText),
      ),
      this.#examples,
    );
    this.#composer = new Composer(
      (question) => this.ask(question),
      (message) => this.#announcer.announce({ text: message, urgent: true }),
    );
    this.#transcript = new Transcript(
      [this.#notice, this.#welcome],
      {
        stop: (turnId, target) => this.#store?.stop(turnId, target),
        disown: (turnId) => this.#store?.disown(turnId) ?? Promise.reject(new Error('not connected')),
        announce: (text) => this.#announcer.announce({ text, urgent: false }),
        retry: (key) => this.#store?.retry(key),
        edit: (key, question) => {
          this.#store?.withdraw(key);
          this.#composer.write(question);
        },
      },
      this.#announcer,
    );
    this.#newConversation = button(
      { class: 'new', title: strings.newConversation, 'aria-label': strings.newConversation },
      () => this.newConversation(),
      icon('plus'),
      element('span', { class: 'new-label' }, strings.newConversation),
    );
    this.#notice.hidden = true;
    const header = element('header', { class: 'header', part: 'header' }, this.#heading, this.#connectionLabel, this.#newConversation);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styles()];
    root.append(header, this.#transcript.root, this.#composer.root, this.#announcer.root);
  }

  connectedCallback(): void {
    const server = this.getAttribute('server') ?? new URL('..', import.meta.url).href;
    const hubUrl = new URL('hubs/chat', server.endsWith('/') ? server : `${server}/`).href;
    const memory = new SessionMemory(`dualpath-chat:${hubUrl}:${this.id}`);
    const store = new ChatStore(memory, () => this.#draw());
    const connection = new ChatConnection(() => DualPathChat.createHub(hubUrl), store);
    store.connection = connection;
    this.#store = store;

    const otherTab = (event: StorageEvent): void => {
      if (event.key === memory.key) store.follow(event.newValue ?? undefined);
    };
    addEventListener('storage', otherTab);
    const unfollow = followPage(connection);
    this.#disconnect = () => {
      removeEventListener('storage', otherTab);
      unfollow();
      connection.close();
    };
    store.resume();
    connection.open();
  }

  disconnectedCallback(): void {
    this.#disconnect?.();
    this.#disconnect = undefined;
    this.#store = undefined;
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === 'heading') setText(this.#heading, value ?? strings.heading);
    if (name === 'placeholder') this.#composer.placeholder = value ?? strings.placeholder;
    if (name === 'examples') this.examples = (value ?? '').split('\n');
    if (name === 'max-length' && Number(value) > 0) this.#composer.limit = Number(value);
  }

  /** Puts the cursor into the question field. */
  override focus(): void {
    this.#composer.focus();
  }

  /** Questions to begin with. */
  get examples(): readonly string[] {
    return Array.from(this.#examples.children, (item) => item.textContent ?? '');
  }

  set examples(questions: readonly string[]) {
    const items = questions.map((question) => question.trim()).filter((question) => question !== '');
    this.#examples.replaceChildren(
      ...items.map((question) =>
        element(
          'li',
          {},
          button({ class: 'example', dir: 'auto' }, () => this.#askExample(question), question),
        ),
      ),
    );
    this.#examples.hidden = items.length === 0;
  }

  /** Asks a question as if it had been typed. */
  ask(question: string): void {
    this.#store?.ask(question);
  }

  /** Begins a new conversation, in all tabs that show this one. The earlier one stays on the server. */
  newConversation(): void {
    this.#store?.newConversation();
    this.#composer.focus();
  }

  #askExample(question: string): void {
    this.#composer.focus();
    this.ask(question);
  }

  /** Many events may fall into one frame; only the last state of it is drawn. */
  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      const store = this.#store;
      if (store === undefined) return;
      const { state } = store;
      this.#welcome.hidden = state.exchanges.length > 0;
      // It is inside the log, which is not read out by itself.
      if (state.conversationLost && this.#notice.hidden) this.#announcer.announce({ text: strings.conversationLost, urgent: false });
      this.#notice.hidden = !state.conversationLost;
      this.#newConversation.disabled = state.exchanges.length === 0;
      this.#connectionLabel.dataset['state'] = state.connection;
      setText(this.#connectionLabel, strings.connection[state.connection]);
      this.#composer.connection = state.connection;
      this.#transcript.root.toggleAttribute('data-connected', state.connection === 'online');
      this.#transcript.show(state.exchanges);
      store.shown();
    });
  }
}

function slot(name: string, ...content: readonly Node[]): HTMLSlotElement {
  return element('slot', { name }, ...content);
}
