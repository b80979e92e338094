// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatConnection } from '../connection/chat-connection.js';
import { FakeClock, settled } from '../testing/fake-clock.js';
import { FakeServer } from '../testing/fake-server.js';
import { ChatStore } from './chat-store.js';
import { SessionMemory } from './session-memory.js';

let server: FakeServer;
let clock: FakeClock;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer();
  clock = new FakeClock();
});

interface Page {
  readonly store: ChatStore;
  readonly connection: ChatConnection;
}

/** A page with its own connection; pages of one test share the browser's storage, as tabs do. */
async function openPage(): Promise<Page> {
  const store = new ChatStore(new SessionMemory('key'), () => undefined);
  const connection = new ChatConnection(server.createHub, store, clock);
  store.connection = connection;
  store.resume();
  connection.open();
  await settled();
  return { store, connection };
}

const questions = ({ store }: Page): readonly string[] => store.state.exchanges.map(({ question }) => question);
const failed = { type: 'turn.failed', problem: { type: 'x', title: 'Failed.', status: 500 } } as const;

describe('ChatStore', () => {
  it('shows a question at once, under the same key before and after it is on record', async () => {
    const page = await openPage();
    page.store.ask('one');
    const [echo] = page.store.state.exchanges;
    expect(echo).toMatchObject({ question: 'one', pending: { state: 'sending' } });
    await settled();
    const [recorded] = page.store.state.exchanges;
    expect(recorded?.turn?.question).toBe('one');
    expect(recorded?.pending).toBeUndefined();
    expect(recorded?.key).toBe(echo?.key);
  });

  it('asks one after another, all in the conversation that the first one opened', async () => {
    const page = await openPage();
    for (const question of ['one', 'two', 'three']) page.store.ask(question);
    await settled();
    expect(server.asked.map(({ question }) => question)).toEqual(['one', 'two', 'three']);
    expect(new Set(server.asked.map(({ conversationId }) => conversationId)).size).toBe(1);
    expect(questions(page)).toEqual(['one', 'two', 'three']);
  });

  it('keeps what is asked without a connection, and asks it when there is one', async () => {
    server.up = false;
    const page = await openPage();
    page.store.ask('one');
    expect(page.store.state.exchanges[0]?.pending?.state).toBe('waiting');
    server.up = true;
    await clock.advance(60_000);
    expect(server.asked).toHaveLength(1);
    expect(page.store.state.exchanges[0]?.turn).toBeDefined();
  });

  it('asks again under the same operation id when the reply was lost, so nothing is asked twice', async () => {
    const page = await openPage();
    server.loseReplies = true;
    page.store.ask('one');
    await settled();
    server.loseReplies = false;
    await clock.advance(60_000);
    expect(server.asked).toHaveLength(2);
    expect(server.asked[0]).toEqual(server.asked[1]);
    expect([...server.logs.values()].flat()).toHaveLength(1);
    expect(questions(page)).toEqual(['one']);
  });

  it('shows a refusal, and retries it under the same operation id', async () => {
    const page = await openPage();
    server.refusal = { type: 'urn:dualpath:problem:engine-busy', title: 'Busy.', status: 503 };
    page.store.ask('one');
    await settled();
    const [refused] = page.store.state.exchanges;
    expect(refused?.pending).toMatchObject({ state: 'refused', problem: { title: 'Busy.' } });
    server.refusal = undefined;
    page.store.retry(refused?.key ?? '');
    await settled();
    expect(server.asked[0]?.operationId).toBe(server.asked[1]?.operationId);
    expect(page.store.state.exchanges).toMatchObject([{ question: 'one', turn: { phase: 'accepted' } }]);
  });

  it('goes on with the next question when one is refused', async () => {
    const page = await openPage();
    server.refusal = { type: 'x', title: 'No.', status: 400 };
    page.store.ask('one');
    await settled();
    server.refusal = undefined;
    page.store.ask('two');
    await settled();
    expect(page.store.state.exchanges.map(({ question, turn }) => [question, turn !== undefined])).toEqual([
      ['two', true],
      ['one', false],
    ]);
  });

  it('asks the question of a failed turn as a new turn', async () => {
    const page = await openPage();
    page.store.ask('one');
    await settled();
    server.append(server.opened, 't1', failed);
    page.store.retry(page.store.state.exchanges[0]?.key ?? '');
    await settled();
    expect(server.asked[0]?.operationId).not.toBe(server.asked[1]?.operationId);
    expect(questions(page)).toEqual(['one', 'one']);
  });

  it('gives a refused question back for editing, and nothing else', async () => {
    const page = await openPage();
    server.refusal = { type: 'x', title: 'Too long.', status: 400 };
    page.store.ask('one');
    await settled();
    page.store.withdraw(page.store.state.exchanges[0]?.key ?? '');
    expect(questions(page)).toEqual([]);
  });

  it('has the conversation again after a reload', async () => {
    const before = await openPage();
    before.store.ask('one');
    await settled();
    before.connection.close();
    const after = await openPage();
    expect(questions(after)).toEqual(['one']);
    expect(server.watches.at(-1)).toEqual({ conversationId: server.opened, afterSeq: 0 });
  });

  it('asks after a reload what the reload interrupted, under the same operation id', async () => {
    server.up = false;
    const before = await openPage();
    before.store.ask('one');
    const key = before.store.state.exchanges[0]?.key;
    before.connection.close();
    server.up = true;
    const after = await openPage();
    await settled();
    expect(server.asked.map(({ operationId }) => operationId)).toEqual([key]);
    expect(questions(after)).toEqual(['one']);
    expect(sessionStorage.getItem('key')).toBeNull();
  });

  it('keeps two pages of one conversation in step', async () => {
    const one = await openPage();
    const two = await openPage();
    one.store.ask('one');
    await settled();
    two.store.follow(localStorage.getItem('key') ?? undefined);
    await settled();
    two.store.ask('two');
    await settled();
    expect(questions(one)).toEqual(['one', 'two']);
    expect(questions(two)).toEqual(['one', 'two']);
  });

  it('begins anew when told, and takes no late reply into the new conversation', async () => {
    const page = await openPage();
    page.store.ask('one');
    page.store.newConversation();
    await settled();
    expect(questions(page)).toEqual([]);
    expect(localStorage.getItem('key')).toBeNull();
    page.store.ask('two');
    await settled();
    expect(server.asked.at(-1)?.conversationId).not.toBe(server.opened);
    expect(questions(page)).toEqual(['two']);
  });

  it('says that the server has lost the conversation, and begins a new one', async () => {
    localStorage.setItem('key', 'gone');
    const page = await openPage();
    server.endStreams({ type: 'urn:dualpath:problem:not-found', title: 'Not found.', status: 404 });
    expect(page.store.state.conversationLost).toBe(true);
    page.store.ask('one');
    await settled();
    expect(page.store.state.conversationLost).toBe(false);
    expect(server.opened).not.toBe('gone');
  });

  it('puts a question into a new conversation when its own is gone', async () => {
    localStorage.setItem('key', 'gone');
    const page = await openPage();
    server.refusal = { type: 'urn:dualpath:problem:not-found', title: 'Not found.', status: 404 };
    page.store.ask('one');
    server.refusal = undefined;
    // The first attempt was refused as it was made; the second one must not name the lost conversation.
    await settled();
    const [first, second] = server.asked;
    expect(first?.conversationId).toBe('gone');
    expect(second).toMatchObject({ question: 'one', conversationId: first?.operationId, operationId: first?.operationId });
    expect(questions(page)).toEqual(['one']);
  });

  it('tells the server to stop a turn, and which part of it', async () => {
    const page = await openPage();
    page.store.ask('one');
    await settled();
    page.store.stop('t1', 'deep');
    await settled();
    expect(server.stopped).toEqual([{ turnId: 't1', target: 'deep' }]);
  });

  it('tells the server of a stop again when the connection was lost, until it was heard', async () => {
    const page = await openPage();
    page.store.ask('one');
    await settled();
    server.loseReplies = true;
    page.store.stop('t1', 'deep');
    await settled();
    server.loseReplies = false;
    page.store.stop('t1', 'everything');
    expect(server.stopped).toEqual([{ turnId: 't1', target: 'deep' }]);
    await clock.advance(60_000);
    expect(server.stopped.slice(1)).toEqual([{ turnId: 't1', target: 'everything' }]);
    server.drop();
    await clock.advance(60_000);
    expect(server.stopped).toHaveLength(2);
  });

  it('tells the server that an answer is wrong, and the page when that did not work', async () => {
    const page = await openPage();
    page.store.ask('one');
    await settled();
    await page.store.disown('t1');
    expect(server.disowned).toEqual(['t1']);
    server.drop();
    await expect(page.store.disown('t1')).rejects.toThrow();
  });
});
