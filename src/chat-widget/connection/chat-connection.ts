/**
 * Keeps one conversation's event stream coming: connects, watches from the last event it has, and begins again whenever the
 * connection or the stream ends without the page having asked for it. Knows events by their `seq` only, and nothing of their meaning.
 */
import { type Problem, readEvent, type StopTarget, type TurnEvent } from '../protocol/events.js';
import { backoffMs } from './backoff.js';
import { browserClock, type Clock } from './clock.js';
import { ConnectionLost, type Hub } from './hub.js';

export type ConnectionState = 'connecting' | 'online' | 'reconnecting' | 'offline';

export interface ConnectionListener {
  stateChanged(state: ConnectionState): void;
  event(conversationId: string, event: TurnEvent): void;
  /** The server will not let this conversation be watched; it is not tried again. */
  refused(conversationId: string, problem: Problem): void;
}

export interface Question {
  /** An id that the server does not know begins a conversation. */
  readonly conversationId: string;
  readonly question: string;
  readonly operationId: string;
}

export interface Receipt {
  readonly conversationId: string;
  readonly turnId: string;
  readonly seq: number;
}

/** An attempt that has not succeeded by then has met a network that swallows packets. */
const startTimeoutMs = 15_000;

/** From this many failed attempts on, the page says "offline" and no longer "reconnecting". It goes on trying. */
const attemptsUntilOffline = 3;

interface Watched {
  readonly conversationId: string;
  seq: number;
}

export class ChatConnection {
  #state: ConnectionState = 'connecting';
  #hub: Hub | undefined;
  #watched: Watched | undefined;
  #endWatch: (() => void) | undefined;
  #cancelTimer: (() => void) | undefined;
  #failedAttempts = 0;
  #failedWatches = 0;
  #open = false;

  constructor(
    private readonly createHub: () => Hub,
    private readonly listener: ConnectionListener,
    private readonly clock: Clock = browserClock,
  ) {}

  get state(): ConnectionState {
    return this.#state;
  }

  open(): void {
    if (this.#open) return;
    this.#open = true;
    void this.#connect();
  }

  close(): void {
    this.#open = false;
    this.#cancelTimer?.();
    this.#drop();
  }

  /** Follows a conversation's events after `seq`, and no other conversation's any more. */
  watch(conversationId: string, seq: number): void {
    this.unwatch();
    this.#watched = { conversationId, seq };
    if (this.#state === 'online') this.#startWatch();
  }

  unwatch(): void {
    this.#endWatch?.();
    this.#endWatch = undefined;
    this.#watched = undefined;
    this.#failedWatches = 0;
  }

  /** Rejects with a ProblemError, or with a ConnectionLost, after which asking again under the same operation id is safe. */
  async ask(question: Question): Promise<Receipt> {
    return (await this.#online().invoke('Ask', question)) as Receipt;
  }

  async stop(conversationId: string, turnId: string, target: StopTarget): Promise<void> {
    await this.#online().invoke('Stop', conversationId, turnId, target);
  }

  async disown(conversationId: string, turnId: string): Promise<void> {
    await this.#online().invoke('Disown', conversationId, turnId);
  }

  /** The network says it is back: no reason to wait any longer. */
  retryNow(): void {
    if (!this.#open || this.#state === 'online' || this.#hub !== undefined) return;
    this.#cancelTimer?.();
    void this.#connect();
  }

  /** The network says it is gone. A connection that works all the same (a server on this machine) stays. */
  networkLost(): void {
    if (this.#state !== 'online') this.#become('offline');
  }

  /** Replaces a connection that may be dead without having noticed, as after a phone's sleep. */
  renew(): void {
    if (!this.#open) return;
    this.#cancelTimer?.();
    this.#drop();
    this.#become('reconnecting');
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const hub = this.createHub();
    this.#hub = hub;
    hub.onClosed(() => this.#lost(hub));
    const cancelTimeout = this.clock.after(startTimeoutMs, () => void hub.stop().catch(() => undefined));
    try {
      await hub.start();
    } catch {
      this.#lost(hub);
      return;
    } finally {
      cancelTimeout();
    }
    if (this.#hub !== hub) return;
    this.#failedAttempts = 0;
    this.#failedWatches = 0;
    this.#become('online');
    this.#startWatch();
  }

  /** The connection ended, or never began. */
  #lost(hub: Hub): void {
    if (this.#hub !== hub) return;
    this.#hub = undefined;
    this.#endWatch = undefined;
    this.#failedAttempts++;
    this.#become(this.#failedAttempts > attemptsUntilOffline ? 'offline' : 'reconnecting');
    this.#cancelTimer = this.clock.after(backoffMs(this.#failedAttempts, this.clock.random), () => void this.#connect());
  }

  #drop(): void {
    const hub = this.#hub;
    this.#endWatch?.();
    this.#hub = undefined;
    this.#endWatch = undefined;
    void hub?.stop().catch(() => undefined);
  }

  #startWatch(): void {
    const hub = this.#hub;
    const watched = this.#watched;
    if (hub === undefined || watched === undefined) return;
    this.#endWatch?.();
    let first = true;
    this.#endWatch = hub.stream('Watch', [watched.conversationId, watched.seq], {
      next: (value) => {
        if (this.#watched !== watched) return;
        const event = read(value);
        if (event === undefined) return;
        // Something was lost on the way. The first event is taken as it comes, so that this cannot go round in circles.
        if (!first && (event.from ?? event.seq) > watched.seq + 1) {
          this.#startWatch();
          return;
        }
        first = false;
        this.#failedWatches = 0;
        watched.seq = Math.max(watched.seq, event.seq);
        this.listener.event(watched.conversationId, event);
      },
      ended: (problem) => {
        if (this.#watched !== watched) return;
        this.#endWatch = undefined;
        if (problem !== undefined && problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
          this.#watched = undefined;
          this.listener.refused(watched.conversationId, problem);
          return;
        }
        this.#failedWatches++;
        this.#cancelTimer = this.clock.after(backoffMs(this.#failedWatches, this.clock.random), () => {
          if (this.#hub === hub && this.#watched === watched) this.#startWatch();
        });
      },
    });
  }

  #online(): Hub {
    if (this.#state !== 'online' || this.#hub === undefined) throw new ConnectionLost();
    return this.#hub;
  }

  #become(state: ConnectionState): void {
    if (!this.#open || this.#state === state) return;
    this.#state = state;
    this.listener.stateChanged(state);
  }
}

/** An event this version cannot read is reported and left out: the turn's last event carries the whole text in any case. */
function read(value: unknown): TurnEvent | undefined {
  try {
    return readEvent(value);
  } catch (error) {
    console.error('dualpath-chat:', error);
    return undefined;
  }
}
