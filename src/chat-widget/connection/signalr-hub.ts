import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr';
import type { Problem } from '../protocol/events.js';
import { ProblemError, problemIn } from '../protocol/problem.js';
import { ConnectionLost, type Hub } from './hub.js';

/** The server refused without a problem of its own; the view has words for that. */
const unnamed: Problem = { type: 'about:blank', title: '', status: 500 };

/** A hub over SignalR with JSON: the events are the same JSON as over server-sent events, and MessagePack would cost more bytes than it saves. */
export function signalRHub(url: string): Hub {
  const transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling;
  const connection = new HubConnectionBuilder().withUrl(url, transports).configureLogging(LogLevel.None).build();
  const refusal = (error: unknown): ProblemError | ConnectionLost =>
    connection.state === HubConnectionState.Connected
      ? new ProblemError(problemIn(error instanceof Error ? error.message : '') ?? unnamed)
      : new ConnectionLost();

  return {
    start: () => connection.start(),
    stop: () => connection.stop(),
    onClosed: (listener) => connection.onclose(listener),
    async invoke(method, ...parameters) {
      try {
        return await connection.invoke<unknown>(method, ...parameters);
      } catch (error) {
        throw refusal(error);
      }
    },
    stream(method, parameters, observer) {
      let open = true;
      const ended = (problem: Problem | undefined): void => {
        if (!open) return;
        open = false;
        observer.ended(problem);
      };
      const subscription = connection.stream<unknown>(method, ...parameters).subscribe({
        next: (value) => open && observer.next(value),
        complete: () => ended(undefined),
        // A closing connection fails its streams before it changes its own state, hence the detour.
        error: (error: unknown) =>
          queueMicrotask(() => {
            const reason = refusal(error);
            if (reason instanceof ProblemError) ended(reason.problem);
          }),
      });
      return () => {
        open = false;
        // Once the connection is gone there is nobody left to tell.
        if (connection.state === HubConnectionState.Connected) subscription.dispose();
      };
    },
  };
}
