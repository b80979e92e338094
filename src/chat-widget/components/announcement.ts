/** What a screen reader is told: the boundaries of a turn, once each, and never the tokens in between. */
import type { Problem } from '../protocol/events.js';
import type { Exchange } from '../state/chat-store.js';
import { strings } from './strings.js';

export interface Announcement {
  readonly text: string;
  readonly urgent: boolean;
}

type Milestone = 'none' | 'draft' | 'over';

/** Compares an exchange as it was drawn last with how it is drawn now. What appears complete, as a replay does, is not announced. */
export function announcementFor(before: Exchange | undefined, after: Exchange): Announcement | undefined {
  if (before === undefined) return undefined;
  if (after.pending?.problem !== undefined && before.pending?.problem === undefined) return failed(after.pending.problem);
  const earlier = milestone(before);
  if (milestone(after) === earlier || after.turn === undefined) return undefined;
  const { turn } = after;
  const say = strings.announce;
  if (milestone(after) === 'draft') return polite(say.draft(turn.text));
  if (turn.phase === 'failed' && turn.problem !== undefined) return failed(turn.problem);
  if (turn.phase === 'stopped') return polite(say.stopped);
  if (turn.cache?.status === 'hit') return polite(say.cached(turn.text));
  if (turn.ruling === 'confirmed') return polite(earlier === 'draft' ? say.confirmed : say.confirmedText(turn.text));
  if (turn.ruling === 'unverified') return polite(earlier === 'draft' ? say.unverified : say.unverifiedText(turn.text));
  return polite(say.updated(turn.text));
}

function milestone({ turn }: Exchange): Milestone {
  switch (turn?.phase) {
    case undefined:
    case 'accepted':
    case 'drafting':
      return 'none';
    case 'ruled':
    case 'completed':
    case 'stopped':
    case 'failed':
      return 'over';
    case 'drafted':
      // A cached answer is final within the same moment; calling it a draft first would be noise.
      return turn?.draft?.source === 'cache' ? 'none' : 'draft';
    default:
      return 'draft';
  }
}

const polite = (text: string): Announcement => ({ text, urgent: false });

function failed({ title, detail }: Problem): Announcement {
  return { text: strings.announce.failed([title || strings.unknownProblem, detail].filter(Boolean).join(' ')), urgent: true };
}
