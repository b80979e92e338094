/**
 * The state behind the page: the conversation as folded from its events, and the questions on their way to it. Decides what is
 * asked, retried and forgotten; draws nothing, and knows the network only as a ChatConnection.
 */

import type { ChatConnection, ConnectionListener, ConnectionState, Receipt } from '../connection/chat-connection.js';
import { ConnectionLost } from '../connection/hub.js';
import { type Conversation, emptyConversation, foldConversation } from '../protocol/conversation.js';
import type { Problem, StopTarget, TurnEvent } from '../protocol/events.js';
import { notFound, ProblemError } from '../protocol/problem.js';
import type { Turn } from '../protocol/turn.js';
import { newOperationId } from './operation-id.js';
import type { SessionMemory } from './session-memory.js';

/** A question that is not in the conversation's events yet. */
export interface Pending {
  readonly operationId: string;
  readonly question: string;
  /** waiting: for the connection or for questions before it; sent: recorded, its events are under way. */
  readonly state: 'waiting' | 'sending' | 'sent' | 'refused';
  readonly problem?: Problem;
}

/** A question with what became of it. The key stays the same from the echo to the ruling. */
export interface Exchange {
  readonly key: string;
  readonly question: string;
  readonly pending?: Pending;
  readonly turn?: Turn;
  /** The turn as far as a page of this browser had shown it before this one opened the conversation. */
  readonly seen?: Turn;
}

export interface ChatState {
  readonly connection: ConnectionState;
  readonly exchanges: readonly Exchange[];
  /** The conversation this page had is not on the server any more. */
  readonly conversationLost: boolean;
}

export type StoreConnection = Pick<ChatConnection, 'ask' | 'stop' | 'disown' | 'watch' | 'unwatch'>;

export class ChatStore implements ConnectionListener {
  #connectionState: ConnectionState = 'connecting';
  #conversationId: string | undefined;
  #conversation: Conversation = emptyConversation;
  /** The last event that was shown before this page opened the conversation, and what the events up to it fold to. */
  #seenSeq = 0;
  #seen: Conversation = emptyConversation;
  #pending: readonly Pending[] = [];
  #conversationLost = false;
  #sending = false;
  /** Wishes to stop a turn that the server has not been heard to take. */
  readonly #stops = new Map<string, StopTarget>();
  readonly #turnKeys = new Map<string, string>();

  /**
   * @param memory What outlives a reload.
   * @param changed Called after every change; several calls may stand for what one drawing shows.
   */
  constructor(
    private readonly memory: SessionMemory,
    private readonly changed: () => void,
  ) {}

  /** Set once, before anything is asked: the connection reports to this store, so neither can be there first. */
  connection!: StoreConnection;

  get state(): ChatState {
    const exchanges: Exchange[] = [];
    for (const turn of this.#conversation.turns.values()) {
      const seen = this.#seen.turns.get(turn.turnId);
      const exchange = { key: this.#turnKeys.get(turn.turnId) ?? turn.turnId, question: turn.question, turn };
      exchanges.push(seen === undefined ? exchange : { ...exchange, seen });
    }
    for (const pending of this.#pending) exchanges.push({ key: pending.operationId, question: pending.question, pending });
    return { connection: this.#connectionState, exchanges, conversationLost: this.#conversationLost };
  }

  /** Takes up what the page had before a reload. */
  resume(): void {
    this.#pending = this.memory.unrecorded.map((item) => ({ ...item, state: 'waiting' }));
    this.#open(this.memory.conversationId);
  }

  ask(question: string): void {
    this.#conversationLost = false;
    this.#setPending([...this.#pending, { operationId: newOperationId(), question, state: 'waiting' }]);
  }

  /** Asks a refused question again under its own name, or a failed turn's question as a new turn. */
  retry(key: string): void {
    if (this.#pending.some((item) => item.operationId === key)) {
      this.#setPending(this.#pending.map((item) => (item.operationId === key ? withState(item, 'waiting') : item)));
      return;
    }
    const failed = this.state.exchanges.find((exchange) => exchange.key === key);
    if (failed !== undefined) this.ask(failed.question);
  }

  /** Takes a refused question back, to be written anew. */
  withdraw(key: string): void {
    this.#setPending(this.#pending.filter((item) => item.operationId !== key || item.state !== 'refused'));
  }

  /** Tells the server as soon as there is a connection. A turn that has ended meanwhile stays as it is: the events tell what came of it. */
  stop(turnId: string, target: StopTarget): void {
    this.#stops.set(turnId, target);
    void this.#sendStop(turnId, target);
  }

  /** Says that a turn's answer is wrong, so that it is not given again. Rejects when the server could not be told. */
  async disown(turnId: string): Promise<void> {
    if (this.#conversationId !== undefined) await this.connection.disown(this.#conversationId, turnId);
  }

  newConversation(): void {
    this.memory.conversationId = undefined;
    this.follow(undefined);
  }

  /** Shows another conversation, or none; what was not recorded yet is given up with the one before. */
  follow(conversationId: string | undefined): void {
    if (conversationId === this.#conversationId && conversationId !== undefined) return;
    const adopts = this.#conversationId === undefined && conversationId !== undefined;
    if (!adopts) this.#pending = [];
    this.#conversationLost = false;
    this.#open(conversationId);
    this.#setPending(this.#pending);
  }

  /** The state as it is now has been drawn: after a reload it is not news. */
  shown(): void {
    if (this.#conversationId !== undefined) this.memory.see(this.#conversationId, this.#conversation.seq);
  }

  stateChanged(state: ConnectionState): void {
    this.#connectionState = state;
    this.changed();
    this.#sendNext();
    if (state === 'online') for (const [turnId, target] of this.#stops) void this.#sendStop(turnId, target);
  }

  event(conversationId: string, event: TurnEvent): void {
    if (conversationId !== this.#conversationId) return;
    this.#conversation = foldConversation(this.#conversation, event);
    if (this.#conversation.seq <= this.#seenSeq) this.#seen = this.#conversation;
    if (event.type === 'turn.accepted' && event.operationId !== undefined) {
      this.#turnKeys.set(event.turnId, event.operationId);
      this.#setPending(this.#pending.filter((item) => item.operationId !== event.operationId));
    }
    this.changed();
  }

  refused(conversationId: string, _problem: Problem): void {
    if (conversationId === this.#conversationId) this.#loseConversation();
  }

  #open(conversationId: string | undefined): void {
    this.#conversationId = conversationId;
    this.#conversation = emptyConversation;
    this.#seenSeq = conversationId === undefined ? 0 : this.memory.seenIn(conversationId);
    this.#seen = emptyConversation;
    this.#turnKeys.clear();
    this.#stops.clear();
    if (conversationId === undefined) this.connection.unwatch();
    else this.connection.watch(conversationId, 0);
    this.changed();
  }

  #loseConversation(): void {
    this.memory.conversationId = undefined;
    this.#conversationLost = true;
    this.#open(undefined);
  }

  async #sendStop(turnId: string, target: StopTarget): Promise<void> {
    const conversationId = this.#conversationId;
    if (conversationId === undefined) return;
    const outcome = await this.connection.stop(conversationId, turnId, target).catch((error: unknown) => error);
    if (!(outcome instanceof ConnectionLost) && this.#stops.get(turnId) === target) this.#stops.delete(turnId);
  }

  /**
   * Questions go one after another, because the first one opens the conversation for the next. It opens it under its own operation
   * id: a server that was asked and whose reply was lost is asked for the same conversation again, and not for a second one.
   */
  async #sendNext(): Promise<void> {
    const next = this.#pending.find((item) => item.state === 'waiting');
    if (this.#sending || next === undefined || this.#connectionState !== 'online') return;
    this.#sending = true;
    this.#replace(next, withState(next, 'sending'));
    const asked = this.#conversationId;
    const { operationId, question } = next;
    const outcome = await this.connection
      .ask({ conversationId: asked ?? operationId, question, operationId })
      .catch((error: unknown) => error);
    const current = this.#pending.find((item) => item.operationId === operationId);
    try {
      if (current !== undefined) this.#settle(current, asked, outcome);
    } finally {
      this.#sending = false;
    }
    void this.#sendNext();
  }

  /** Takes in what became of a question that was put into `asked`. One that was given up meanwhile does not come here. */
  #settle(item: Pending, asked: string | undefined, outcome: unknown): void {
    if (outcome instanceof ConnectionLost) {
      this.#replace(item, withState(item, 'waiting'));
    } else if (outcome instanceof ProblemError) {
      const lost = outcome.problem.type === notFound && asked !== undefined;
      if (lost && this.#conversationId === asked) this.#loseConversation();
      this.#replace(item, lost ? withState(item, 'waiting') : { ...item, state: 'refused', problem: outcome.problem });
    } else if (outcome instanceof Error) {
      throw outcome;
    } else {
      this.#replace(item, withState(item, 'sent'));
      const { conversationId } = outcome as Receipt;
      if (conversationId === this.#conversationId) return;
      this.memory.conversationId = conversationId;
      this.#open(conversationId);
    }
  }

  #replace(item: Pending, by: Pending): void {
    this.#setPending(this.#pending.map((other) => (other === item ? by : other)));
  }

  #setPending(pending: readonly Pending[]): void {
    this.#pending = pending;
    this.memory.unrecorded = pending
      .filter((item) => item.state !== 'refused')
      .map(({ operationId, question }) => ({ operationId, question }));
    this.changed();
    void this.#sendNext();
  }
}

function withState({ operationId, question }: Pending, state: Pending['state']): Pending {
  return { operationId, question, state };
}
