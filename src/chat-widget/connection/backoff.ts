const firstMs = 250;
const longestMs = 10_000;

/** Milliseconds to wait before attempt `attempt` (from 1): doubling from a quarter second to ten, less up to a quarter by chance, so that
 * a server that comes back is not met by all its clients at once. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.min(firstMs * 2 ** (attempt - 1), longestMs) * (1 - random() / 4);
}
