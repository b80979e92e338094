// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settled } from '../testing/fake-clock.js';
import { FakeServer, type ScriptedEvent } from '../testing/fake-server.js';
import { recordedTurn } from '../testing/recorded-turns.js';
import { DualPathChat } from './dualpath-chat.js';
import { strings } from './strings.js';

customElements.define('dualpath-chat', DualPathChat);

let server: FakeServer;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer();
  vi.spyOn(DualPathChat, 'createHub').mockImplementation(server.createHub);
  // Frames come at once.
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => queueMicrotask(draw));
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function open(attributes: Readonly<Record<string, string>> = {}): Promise<DualPathChat> {
  const chat = document.createElement('dualpath-chat') as DualPathChat;
  for (const [name, value] of Object.entries({ server: 'http://chat.example', ...attributes })) chat.setAttribute(name, value);
  document.body.append(chat);
  await settled();
  return chat;
}

function find<Kind extends HTMLElement = HTMLElement>(chat: DualPathChat, selector: string): Kind {
  const node = chat.shadowRoot?.querySelector<Kind>(selector);
  if (node === null || node === undefined) throw new Error(`nothing matches ${selector}`);
  return node;
}

const field = (chat: DualPathChat): HTMLTextAreaElement => find<HTMLTextAreaElement>(chat, 'textarea');

async function type(chat: DualPathChat, text: string, key: KeyboardEventInit = { key: 'Enter' }): Promise<KeyboardEvent> {
  field(chat).value = text;
  field(chat).dispatchEvent(new Event('input'));
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key });
  field(chat).dispatchEvent(event);
  await settled();
  return event;
}

const hint = (chat: DualPathChat): string => find(chat, '.hint').textContent ?? '';
const said = (chat: DualPathChat, role: string): readonly string[] =>
  [...find(chat, `[role="${role}"]`).children].map((item) => item.textContent ?? '');
const spoken = (chat: DualPathChat): readonly string[] => said(chat, 'alert');
const told = (chat: DualPathChat): readonly string[] => said(chat, 'status');

/** A recorded turn's events but for the first, which the fake server makes itself. */
const answer = (name: string): readonly ScriptedEvent[] => recordedTurn(name).slice(1);

/** Lets the events of every watch through one by one, a frame after each. */
async function trickle(events: number): Promise<void> {
  for (let event = 0; event < events; event++) {
    server.deliver(1);
    await settled();
  }
}

describe('<dualpath-chat>', () => {
  it('asks on Enter, clears the field, and shows the question at once', async () => {
    const chat = await open();
    await type(chat, '  What is 1 + 1?  ');
    expect(server.asked).toMatchObject([{ question: 'What is 1 + 1?' }]);
    expect(field(chat).value).toBe('');
    expect(find(chat, '.question .text').textContent).toBe('What is 1 + 1?');
    expect(find(chat, '.welcome').hidden).toBe(true);
  });

  it.each([{ key: 'Enter', shiftKey: true }, { key: 'Enter', isComposing: true }, { key: 'Enter', keyCode: 229 }, { key: 'a' }])(
    'does not ask on %j',
    async (key) => {
      const chat = await open();
      const event = await type(chat, 'text', key);
      expect(event.defaultPrevented).toBe(false);
      expect(server.asked).toEqual([]);
    },
  );

  it('says so when there is nothing to ask, and takes it back with the first letter', async () => {
    const chat = await open();
    await type(chat, '  \n ');
    expect(server.asked).toEqual([]);
    expect(hint(chat)).toBe('Write a question first.');
    expect(spoken(chat)).toEqual(['Write a question first.']);
    expect(field(chat).getAttribute('aria-invalid')).toBe('true');
    field(chat).value = 'x';
    field(chat).dispatchEvent(new Event('input'));
    expect(hint(chat)).not.toBe('Write a question first.');
    expect(field(chat).getAttribute('aria-invalid')).toBe('false');
  });

  it('keeps a question that is too long, says by how much, and counts near the limit', async () => {
    const chat = await open({ 'max-length': '10' });
    await type(chat, 'x'.repeat(12));
    expect(server.asked).toEqual([]);
    expect(field(chat).value).toHaveLength(12);
    expect(hint(chat)).toBe('2 characters too many. A question may have 10.');
    expect(find(chat, '.count').textContent).toBe('12 of 10');
    await type(chat, 'x'.repeat(10));
    expect(server.asked).toHaveLength(1);
  });

  it('offers examples by attribute and by property, and asks them', async () => {
    const chat = await open({ examples: 'One?\n\n Two? ' });
    expect(chat.examples).toEqual(['One?', 'Two?']);
    chat.examples = ['<b>Three?</b>'];
    expect(find(chat, '.examples').querySelector('b')).toBeNull();
    find(chat, '.example').click();
    await settled();
    expect(server.asked).toMatchObject([{ question: '<b>Three?</b>' }]);
  });

  it('says that it is offline, and what happens to questions then', async () => {
    server.up = false;
    const chat = await open();
    expect(find(chat, '.connection').textContent).toBe('Reconnecting');
    expect(hint(chat)).toContain('sent as soon as it is back');
    await type(chat, 'one');
    expect(find(chat, '.label').textContent).toBe('Waiting for the connection');
  });

  it('has the conversation after a reload, and announces none of it', async () => {
    const first = await open();
    await type(first, 'one');
    server.append(server.opened, 't1', { type: 'draft.delta', text: 'Two.' });
    server.append(server.opened, 't1', { type: 'turn.failed', problem: { type: 'x', title: 'Failed.', status: 500 } });
    await settled();
    expect(spoken(first)).toEqual(['Failed. Failed.']);
    first.remove();
    const second = await open();
    expect(find(second, '.answer > .text').textContent).toBe('Two.');
    expect(spoken(second)).toEqual([]);
  });

  it('announces none of it either when the replay comes in pieces', async () => {
    const first = await open();
    await type(first, 'one');
    server.append(server.opened, 't1', ...answer('confirmed'));
    await settled();
    await type(first, 'two');
    server.append(server.opened, 't2', ...answer('failed-busy'));
    await settled();
    first.remove();

    server.slow = true;
    const second = await open();
    await trickle(server.log(server.opened).length);
    expect(find(second, '.exchange:last-child .label').textContent).toBe('Failed');
    expect(told(second)).toEqual([]);
    expect(spoken(second)).toEqual([]);
  });

  it('announces none of it either when the connection is lost in the middle of the replay', async () => {
    const first = await open();
    await type(first, 'one');
    server.append(server.opened, 't1', ...answer('confirmed'));
    await settled();
    first.remove();

    const events = server.log(server.opened).length;
    server.slow = true;
    const second = await open();
    await trickle(events - 3);
    expect(find(second, '.answer').dataset['phase']).toBe('thinking');
    server.drop();
    await settled();
    dispatchEvent(new Event('online'));
    await settled();
    expect(server.watches.at(-1)?.afterSeq).toBe(events - 3);
    await trickle(3);
    expect(find(second, '.label').textContent).toBe('Confirmed');
    expect(told(second)).toEqual([]);
  });

  it.each([1, 2, 3, 100])('announces after a reload what came while it lasted, drawn every %i events', async (piece) => {
    const events = answer('confirmed');
    const drafted = events.findIndex(({ type }) => type === 'draft.completed') + 1;
    const first = await open();
    await type(first, 'one');
    server.append(server.opened, 't1', ...events.slice(0, drafted));
    await settled();
    expect(told(first)).toEqual(['Draft: Ida is the mother of Ben.']);
    first.remove();
    server.append(server.opened, 't1', ...events.slice(drafted));

    server.slow = true;
    const second = await open();
    for (let given = 0; given <= events.length; given += piece) {
      server.deliver(piece);
      await settled();
    }
    expect(told(second)).toEqual(['Confirmed.']);
  });

  it('announces what a lost connection held back', async () => {
    const chat = await open();
    await type(chat, 'one');
    server.drop();
    server.append(server.opened, 't1', ...answer('confirmed'));
    server.slow = true;
    dispatchEvent(new Event('online'));
    await settled();
    await trickle(server.log(server.opened).length);
    expect(told(chat)).toEqual(['Draft: Ida is the mother of Ben.', 'Confirmed.']);
  });

  it('announces in a second tab what happens from then on, and nothing before', async () => {
    const first = await open();
    await type(first, 'one');
    server.append(server.opened, 't1', ...answer('confirmed'));
    await settled();
    server.slow = true;
    const second = await open();
    await trickle(server.log(server.opened).length);
    await type(first, 'two');
    server.append(server.opened, 't2', ...answer('unverified'));
    await trickle(server.log(server.opened).length);
    expect(told(second)).toEqual(['Draft: Ida is the mother of Ben.', 'Not verified. The draft stays.']);
  });

  it('follows the conversation that another tab opens, and its end', async () => {
    server.append('other', 't', {
      type: 'turn.accepted',
      conversationId: 'other',
      question: 'elsewhere',
      acceptedAt: '2026-03-14T12:00:00Z',
    });
    const chat = await open();
    const key = 'dualpath-chat:http://chat.example/hubs/chat:';
    dispatchEvent(new StorageEvent('storage', { key, newValue: 'other' }));
    await settled();
    expect(find(chat, '.question .text').textContent).toBe('elsewhere');
    dispatchEvent(new StorageEvent('storage', { key, newValue: null }));
    await settled();
    expect(find(chat, '.welcome').hidden).toBe(false);
    dispatchEvent(new StorageEvent('storage', { key: 'something else', newValue: 'other' }));
    await settled();
    expect(find(chat, '.welcome').hidden).toBe(false);
  });

  it('says that the conversation is lost to those who do not see it, once', async () => {
    localStorage.setItem('dualpath-chat:http://chat.example/hubs/chat:', 'gone');
    const chat = await open();
    server.endStreams({ type: 'urn:dualpath:problem:not-found', title: 'Not found.', status: 404 });
    await settled();
    expect(find(chat, '.notice').hidden).toBe(false);
    server.drop();
    await settled();
    expect(told(chat)).toEqual([strings.conversationLost]);
  });

  it('begins a new conversation by its button', async () => {
    const chat = await open();
    const button = find<HTMLButtonElement>(chat, '.new');
    expect(button.disabled).toBe(true);
    await type(chat, 'one');
    expect(button.disabled).toBe(false);
    button.click();
    await settled();
    expect(find(chat, '.exchanges').childElementCount).toBe(0);
    expect(localStorage.length).toBe(0);
  });

  it('puts a refused question back into the field for editing', async () => {
    server.refusal = { type: 'x', title: 'Too long.', status: 400 };
    const chat = await open();
    await type(chat, 'one');
    [...(chat.shadowRoot?.querySelectorAll('button') ?? [])].find((item) => item.textContent === 'Edit')?.click();
    await settled();
    expect(field(chat).value).toBe('one');
    expect(find(chat, '.exchanges').childElementCount).toBe(0);
  });

  it('has a log that is not read out token by token, and labels for everything', async () => {
    const chat = await open();
    const log = find(chat, '[role="log"]');
    expect(log.getAttribute('aria-live')).toBe('off');
    expect(log.getAttribute('aria-label')).toBe('Conversation');
    expect(find(chat, 'label').getAttribute('for')).toBe(field(chat).id);
    for (const button of chat.shadowRoot?.querySelectorAll('button') ?? []) {
      expect((button.getAttribute('aria-label') ?? button.textContent ?? '').trim()).not.toBe('');
    }
  });

  it('leaves the connection when it is taken off the page, and comes back', async () => {
    const chat = await open();
    await type(chat, 'one');
    chat.remove();
    server.append(server.opened, 't1', { type: 'draft.delta', text: 'Two.' });
    await settled();
    document.body.append(chat);
    await settled();
    expect(find(chat, '.answer > .text').textContent).toBe('Two.');
    expect(server.connections).toBe(2);
  });
});
