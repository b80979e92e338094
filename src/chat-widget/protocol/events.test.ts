import { describe, expect, it } from 'vitest';
import { recordedTurns } from '../testing/recorded-turns.js';
import { readEvent } from './events.js';

describe('readEvent', () => {
  it('has recorded turns to read, one of every kind', () => {
    const types = new Set([...recordedTurns.values()].flat().map(({ type }) => type));
    expect([...types].sort()).toEqual(
      [
        'deep.progress',
        'deep.queued',
        'draft.completed',
        'draft.delta',
        'revision',
        'turn.accepted',
        'turn.completed',
        'turn.failed',
        'turn.resumed',
        'turn.stopped',
        'turn.waiting',
      ].sort(),
    );
  });

  it('takes a type it does not know as unknown, in its place', () => {
    expect(readEvent({ type: 'draft.gate', turnId: 't', seq: 4, verdict: 'show' })).toEqual({ type: 'unknown', turnId: 't', seq: 4 });
    expect(readEvent({ type: 'constructor', turnId: 't', seq: 4 }).type).toBe('unknown');
  });

  it.each([null, 'text', [], {}, { type: 'draft.delta', seq: 1 }, { type: 'draft.delta', turnId: 't', seq: '1', text: 'x' }])(
    'refuses %j',
    (value) => {
      expect(() => readEvent(value)).toThrow(TypeError);
    },
  );

  it('names the field that is missing', () => {
    expect(() => readEvent({ type: 'draft.delta', turnId: 't', seq: 1 })).toThrow('draft.delta: text');
  });
});
