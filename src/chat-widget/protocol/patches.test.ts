import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatches, patchedUpTo } from './patches.js';

describe('applyPatches', () => {
  it('counts UTF-16 units, so a pair before the place counts twice', () => {
    expect(applyPatches('👋 926.', [{ start: 4, end: 5, text: '3' }])).toBe('👋 936.');
  });

  it('inserts, removes and replaces in one go', () => {
    const patches = [
      { start: 0, end: 0, text: '>' },
      { start: 1, end: 2, text: '' },
      { start: 3, end: 4, text: 'DD' },
    ];
    expect(applyPatches('abcd', patches)).toBe('>acDD');
  });

  it.each([
    [[{ start: 0, end: 5, text: '' }]],
    [[{ start: 2, end: 1, text: '' }]],
    [[{ start: -1, end: 0, text: '' }]],
    [[{ start: Number.NaN, end: 1, text: '' }]],
    [
      [
        { start: 2, end: 3, text: '' },
        { start: 1, end: 2, text: '' },
      ],
    ],
  ])('refuses what does not fit: %j', (patches) => {
    expect(() => applyPatches('abcd', patches)).toThrow(RangeError);
  });

  it('turns any text into any other by one patch, and says up to where', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (from, to) => {
        const patches = [{ start: 0, end: from.length, text: to }];
        expect(applyPatches(from, patches)).toBe(to);
        expect(patchedUpTo(patches)).toBe(to.length);
      }),
    );
  });

  it('ends the patched part where the last replacement ends', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(3), fc.string({ maxLength: 5 })), { minLength: 1, maxLength: 5 }), (steps) => {
        let at = 0;
        const patches = steps.map(([gap, length, text]) => {
          const start = at + gap;
          at = start + length;
          return { start, end: at, text };
        });
        const base = 'x'.repeat(at + 3);
        const result = applyPatches(base, patches);
        expect(result.length - patchedUpTo(patches)).toBe(3);
      }),
    );
  });
});
