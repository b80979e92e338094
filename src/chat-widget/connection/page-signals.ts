import type { ChatConnection } from './chat-connection.js';

/** Longer than the 30 s after which a SignalR client calls its server dead: a page hidden for less has kept its own watch. */
const sleptMs = 30_000;

/** Tells the connection what the page learns about network and sleep. Returns a function that ends this. */
export function followPage(connection: ChatConnection, now: () => number = () => Date.now()): () => void {
  let hiddenAt: number | undefined;
  const end = new AbortController();
  const { signal } = end;
  addEventListener('online', () => connection.retryNow(), { signal });
  addEventListener('offline', () => connection.networkLost(), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'hidden') {
        hiddenAt = now();
        return;
      }
      const slept = hiddenAt !== undefined && now() - hiddenAt >= sleptMs;
      hiddenAt = undefined;
      if (slept) connection.renew();
      else connection.retryNow();
    },
    { signal },
  );
  return () => end.abort();
}
