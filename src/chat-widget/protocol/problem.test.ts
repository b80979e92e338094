import { describe, expect, it } from 'vitest';
import { isPassing, problemIn } from './problem.js';

const busy = { type: 'urn:dualpath:problem:engine-busy', title: 'The engine is busy.', status: 503, detail: 'Try {again}.' };

describe('problemIn', () => {
  it('finds the problem behind the words SignalR puts before it', () => {
    const message = `An unexpected error occurred invoking 'Ask' on the server. HubException: ${JSON.stringify(busy)}`;
    expect(problemIn(message)).toEqual(busy);
  });

  it.each(['', 'no json', 'HubException: {', '{"title":"x"}', '{"type":1,"title":"x","status":1}', '{null}'])(
    'finds none in %j',
    (message) => {
      expect(problemIn(message)).toBeUndefined();
    },
  );
});

describe('isPassing', () => {
  it('tells what may succeed later from what must be changed', () => {
    expect(isPassing(busy)).toBe(true);
    expect(isPassing({ ...busy, status: 429 })).toBe(true);
    expect(isPassing({ ...busy, status: 400 })).toBe(false);
  });
});
