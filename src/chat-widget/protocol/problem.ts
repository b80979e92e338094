import type { Problem } from './events.js';

/** A call the server refused, with the problem it named. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export const notFound = 'urn:dualpath:problem:not-found';

/**
 * Finds the problem in an error of the hub. SignalR carries a HubException as text, with its own words before the message, so the
 * JSON is looked for behind them. Returns undefined when the server said nothing of the kind.
 */
export function problemIn(message: string): Problem | undefined {
  const start = message.indexOf('{');
  const end = message.lastIndexOf('}');
  if (start < 0 || end < start) return undefined;
  try {
    const value = JSON.parse(message.slice(start, end + 1)) as Partial<Problem> | null;
    if (typeof value?.type !== 'string' || typeof value.title !== 'string' || typeof value.status !== 'number') return undefined;
    const { type, title, status, detail } = value;
    return typeof detail === 'string' ? { type, title, status, detail } : { type, title, status };
  } catch {
    return undefined;
  }
}

/** Whether the same call may succeed later without being changed. */
export function isPassing(problem: Problem): boolean {
  return problem.status >= 500 || problem.status === 429 || problem.status === 408;
}
