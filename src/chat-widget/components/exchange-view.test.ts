// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { emptyConversation, foldConversation } from '../protocol/conversation.js';
import type { TurnEvent } from '../protocol/events.js';
import type { Turn } from '../protocol/turn.js';
import type { Exchange, Pending } from '../state/chat-store.js';
import { recordedTurn, recordedTurns } from '../testing/recorded-turns.js';
import { ExchangeView } from './exchange-view.js';

const now = Date.parse('2026-03-14T12:00:30+00:00');

function turnOf(events: readonly TurnEvent[]): Turn {
  const turn = [...events.reduce(foldConversation, emptyConversation).turns.values()][0];
  if (turn === undefined) throw new Error('no turn');
  return turn;
}

const exchangeOf = (events: readonly TurnEvent[]): Exchange => {
  const turn = turnOf(events);
  return { key: turn.turnId, question: turn.question, turn };
};

const pendingOf = (pending: Partial<Pending>): Exchange => ({
  key: 'o',
  question: 'q',
  pending: { operationId: 'o', question: 'q', state: 'sending', ...pending },
});

const actions = { stop: vi.fn(), retry: vi.fn(), edit: vi.fn(), disown: vi.fn(async () => undefined), announce: vi.fn() };
const show = (exchange: Exchange): ExchangeView => new ExchangeView(exchange, 'x', actions, () => now);

const find = (view: ExchangeView, selector: string): HTMLElement => {
  const node = view.root.querySelector<HTMLElement>(selector);
  if (node === null) throw new Error(`nothing matches ${selector}`);
  return node;
};

/** The text as an eye reads it. */
const seen = (view: ExchangeView): string => {
  const text = find(view, '.answer > .text').cloneNode(true) as HTMLElement;
  for (const unseen of text.querySelectorAll('.unseen')) unseen.remove();
  return text.textContent ?? '';
};
const label = (view: ExchangeView): string => find(view, '.label').textContent ?? '';
const buttons = (view: ExchangeView): readonly string[] =>
  [...view.root.querySelectorAll('button')].filter((item) => item.closest('[hidden]') === null).map((item) => item.textContent ?? '');
const press = (view: ExchangeView, text: string): void =>
  [...view.root.querySelectorAll('button')].find((item) => item.closest('[hidden]') === null && item.textContent === text)?.click();
const upTo = (name: string, type: TurnEvent['type'], last = false): readonly TurnEvent[] => {
  const events = recordedTurn(name);
  const index = last ? events.findLastIndex((event) => event.type === type) : events.findIndex((event) => event.type === type);
  return events.slice(0, index + 1);
};

describe('ExchangeView', () => {
  it.each([
    ['confirmed', 'Confirmed', 'good', ['Details']],
    ['amended', 'Corrected', 'changed', ['1 change', 'Details']],
    ['retracted', 'Replaced', 'changed', ['First draft', 'Details']],
    ['unverified', 'Not verified', 'doubt', ['Details']],
    ['acknowledged', 'Worked out', 'good', ['Details']],
    ['cached', 'Answered before · 2 min ago', 'good', ['Details']],
    ['near', 'Corrected', 'changed', ['2 changes', 'Details']],
    ['stopped-deep', 'Stopped · draft kept, not verified', 'doubt', []],
    ['stopped-everything', 'Stopped', 'doubt', []],
    ['failed', 'Failed', 'bad', ['Ask again']],
    ['failed-busy', 'Failed', 'bad', ['Ask again']],
  ])('recorded %s: says %s', (name, words, tone, offered) => {
    const view = show(exchangeOf(recordedTurn(name)));
    expect(label(view)).toBe(words);
    expect(find(view, '.answer').dataset['tone']).toBe(tone);
    expect(buttons(view)).toEqual(offered);
    expect(find(view, '.answer').hasAttribute('data-provisional')).toBe(false);
  });

  it.each([...recordedTurns])('recorded %s: looks the same drawn event by event and drawn once', (_name, events) => {
    const live = show(exchangeOf(events.slice(0, 1)));
    const once = show(exchangeOf(events));
    for (let end = 2; end <= events.length; end++) {
      live.update(exchangeOf(events.slice(0, end)));
      expect(seen(live)).toBe(turnOf(events.slice(0, end)).text);
    }
    // An unused bar keeps its length while it fades.
    for (const view of [live, once]) find(view, '.bar').removeAttribute('style');
    expect(live.root.outerHTML).toBe(once.root.outerHTML);
  });

  it('marks the draft as provisional in words, and settles what is confirmed', () => {
    const drafting = show(exchangeOf(upTo('confirmed', 'draft.delta')));
    expect(label(drafting)).toBe('Draft, being written');
    expect(find(drafting, '.answer').hasAttribute('data-provisional')).toBe(true);
    expect(buttons(drafting)).toEqual(['Keep the draft', 'Stop']);

    const thinking = show(exchangeOf(upTo('confirmed', 'deep.progress', true)));
    expect(label(thinking)).toBe('Draft · Thinking it over · step 16 of 16');
    expect(find(thinking, '[data-kind="settled"]').textContent).toBe('Ida is the mother of Ben.');
    const bar = find(thinking, '[role="progressbar"]');
    expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax')]).toEqual(['16', '16']);
  });

  it('says of a draft that it answered a similar question, and keeps it provisional', () => {
    const view = show(exchangeOf(upTo('near', 'draft.completed')));
    expect(label(view)).toBe('Draft · from a similar question');
    expect(find(view, '.answer').hasAttribute('data-provisional')).toBe(true);
  });

  it('tells the place in the queue and the wait', () => {
    expect(label(show(exchangeOf(upTo('unverified', 'deep.queued'))))).toBe('Draft · 8 ahead of you, about 4.0 s');
    expect(label(show(exchangeOf(upTo('amended', 'deep.queued'))))).toBe('Draft · Next in line');
  });

  it('marks the changed words for eyes and ears, and shows the earlier wording on request', () => {
    const view = show(exchangeOf(recordedTurn('amended')));
    expect(find(view, 'ins').textContent).toBe('changed: 936, says the deep path');
    const toggle = find(view, 'button[aria-controls="x-earlier"]');
    const panel = find(view, '#x-earlier');
    expect([toggle.getAttribute('aria-expanded'), panel.hidden]).toEqual(['false', true]);
    toggle.click();
    expect([toggle.getAttribute('aria-expanded'), panel.hidden]).toEqual(['true', false]);
    expect(find(view, '#x-earlier del').textContent).toBe('removed: 926');
    toggle.click();
    expect(panel.hidden).toBe(true);
  });

  it('gives the first draft of a replaced answer', () => {
    const view = show(exchangeOf(recordedTurn('retracted')));
    expect(seen(view)).toBe("Nobody told me who Otto's aunt is.");
    expect(find(view, '#x-earlier .text').textContent).toBe('Vera is the aunt of Otto.');
  });

  it('gives steps, times and tokens, or says that the cache needed none', () => {
    const facts = (name: string): string => find(show(exchangeOf(recordedTurn(name))), '.facts').textContent ?? '';
    expect(facts('confirmed')).toContain('Recurrent steps, answer16');
    expect(facts('confirmed')).toContain('Time to first token6.5 ms');
    expect(facts('confirmed')).toMatch(/How sure the draft was\d\d %/);
    expect(facts('confirmed')).toContain('12 + 9');
    expect(facts('near')).toContain('Draftthe answer to a similar questionSimilarity of the questions0.987Age of the draft2 min');
    expect(facts('cached')).toBe('Recurrent steps0, from the answer cacheAsked beforein the same wordsAge of the answer2 min');
  });

  it('lets a person say in the details that an answer is wrong, once, and says what came of it', async () => {
    const view = show(exchangeOf(recordedTurn('cached')));
    const wrong = find(view, '#x-details .verdict button');
    const note = find(view, '#x-details .verdict-note');
    actions.disown.mockRejectedValueOnce(new Error('gone'));
    wrong.click();
    await vi.waitFor(() => expect(note.textContent).toBe('The server could not be told. Try again.'));
    wrong.click();
    await vi.waitFor(() => expect(note.textContent).toBe('Forgotten. Whoever asks again is answered anew.'));
    expect(actions.announce.mock.calls.flat()).toEqual([
      'The server could not be told. Try again.',
      'Forgotten. Whoever asks again is answered anew.',
    ]);
    wrong.click();
    expect(actions.disown.mock.calls).toEqual([['t-cached'], ['t-cached']]);
    expect(wrong.hasAttribute('disabled')).toBe(false);
  });

  it('offers no verdict on what was never ruled on', () => {
    expect(find(show(exchangeOf(recordedTurn('unverified'))), '.verdict').hidden).toBe(true);
    expect(find(show(exchangeOf(recordedTurn('confirmed'))), '.verdict').hidden).toBe(false);
  });

  it('names the problem of a failure and keeps what was shown', () => {
    const view = show(exchangeOf(recordedTurn('failed')));
    expect(seen(view)).toBe('Ida is');
    expect(find(view, '.problem').textContent).toMatch(/^The answer could not be made\. .+Ask again\.$/);
    press(view, 'Ask again');
    expect(actions.retry).toHaveBeenCalledWith('t-failed');
  });

  it('offers to edit, and not to ask again, what cannot succeed as it is', () => {
    const events = recordedTurn('failed-busy').map(
      (event): TurnEvent => (event.type === 'turn.failed' ? { ...event, problem: { ...event.problem, status: 400 } } : event),
    );
    const view = show(exchangeOf(events));
    expect(buttons(view)).toEqual(['Edit']);
    press(view, 'Edit');
    expect(actions.edit).toHaveBeenCalledWith('t-failed-busy', 'Who is the mother of Ben?');
  });

  it('says why an answer is not verified', () => {
    expect(find(show(exchangeOf(recordedTurn('unverified'))), '.problem').textContent).toContain('took too long');
  });

  it('stops the deep path, or everything, of its own turn', () => {
    const view = show(exchangeOf(upTo('confirmed', 'draft.delta')));
    press(view, 'Keep the draft');
    expect(actions.stop).toHaveBeenLastCalledWith('t-confirmed', 'deep');
    press(view, 'Stop');
    expect(actions.stop).toHaveBeenLastCalledWith('t-confirmed', 'everything');
  });

  it('shows a question on its way, a waiting one, and a refused one with what can be done', () => {
    const view = show(pendingOf({}));
    expect(label(view)).toBe('Sending');
    view.update(pendingOf({ state: 'waiting' }));
    expect(label(view)).toBe('Waiting for the connection');
    view.update(pendingOf({ state: 'refused', problem: { type: 'x', title: 'Too long.', status: 400, detail: 'Shorten it.' } }));
    expect(find(view, '.problem').textContent).toBe('Too long. Shorten it.');
    expect(buttons(view)).toEqual(['Edit']);
    press(view, 'Edit');
    expect(actions.edit).toHaveBeenCalledWith('o', 'q');
    view.update(pendingOf({ state: 'refused', problem: { type: 'x', title: '', status: 503 } }));
    expect(find(view, '.problem').textContent?.trim()).toBe('The server could not do this.');
    expect(buttons(view)).toEqual(['Edit', 'Ask again']);
  });

  it('does not call an acknowledgement a draft, nor its answer a correction', () => {
    const events = recordedTurn('retracted').map((event) =>
      event.type === 'draft.completed' ? { ...event, source: 'acknowledgement' as const } : event,
    );
    for (const end of [3, 4, 5]) expect(label(show(exchangeOf(events.slice(0, end))))).toBe('Working it out');
    const view = show(exchangeOf(events));
    expect(label(view)).toBe('Worked out');
    expect(buttons(view)).toEqual(['Details']);
  });

  it('calls it worked out when the answer goes on from the shown words, and corrected when it does not', () => {
    const held = recordedTurn('amended').map((event) =>
      event.type === 'draft.completed' ? { ...event, source: 'acknowledgement' as const } : event,
    );
    const { turn } = exchangeOf(held);
    expect(label(show(exchangeOf(held)))).toBe('Corrected');
    if (turn === undefined) throw new Error('The recorded turn has no turn.');
    expect(label(show({ ...exchangeOf(held), turn: { ...turn, draftText: turn.text.slice(0, 5) } }))).toBe('Worked out');
  });

  it('names what is worked out from the acknowledgement to the ruling, and goes on telling how far it is', () => {
    const view = show(exchangeOf(upTo('acknowledged', 'turn.accepted')));
    for (const type of ['draft.completed', 'deep.queued', 'deep.progress'] as const) {
      view.update(exchangeOf(upTo('acknowledged', type)));
      expect(label(view)).toBe('347 + 589: working it out');
      expect(find(view, 'bdi.subject').textContent).toBe('347 + 589');
    }
    expect(find(view, '[role="progressbar"]').getAttribute('aria-valuenow')).toBe('16');
    const revising = upTo('acknowledged', 'revision').map((event) => (event.type === 'revision' ? { ...event, isFinal: false } : event));
    view.update(exchangeOf(revising));
    expect(label(view)).toBe('347 + 589: working it out');
    view.update(exchangeOf(recordedTurn('acknowledged')));
    expect(label(view)).toBe('Worked out');
    expect(find(view, '.answer').hasAttribute('data-named')).toBe(false);
  });

  it('keeps the nodes of text that does not change', () => {
    const events = upTo('confirmed', 'draft.completed');
    const view = show(exchangeOf(events.slice(0, 2)));
    const node = find(view, '.answer > .text').firstChild;
    view.update(exchangeOf(events));
    expect(find(view, '.answer > .text').firstChild).toBe(node);
  });

  it('never cuts a character in two', () => {
    const turn = { ...turnOf(upTo('amended', 'draft.completed')), phase: 'thinking', settled: 1 } as const;
    const view = show({ key: 't', question: 'q', turn });
    expect(find(view, '[data-kind="provisional"]').textContent?.startsWith('👋')).toBe(true);
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '"><svg onload=alert(1)>',
    '</p><a href="javascript:alert(1)">x</a>',
  ])('shows %s as text', (payload) => {
    const events = recordedTurn('amended').map((event): TurnEvent => {
      if (event.type === 'turn.accepted') return { ...event, question: payload };
      if (event.type === 'draft.delta') return { ...event, text: payload };
      if (event.type === 'revision') return { ...event, patches: [], reason: payload };
      return event.type === 'turn.completed' ? { ...event, text: `changed ${payload}` } : event;
    });
    const named = upTo('acknowledged', 'draft.completed').map(
      (event): TurnEvent => (event.type === 'draft.completed' ? { ...event, subject: payload } : event),
    );
    const failed = recordedTurn('failed').map(
      (event): TurnEvent =>
        event.type === 'turn.failed' ? { ...event, problem: { ...event.problem, title: payload, detail: payload } } : event,
    );
    const views = [events, failed, named].map((item) => show(exchangeOf(item)));
    for (const view of [...views, show({ ...pendingOf({}), question: payload })]) {
      expect(view.root.querySelectorAll('img, script, a, svg[onload], [onerror]')).toHaveLength(0);
      expect(view.root.textContent).toContain(payload);
    }
    expect(find(show(exchangeOf(events)), '#x-earlier .text').querySelector('img, script')).toBeNull();
    expect(label(show(exchangeOf(named)))).toBe(`${payload}: working it out`);
  });
});
