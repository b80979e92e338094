// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newOperationId } from './operation-id.js';
import { SessionMemory } from './session-memory.js';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe('SessionMemory', () => {
  it('outlives the page, and tells keys apart', () => {
    new SessionMemory('a').conversationId = 'c1';
    new SessionMemory('b').conversationId = 'c2';
    expect(new SessionMemory('a').conversationId).toBe('c1');
    new SessionMemory('a').conversationId = undefined;
    expect(localStorage.getItem('a')).toBeNull();
    expect(new SessionMemory('b').conversationId).toBe('c2');
  });

  it('knows how far a conversation has been shown, and takes nothing back', () => {
    const memory = new SessionMemory('a');
    memory.conversationId = 'c1';
    expect(memory.seenIn('c1')).toBe(0);
    memory.see('c1', 7);
    memory.see('c1', 3);
    expect(new SessionMemory('a').seenIn('c1')).toBe(7);
    expect(new SessionMemory('a').seenIn('c2')).toBe(0);
    localStorage.setItem('a:seen', 'x c1');
    expect(memory.seenIn('c1')).toBe(0);
    memory.see('c1', 8);
    memory.conversationId = undefined;
    expect(localStorage).toHaveLength(0);
  });

  it('keeps unrecorded questions for this tab, and ignores what it did not write', () => {
    new SessionMemory('a').unrecorded = [{ operationId: 'o', question: 'q' }];
    expect(new SessionMemory('a').unrecorded).toEqual([{ operationId: 'o', question: 'q' }]);
    for (const broken of ['{', '"x"', '[1,null,{"operationId":1}]']) {
      sessionStorage.setItem('a', broken);
      expect(new SessionMemory('a').unrecorded).toEqual([]);
    }
  });

  it('remembers within the page when storage is blocked', () => {
    const blocked = {
      getItem: () => {
        throw new DOMException('blocked', 'SecurityError');
      },
      setItem: () => {
        throw new DOMException('blocked', 'SecurityError');
      },
      removeItem: () => {
        throw new DOMException('blocked', 'SecurityError');
      },
    };
    vi.stubGlobal('localStorage', blocked);
    vi.stubGlobal('sessionStorage', blocked);
    const memory = new SessionMemory('a');
    memory.conversationId = 'c1';
    memory.unrecorded = [{ operationId: 'o', question: 'q' }];
    memory.see('c1', 7);
    expect(memory.conversationId).toBe('c1');
    expect(memory.seenIn('c1')).toBe(7);
    expect(memory.unrecorded).toHaveLength(1);
    memory.conversationId = undefined;
    memory.unrecorded = [];
    expect(memory.conversationId).toBeUndefined();
    expect(memory.unrecorded).toEqual([]);
    vi.unstubAllGlobals();
  });
});

describe('newOperationId', () => {
  it('needs no secure context, and does not repeat', () => {
    const uuid = vi.spyOn(crypto, 'randomUUID');
    const ids = new Set(Array.from({ length: 100 }, newOperationId));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(uuid).not.toHaveBeenCalled();
  });
});
