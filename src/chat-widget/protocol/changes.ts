/** Which words of an answer changed: a word diff for people to read, not for machines to apply. */

export interface Segment {
  readonly kind: 'same' | 'changed';
  readonly text: string;
}

export interface Changes {
  /** The earlier text; `changed` marks what was taken away. */
  readonly before: readonly Segment[];
  /** The later text; `changed` marks what was put in. */
  readonly after: readonly Segment[];
  /** Places where the two differ. */
  readonly count: number;
}

/** Scripts that write without spaces are cut character by character; everything else by word, space and sign. */
const wordOrSign = /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu;

/** Above this many table cells the differing middle counts as one change; 4 bytes each, so at most 1 MiB for a moment. */
const largestTable = 1 << 18;

export function changesBetween(before: string, after: string): Changes {
  const old = before.match(wordOrSign) ?? [];
  const now = after.match(wordOrSign) ?? [];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;

  const kept = longestCommon(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  const writer = new Writer();
  writer.same(old.slice(0, head).join(''));
  let oldAt = head;
  let nowAt = head;
  for (const [oldIndex, nowIndex] of kept) {
    writer.changed(old.slice(oldAt, head + oldIndex).join(''), now.slice(nowAt, head + nowIndex).join(''));
    oldAt = head + oldIndex + 1;
    nowAt = head + nowIndex + 1;
    writer.same(old[oldAt - 1] ?? '');
  }
  writer.changed(old.slice(oldAt, old.length - tail).join(''), now.slice(nowAt, now.length - tail).join(''));
  writer.same(old.slice(old.length - tail).join(''));
  return writer.finish();
}

/** Index pairs of a longest common subsequence. Blanks alone never anchor two changes apart from each other: see Writer. */
function longestCommon(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const width = now.length + 1;
  if (old.length === 0 || now.length === 0 || (old.length + 1) * width > largestTable) return [];
  const length = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      length[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** Collects segments, and joins changes that only a blank keeps apart: "one two" for "three four" is one change. */
class Writer {
  private readonly before: Segment[] = [];
  private readonly after: Segment[] = [];
  private count = 0;
  private open: { old: string; now: string } | undefined;
  private blank = '';

  same(text: string): void {
    if (text === '') return;
    if (this.open !== undefined && text.trim() === '' && this.blank === '') {
      this.blank = text;
      return;
    }
    this.close();
    push(this.before, 'same', text);
    push(this.after, 'same', text);
  }

  changed(old: string, now: string): void {
    if (old === '' && now === '') return;
    const { open, blank } = this;
    this.open = open === undefined ? { old, now } : { old: open.old + blank + old, now: open.now + blank + now };
    this.blank = '';
  }

  finish(): Changes {
    this.close();
    return { before: this.before, after: this.after, count: this.count };
  }

  private close(): void {
    if (this.open === undefined) return;
    push(this.before, 'changed', this.open.old);
    push(this.after, 'changed', this.open.now);
    this.count++;
    this.open = undefined;
    push(this.before, 'same', this.blank);
    push(this.after, 'same', this.blank);
    this.blank = '';
  }
}

function push(segments: Segment[], kind: Segment['kind'], text: string): void {
  if (text === '') return;
  const last = segments.at(-1);
  if (last?.kind === kind) segments[segments.length - 1] = { kind, text: last.text + text };
  else segments.push({ kind, text });
}
