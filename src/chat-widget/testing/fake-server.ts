/** A DualPath server of a few lines, for tests: keeps event logs, lets them be watched, and goes down when told. Never part of the bundle. */

import type { Question, Receipt } from '../connection/chat-connection.js';
import { ConnectionLost, type Hub, type StreamObserver } from '../connection/hub.js';
import type { Problem, TurnEvent } from '../protocol/events.js';
import { ProblemError } from '../protocol/problem.js';

type Body<Event> = Event extends { readonly type: string } ? Omit<Event, 'turnId' | 'seq'> : never;

/** An event as a script writes it; the server numbers it. */
export type ScriptedEvent = Body<TurnEvent>;

interface Watcher {
  readonly hub: FakeHub;
  readonly conversationId: string;
  readonly observer: StreamObserver;
  /** The last event it was given. */
  seq: number;
}

export class FakeServer {
  readonly logs = new Map<string, TurnEvent[]>();
  readonly asked: Question[] = [];
  readonly stopped: { readonly turnId: string; readonly target: string }[] = [];
  readonly disowned: string[] = [];
  readonly watches: { readonly conversationId: string; readonly afterSeq: number }[] = [];
  connections = 0;
  up = true;
  /** Refuses every question with this. */
  refusal: Problem | undefined;
  /** Swallows the reply to a question or a stop that it has taken, as a connection cut at the wrong moment does. */
  loseReplies = false;
  /** Gives watchers nothing but what `deliver` lets through, as a slow network does. */
  slow = false;
  readonly #watchers = new Set<Watcher>();
  readonly #hubs = new Set<FakeHub>();

  readonly createHub = (): Hub => new FakeHub(this);

  /** Appends events of a turn and shows them to the watchers. */
  append(conversationId: string, turnId: string, ...events: readonly ScriptedEvent[]): void {
    for (const body of events) {
      const log = this.log(conversationId);
      log.push({ ...body, turnId, seq: log.length + 1 } as TurnEvent);
      if (!this.slow) this.deliver();
    }
  }

  /** Gives each watcher its next events, as many as there are or as `most` says. */
  deliver(most = Number.POSITIVE_INFINITY): void {
    for (const watcher of [...this.#watchers]) {
      const log = this.log(watcher.conversationId);
      for (let given = 0; given < most && watcher.seq < log.length && this.#watchers.has(watcher); given++) {
        const event = log[watcher.seq++];
        if (event !== undefined) watcher.observer.next(event);
      }
    }
  }

  /** Ends every connection; `up` says whether new ones are let in. */
  drop(): void {
    for (const hub of [...this.#hubs]) hub.close();
  }

  /** Ends every stream and keeps the connections. */
  endStreams(problem?: Problem): void {
    for (const watcher of [...this.#watchers]) {
      this.#watchers.delete(watcher);
      watcher.observer.ended(problem);
    }
  }

  log(conversationId: string): TurnEvent[] {
    const log = this.logs.get(conversationId) ?? [];
    this.logs.set(conversationId, log);
    return log;
  }

  /** The conversation that the first question opened. */
  get opened(): string {
    return this.asked[0]?.conversationId ?? '';
  }

  start(hub: FakeHub): void {
    if (!this.up) throw new Error('refused');
    this.connections++;
    this.#hubs.add(hub);
  }

  end(hub: FakeHub): void {
    this.#hubs.delete(hub);
    for (const watcher of [...this.#watchers]) if (watcher.hub === hub) this.#watchers.delete(watcher);
  }

  call(hub: FakeHub, method: string, parameters: readonly unknown[]): unknown {
    if (!this.#hubs.has(hub)) throw new ConnectionLost();
    const reply = this.#take(method, parameters);
    if (this.loseReplies) {
      hub.close();
      throw new ConnectionLost();
    }
    return reply;
  }

  watch(hub: FakeHub, conversationId: string, afterSeq: number, observer: StreamObserver): () => void {
    this.watches.push({ conversationId, afterSeq });
    const watcher: Watcher = { hub, conversationId, observer, seq: afterSeq };
    this.#watchers.add(watcher);
    if (!this.slow) this.deliver();
    return () => this.#watchers.delete(watcher);
  }

  #take(method: string, parameters: readonly unknown[]): Receipt | undefined {
    if (method === 'Ask') return this.#record(parameters[0] as Question);
    if (method === 'Stop') this.stopped.push({ turnId: String(parameters[1]), target: String(parameters[2]) });
    if (method === 'Disown') this.disowned.push(String(parameters[1]));
    return undefined;
  }

  #record(question: Question): Receipt {
    this.asked.push(question);
    if (this.refusal !== undefined) throw new ProblemError(this.refusal);
    for (const event of this.log(question.conversationId)) {
      if (event.type === 'turn.accepted' && event.operationId === question.operationId) {
        return { conversationId: event.conversationId, turnId: event.turnId, seq: event.seq };
      }
    }
    const turnId = `t${this.asked.length}`;
    const { conversationId, operationId } = question;
    this.append(conversationId, turnId, {
      type: 'turn.accepted',
      conversationId,
      question: question.question,
      operationId,
      acceptedAt: '2026-03-14T12:00:00+00:00',
    });
    return { conversationId, turnId, seq: this.log(conversationId).length };
  }
}

class FakeHub implements Hub {
  #closed: (() => void) | undefined;
  #over = false;

  constructor(private readonly server: FakeServer) {}

  async start(): Promise<void> {
    this.server.start(this);
  }

  async stop(): Promise<void> {
    this.close();
  }

  async invoke(method: string, ...parameters: readonly unknown[]): Promise<unknown> {
    return this.server.call(this, method, parameters);
  }

  stream(_method: string, parameters: readonly unknown[], observer: StreamObserver): () => void {
    return this.server.watch(this, String(parameters[0]), Number(parameters[1]), observer);
  }

  onClosed(listener: () => void): void {
    this.#closed = listener;
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.server.end(this);
    this.#closed?.();
  }
}
