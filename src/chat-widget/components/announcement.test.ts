import { describe, expect, it } from 'vitest';
import { emptyConversation, foldConversation } from '../protocol/conversation.js';
import type { TurnEvent } from '../protocol/events.js';
import type { Exchange } from '../state/chat-store.js';
import { recordedTurn } from '../testing/recorded-turns.js';
import { announcementFor } from './announcement.js';

/** Everything that is said when a turn is drawn after every `step` events. */
function said(events: readonly TurnEvent[], step: number): readonly string[] {
  const words: string[] = [];
  let before: Exchange | undefined = { key: 'o', question: 'q', pending: { operationId: 'o', question: 'q', state: 'sent' } };
  let conversation = emptyConversation;
  events.forEach((event, index) => {
    conversation = foldConversation(conversation, event);
    if ((index + 1) % step !== 0 && index + 1 !== events.length) return;
    const turn = [...conversation.turns.values()][0];
    if (turn === undefined) return;
    const after: Exchange = { key: 'o', question: turn.question, turn };
    const announcement = announcementFor(before, after);
    if (announcement !== undefined) words.push((announcement.urgent ? '! ' : '') + announcement.text);
    before = after;
  });
  return words;
}

describe('announcementFor', () => {
  it.each([
    ['confirmed', ['Draft: Ida is the mother of Ben.', 'Confirmed.']],
    ['amended', ['Draft: 👋 347 + 589 = 926.', 'Updated: 👋 347 + 589 = 936, says the deep path.']],
    ['retracted', ['Draft: Vera is the aunt of Otto.', "Updated: Nobody told me who Otto's aunt is."]],
    ['unverified', ['Draft: Ida is the mother of Ben.', 'Not verified. The draft stays.']],
    ['acknowledged', ['347 + 589: working it out', 'Updated: 347 + 589 = 936.']],
    ['cached', ['Answered before: 👋 347 + 589 = 936, says the deep path.']],
    ['stopped-everything', ['Stopped.']],
    ['failed-busy', ['! Failed. The engine is busy. Try again in a moment.']],
  ])('recorded %s: speaks at the boundaries, once each', (name, words) => {
    expect(said(recordedTurn(name), 1)).toEqual(words);
  });

  it('says draft and ruling in one when both fall into one frame', () => {
    expect(said(recordedTurn('confirmed'), 99)).toEqual(['Confirmed answer: Ida is the mother of Ben.']);
    expect(said(recordedTurn('unverified'), 99)).toEqual(['Not verified: Ida is the mother of Ben.']);
  });

  it('reads out an answer whose draft was held back, whatever the ruling: nothing of it was heard', () => {
    const held = (name: string): readonly TurnEvent[] =>
      recordedTurn(name).map((event) => (event.type === 'draft.completed' ? { ...event, source: 'acknowledgement' } : event));
    expect(said(held('confirmed'), 1)).toEqual(['Working it out', 'Confirmed answer: Ida is the mother of Ben.']);
    expect(said(held('unverified'), 1)).toEqual(['Working it out', 'Not verified: Ida is the mother of Ben.']);
  });

  it('says nothing of what was shown before, and all of what was not', () => {
    const turn = [...recordedTurn('confirmed').reduce(foldConversation, emptyConversation).turns.values()][0];
    if (turn === undefined) throw new Error('no turn');
    const exchange = { key: 't', question: 'q', turn };
    expect(announcementFor(undefined, { ...exchange, seen: turn })).toBeUndefined();
    expect(announcementFor(undefined, exchange)?.text).toBe('Confirmed answer: Ida is the mother of Ben.');
  });

  it('says that a question was refused, urgently', () => {
    const pending = { operationId: 'o', question: 'q', state: 'sending' } as const;
    const problem = { type: 'x', title: 'Busy.', status: 503 };
    expect(
      announcementFor(
        { key: 'o', question: 'q', pending },
        { key: 'o', question: 'q', pending: { ...pending, state: 'refused', problem } },
      ),
    ).toEqual({
      text: 'Failed. Busy.',
      urgent: true,
    });
  });
});
