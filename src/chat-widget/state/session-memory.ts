/** A question that has not been seen on record yet. */
export interface Unrecorded {
  readonly operationId: string;
  readonly question: string;
}

/**
 * What outlives a reload: the conversation and how far it has been shown, shared by all tabs of this browser, and this tab's questions
 * that were not on record yet. Storage may be blocked or full; then things are remembered as long as the page lives.
 */
export class SessionMemory {
  readonly #fallback = new Map<string, string>();
  readonly #seenKey: string;

  /** @param key Tells servers and elements apart; also the key to look for in storage events. */
  constructor(readonly key: string) {
    this.#seenKey = `${key}:seen`;
  }

  get conversationId(): string | undefined {
    return this.#read('localStorage') || undefined;
  }

  set conversationId(value: string | undefined) {
    this.#write('localStorage', value);
    if (value === undefined) this.#write('localStorage', undefined, this.#seenKey);
  }

  /** The last event of a conversation that a page of this browser has shown; 0 for none. */
  seenIn(conversationId: string): number {
    // Beside the conversation's id and not in one value with it: writing the one must never undo what another tab made of the other.
    const [seq, id] = (this.#read('localStorage', this.#seenKey) ?? '').split(' ');
    return id === conversationId ? Number(seq) || 0 : 0;
  }

  /** Notes what has been shown. A tab that is behind another one takes nothing back. */
  see(conversationId: string, seq: number): void {
    if (seq > this.seenIn(conversationId)) this.#write('localStorage', `${seq} ${conversationId}`, this.#seenKey);
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

  #read(area: 'localStorage' | 'sessionStorage', key = this.key): string | undefined {
    try {
      return window[area].getItem(key) ?? undefined;
    } catch {
      return this.#fallback.get(`${area} ${key}`);
    }
  }

  #write(area: 'localStorage' | 'sessionStorage', value: string | undefined, key = this.key): void {
    try {
      if (value === undefined) window[area].removeItem(key);
      else window[area].setItem(key, value);
    } catch {
      if (value === undefined) this.#fallback.delete(`${area} ${key}`);
      else this.#fallback.set(`${area} ${key}`, value);
    }
  }
}

function isUnrecorded(value: unknown): value is Unrecorded {
  const item = value as Partial<Unrecorded> | null;
  return typeof item?.operationId === 'string' && typeof item.question === 'string';
}
