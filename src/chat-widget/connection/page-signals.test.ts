// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import type { ChatConnection } from './chat-connection.js';
import { followPage } from './page-signals.js';

it('renews after a long sleep, retries after a short one, and stops when told', () => {
  let now = 0;
  const connection = { retryNow: vi.fn(), networkLost: vi.fn(), renew: vi.fn() };
  const end = followPage(connection as unknown as ChatConnection, () => now);
  const visibility = (state: DocumentVisibilityState): void => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    document.dispatchEvent(new Event('visibilitychange'));
  };

  visibility('hidden');
  now += 29_999;
  visibility('visible');
  expect(connection.retryNow).toHaveBeenCalledTimes(1);
  expect(connection.renew).not.toHaveBeenCalled();

  visibility('hidden');
  now += 30_000;
  visibility('visible');
  expect(connection.renew).toHaveBeenCalledTimes(1);

  dispatchEvent(new Event('offline'));
  expect(connection.networkLost).toHaveBeenCalledTimes(1);
  dispatchEvent(new Event('online'));
  expect(connection.retryNow).toHaveBeenCalledTimes(2);

  end();
  dispatchEvent(new Event('online'));
  visibility('hidden');
  visibility('visible');
  expect(connection.retryNow).toHaveBeenCalledTimes(2);
});
