import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem, TurnEvent } from '../protocol/events.js';
import { FakeClock, settled } from '../testing/fake-clock.js';
import { FakeServer } from '../testing/fake-server.js';
import { backoffMs } from './backoff.js';
import { ChatConnection, type ConnectionState } from './chat-connection.js';
import { ConnectionLost, type Hub } from './hub.js';

let server: FakeServer;
let clock: FakeClock;
let states: ConnectionState[];
let events: TurnEvent[];
let refusals: Problem[];
let connection: ChatConnection;

const delta = (text: string) => ({ type: 'draft.delta', text }) as const;

beforeEach(() => {
  server = new FakeServer();
  clock = new FakeClock();
  states = [];
  events = [];
  refusals = [];
  connection = new ChatConnection(
    server.createHub,
    {
      stateChanged: (state) => states.push(state),
      event: (_conversationId, event) => events.push(event),
      refused: (_conversationId, problem) => refusals.push(problem),
    },
    clock,
  );
});

async function opened(): Promise<void> {
  connection.open();
  await settled();
}

describe('ChatConnection', () => {
  it('replays a conversation from the place asked for, and goes on live', async () => {
    server.append('c', 't', delta('a'), delta('b'), delta('c'));
    connection.watch('c', 1);
    await opened();
    server.append('c', 't', delta('d'));
    expect(events.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(states).toEqual(['online']);
  });

  it('goes on after the last event it has when the connection comes back', async () => {
    connection.watch('c', 0);
    await opened();
    server.append('c', 't', delta('a'), delta('b'));
    server.drop();
    server.append('c', 't', delta('c'));
    expect(states.at(-1)).toBe('reconnecting');
    await clock.advance(clock.next ?? 0);
    expect(states.at(-1)).toBe('online');
    expect(server.watches.at(-1)).toEqual({ conversationId: 'c', afterSeq: 2 });
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('waits longer from attempt to attempt, says offline, and never gives up', async () => {
    server.up = false;
    await opened();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      waits.push(clock.next ?? 0);
      await clock.advance(clock.next ?? 0);
    }
    expect(waits).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) => backoffMs(attempt, () => 0.5)));
    expect(waits.at(-1)).toBeLessThanOrEqual(10_000);
    expect(states).toEqual(['reconnecting', 'offline']);
    server.up = true;
    await clock.advance(clock.next ?? 0);
    expect(states.at(-1)).toBe('online');
  });

  it('tries at once when the network is back, and only once', async () => {
    server.up = false;
    await opened();
    server.up = true;
    connection.retryNow();
    connection.retryNow();
    await settled();
    expect(server.connections).toBe(1);
    expect(clock.next).toBeUndefined();
  });

  it('gives up an attempt that hangs', async () => {
    let hangs = true;
    const real = server.createHub;
    const patient = new ChatConnection(
      () => {
        const hub = real();
        return hangs ? hanging(hub) : hub;
      },
      { stateChanged: (state) => states.push(state), event: () => undefined, refused: () => undefined },
      clock,
    );
    patient.open();
    await clock.advance(14_999);
    expect(states).toEqual([]);
    hangs = false;
    await clock.advance(1 + 250);
    expect(states).toEqual(['reconnecting', 'online']);
  });

  it('replaces a connection that may have died in its sleep', async () => {
    connection.watch('c', 0);
    await opened();
    server.append('c', 't', delta('a'));
    connection.renew();
    await settled();
    expect(server.connections).toBe(2);
    expect(server.watches.map(({ afterSeq }) => afterSeq)).toEqual([0, 1]);
    expect(states).toEqual(['online', 'reconnecting', 'online']);
  });

  it('watches again when the server ends a stream and keeps the connection', async () => {
    connection.watch('c', 0);
    await opened();
    server.append('c', 't', delta('a'));
    server.endStreams();
    server.append('c', 't', delta('b'));
    await clock.advance(250);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(states).toEqual(['online']);
  });

  it('does not insist when the server refuses the conversation', async () => {
    connection.watch('c', 0);
    await opened();
    const problem = { type: 'urn:dualpath:problem:not-found', title: 'Not found.', status: 404 };
    server.endStreams(problem);
    await clock.advance(60_000);
    expect(refusals).toEqual([problem]);
    expect(server.watches).toHaveLength(1);
  });

  it('insists when the refusal is a passing one', async () => {
    connection.watch('c', 0);
    await opened();
    server.endStreams({ type: 'x', title: 'Store unavailable.', status: 503 });
    await clock.advance(250);
    expect(refusals).toEqual([]);
    expect(server.watches).toHaveLength(2);
  });

  it('fetches what is missing when an event was skipped', async () => {
    connection.watch('c', 0);
    await opened();
    server.append('c', 't', delta('a'));
    const log = server.log('c');
    log.push({ ...delta('b'), turnId: 't', seq: 2 });
    server.append('c', 't', delta('c'));
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('takes an event that stands for several in their place', async () => {
    connection.watch('c', 0);
    await opened();
    server.append('c', 't', delta('a'));
    server.log('c').push({ ...delta('bcd'), turnId: 't', seq: 4, from: 2 });
    server.deliver();
    expect(events.map(({ seq }) => seq)).toEqual([1, 4]);
    expect(server.watches).toHaveLength(1);
  });

  it('leaves out an event it cannot read, and says so', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    connection.watch('c', 0);
    await opened();
    server.append('c', 't', { type: 'draft.delta' } as never, delta('b'));
    expect(error).toHaveBeenCalledOnce();
    expect(events.map(({ seq }) => seq)).toEqual([2]);
  });

  it('hears nothing of a conversation it has left', async () => {
    connection.watch('c', 0);
    await opened();
    connection.watch('d', 0);
    server.append('c', 't', delta('a'));
    server.append('d', 't', delta('b'));
    expect(events).toMatchObject([{ text: 'b' }]);
  });

  it('refuses to ask without a connection instead of waiting', async () => {
    await expect(connection.ask({ conversationId: 'c', question: 'q', operationId: 'o' })).rejects.toBeInstanceOf(ConnectionLost);
  });

  it('says nothing more once it is closed', async () => {
    connection.watch('c', 0);
    await opened();
    connection.close();
    server.append('c', 't', delta('a'));
    await clock.advance(60_000);
    expect(events).toEqual([]);
    expect(states).toEqual(['online']);
    expect(clock.next).toBeUndefined();
  });
});

function hanging(hub: Hub): Hub {
  let give: (error: Error) => void;
  return {
    ...hub,
    start: () => new Promise((_resolve, reject) => (give = reject)),
    stop: async () => give(new Error('stopped')),
    onClosed: () => undefined,
  };
}
