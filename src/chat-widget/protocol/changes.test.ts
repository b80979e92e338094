import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween, type Segment } from './changes.js';

const text = (segments: readonly Segment[]): string => segments.map((segment) => segment.text).join('');
const same = (segments: readonly Segment[]): string => text(segments.filter(({ kind }) => kind === 'same'));
const changed = (segments: readonly Segment[]): readonly string[] =>
  segments.filter(({ kind }) => kind === 'changed').map((segment) => segment.text);

describe('changesBetween', () => {
  it('marks the number that changed, and not the sign behind it', () => {
    const changes = changesBetween('347 + 589 = 926.', '347 + 589 = 936.');
    expect(changed(changes.before)).toEqual(['926']);
    expect(changed(changes.after)).toEqual(['936']);
    expect(changes.count).toBe(1);
  });

  it('counts changed neighbours as one change', () => {
    const changes = changesBetween('Ask the old man today.', 'Ask a young girl today.');
    expect(changes.count).toBe(1);
    expect(changed(changes.after)).toEqual(['a young girl']);
  });

  it('counts changes apart from each other one by one', () => {
    expect(changesBetween('Ben knows Ida and Otto.', 'Tom knows Ida and Vera.').count).toBe(2);
  });

  it('counts a pure removal, which leaves nothing to mark in the later text', () => {
    const changes = changesBetween('It is very big.', 'It is big.');
    expect(changes.count).toBe(1);
    expect(changed(changes.before).join('').trim()).toBe('very');
  });

  it('compares scripts without spaces by the character', () => {
    expect(changed(changesBetween('我喜欢茶', '我喜欢水').after)).toEqual(['水']);
  });

  it('keeps both texts whole, and what is the same the same', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', ' ', '\n', '12', '.', '👋', 'é'), { maxLength: 40 }).map((list) => list.join(''));
    const texts = fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 40 }));
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const changes = changesBetween(before, after);
        expect(text(changes.before)).toBe(before);
        expect(text(changes.after)).toBe(after);
        expect(same(changes.before)).toBe(same(changes.after));
        expect(changes.count === 0).toBe(before === after);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes texts too long to compare as changed in the middle', () => {
    const changes = changesBetween(`start ${'a b '.repeat(2000)}end`, `start ${'c d '.repeat(2000)}end`);
    expect(changes.count).toBe(1);
    expect(changes.after[0]).toEqual({ kind: 'same', text: 'start ' });
  });
});
