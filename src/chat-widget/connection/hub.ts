import type { Problem } from '../protocol/events.js';

/** One connection to the hub: it starts once, closes once, and is not used again. Everything else is chat-connection.ts's work. */
export interface Hub {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Rejects with a ProblemError when the server refuses, with a ConnectionLost when the connection ends before the reply. */
  invoke(method: string, ...parameters: readonly unknown[]): Promise<unknown>;
  /** Subscribes to a stream; the returned function ends the subscription. */
  stream(method: string, parameters: readonly unknown[], observer: StreamObserver): () => void;
  /** Called once, however the connection ends. */
  onClosed(listener: () => void): void;
}

export interface StreamObserver {
  next(value: unknown): void;
  /** The stream ended while the connection lives: with a problem, or without one when the server just ended it. */
  ended(problem: Problem | undefined): void;
}

/** The connection ended before the server replied; whether it did what was asked is unknown. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}
