import type { TextPatch } from './events.js';

/**
 * Applies a revision's patches to the text they were made for. Offsets count UTF-16 code units of that text, which is how
 * JavaScript and C# index strings, so nothing is converted. Throws a RangeError when patches overlap, are unsorted or lie outside.
 */
export function applyPatches(text: string, patches: readonly TextPatch[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: replacement } of patches) {
    if (!(start >= at && end >= start && end <= text.length)) {
      throw new RangeError(`Patch ${start}..${end} does not fit: it must begin at ${at} or later and end at ${text.length} or earlier.`);
    }
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** Where the last patched character stands in the patched text: up to here the deep path has spoken. */
export function patchedUpTo(patches: readonly TextPatch[]): number {
  let shift = 0;
  let end = 0;
  for (const patch of patches) {
    end = patch.start + shift + patch.text.length;
    shift += patch.text.length - (patch.end - patch.start);
  }
  return end;
}
