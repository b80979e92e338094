/** A question that has not been seen on record yet. */
export interface Unrecorded {
  readonly operationId: string;
  readonly question: string;
}

/**
 * What outlives a reload: the conversation, shared by all tabs of this browser, and this tab's questions that were not on record yet.
 * Storage may be blocked or full; then things are remembered as long as the page lives.
 */
export class SessionMemory {
  readonly #fallback = new Map<string, string>();

  /** @param key Tells servers and elements apart; also the key to look for in storage events. */
  constructor(readonly key: string) {}

  get conversationId(): string | undefined {
    return this.#read('localStorage') || undefined;
  }

  set conversationId(value: string | undefined) {
    this.#write('localStorage', value);
  }

  get unrecorded(): readonly Unrecorded[] {
    try {
      const list: unknown = JSON.parse(this.#read('sessionStorage') ?? '[]');
      return Array.isArray(list) ? list.filter(isUnrecorded) : [];
    } catch {
      return [];
    }
  }

  set unrecorded(list: readonly Unrecorded[]) {
    this.#write('sessionStorage', list.length === 0 ? undefined : JSON.stringify(list));
  }

  #read(area: 'localStorage' | 'sessionStorage'): string | undefined {
    try {
      return window[area].getItem(this.key) ?? undefined;
    } catch {
      return this.#fallback.get(area);
    }
  }

  #write(area: 'localStorage' | 'sessionStorage', value: string | undefined): void {
    try {
      if (value === undefined) window[area].removeItem(this.key);
      else window[area].setItem(this.key, value);
    } catch {
      if (value === undefined) this.#fallback.delete(area);
      else this.#fallback.set(area, value);
    }
  }
}

function isUnrecorded(value: unknown): value is Unrecorded {
  const item = value as Partial<Unrecorded> | null;
  return typeof item?.operationId === 'string' && typeof item.question === 'string';
}
