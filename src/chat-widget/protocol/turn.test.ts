import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedTurn, recordedTurns } from '../testing/recorded-turns.js';
import { emptyConversation, foldConversation } from './conversation.js';
import type { Revision, TextPatch, TurnEvent } from './events.js';
import { beginTurn, foldTurn, isOver, type Turn } from './turn.js';

function fold(events: readonly TurnEvent[]): Turn {
  const [first, ...rest] = events;
  if (first?.type !== 'turn.accepted') throw new Error('A turn begins with turn.accepted.');
  return rest.reduce(foldTurn, beginTurn(first));
}

const accepted: TurnEvent = {
  type: 'turn.accepted',
  turnId: 't',
  seq: 1,
  conversationId: 'c',
  question: 'q',
  acceptedAt: '2026-03-14T12:00:00+00:00',
};

describe('foldTurn', () => {
  it.each([...recordedTurns])('recorded %s: ends, with the text the server says it has', (_name, events) => {
    const turn = fold(events);
    const last = events.at(-1);
    expect(isOver(turn)).toBe(true);
    if (last?.type === 'turn.completed' || last?.type === 'turn.stopped') expect(turn.text).toBe(last.text);
  });

  it.each([...recordedTurns])('recorded %s: draft and revisions alone build the same text', (_name, events) => {
    const last = events.at(-1);
    const before = fold(events.slice(0, -1));
    if (last?.type === 'turn.completed' || last?.type === 'turn.stopped') expect(before.text).toBe(last.text);
  });

  it('keeps the draft beside the amended text, and settles what the deep path wrote', () => {
    const events = recordedTurn('amended');
    const half = fold(events.slice(0, events.findIndex((event) => event.type === 'revision') + 1));
    expect(half.phase).toBe('revising');
    expect(half.text.slice(0, half.settled)).toBe('👋 347 + 589 = 936,');
    const whole = fold(events);
    expect(whole.draftText).toBe('👋 347 + 589 = 926.');
    expect(whole.ruling).toBe('amended');
    expect(whole.settled).toBe(whole.text.length);
  });

  it('keeps the subject of an acknowledgement', () => {
    expect(fold(recordedTurn('acknowledged')).draft).toMatchObject({ source: 'acknowledgement', subject: '347 + 589' });
    expect(fold(recordedTurn('confirmed')).draft).not.toHaveProperty('subject');
  });

  it('shows how much is confirmed while the deep path works', () => {
    const events = recordedTurn('confirmed');
    const thinking = fold(events.slice(0, -2));
    expect(thinking).toMatchObject({ phase: 'thinking', progress: { step: 16, of: 16 }, settled: 25 });
  });

  it('knows whether it waits for somebody who can answer', () => {
    const events = recordedTurn('waiting');
    expect(fold(events.slice(0, 2))).toMatchObject({ isWaiting: true, phase: 'accepted' });
    expect(fold(events.slice(0, 3))).toMatchObject({ isWaiting: false, phase: 'drafting' });
  });

  it('does not change a turn that is over', () => {
    const turn = fold(recordedTurn('confirmed'));
    expect(foldTurn(turn, { type: 'draft.delta', turnId: turn.turnId, seq: 99, text: 'more' })).toBe(turn);
  });

  it('leaves the text alone when a revision does not fit it, and takes the whole text in the end', () => {
    const revision: Revision = {
      type: 'revision',
      turnId: 't',
      seq: 3,
      revision: 1,
      baseRevision: 0,
      outcome: 'amended',
      patches: [{ start: 90, end: 91, text: 'x' }],
      isFinal: true,
    };
    const delta: TurnEvent = { type: 'draft.delta', turnId: 't', seq: 2, text: 'draft' };
    expect(fold([accepted, delta, revision]).text).toBe('draft');
    expect(fold([accepted, delta, { ...revision, baseRevision: 4, patches: [] }]).revision).toBe(0);
    const completed = recordedTurn('amended').at(-1);
    if (completed?.type !== 'turn.completed') throw new Error('unexpected fixture');
    expect(fold([accepted, delta, revision, completed]).text).toBe(completed.text);
  });

  it('builds, for any draft in any pieces and any chain of revisions, the text that the patches spell out', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 6 }),
        fc.array(fc.array(fc.tuple(fc.nat(40), fc.nat(6), text), { maxLength: 4 }), { maxLength: 4 }),
        (pieces, rounds) => {
          const events: TurnEvent[] = [accepted];
          let expected = '';
          for (const piece of pieces.filter((piece) => piece !== '')) {
            expected += piece;
            events.push({ type: 'draft.delta', turnId: 't', seq: events.length + 1, text: piece });
          }
          rounds.forEach((round, index) => {
            const patches: TextPatch[] = [];
            // An independent way to apply them: cut the text into characters that remember their place.
            const units = expected.split('');
            const inserted = new Map<number, string>();
            let at = 0;
            for (const [gap, length, replacement] of round) {
              const start = at + gap;
              const end = start + length;
              if (end > units.length || inserted.has(start)) break;
              patches.push({ start, end, text: replacement });
              inserted.set(start, replacement);
              for (let unit = start; unit < end; unit++) units[unit] = '';
              at = end;
            }
            expected = [...units, ''].map((unit, place) => (inserted.get(place) ?? '') + unit).join('');
            events.push({
              type: 'revision',
              turnId: 't',
              seq: events.length + 1,
              revision: index + 1,
              baseRevision: index,
              outcome: 'amended',
              patches,
              isFinal: index === rounds.length - 1,
            });
          });
          const turn = fold(events);
          expect(turn.text).toBe(expected);
          expect(turn.settled).toBeLessThanOrEqual(turn.text.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('foldConversation', () => {
  const all = [...recordedTurns.values()].flat().map((event, index) => ({ ...event, seq: index + 1 }));

  it('gives the same conversation whether events come once or overlap after reconnects', () => {
    const once = all.reduce(foldConversation, emptyConversation);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(all.length), fc.nat(9)), { maxLength: 5 }), (cuts) => {
        let conversation = emptyConversation;
        for (const [end, overlap] of [...cuts, [all.length, 3] as const]) {
          conversation = all.slice(Math.max(0, conversation.seq - overlap), end).reduce(foldConversation, conversation);
        }
        expect(conversation).toEqual(once);
      }),
    );
  });

  it('counts an event of a later version and goes on', () => {
    const conversation = foldConversation(emptyConversation, { type: 'unknown', turnId: 't', seq: 1 });
    expect(conversation).toEqual({ turns: new Map(), seq: 1 });
  });
});
