/** What a screen reader is told: the boundaries of a turn, once each, and never the tokens in between. */
import type { Problem } from '../protocol/events.js';
import type { Turn } from '../protocol/turn.js';
import type { Exchange } from '../state/chat-store.js';
import { acknowledgement } from './status.js';
import { strings } from './strings.js';

export interface Announcement {
  readonly text: string;
  readonly urgent: boolean;
}

/** What is announced, in the order in which a turn gets there. */
enum Milestone {
  none,
  draft,
  over,
}

/**
 * Compares an exchange as it was drawn last, if it was, with how it is drawn now. What was shown before this page was opened has been
 * announced then: however many frames a replay of it takes, it is silent, and what happened since is not.
 */
export function announcementFor(before: Exchange | undefined, after: Exchange): Announcement | undefined {
  if (after.pending?.problem !== undefined && before?.pending?.problem === undefined) return failed(after.pending.problem);
  const earlier = Math.max(milestone(before?.turn), milestone(after.seen));
  const now = milestone(after.turn);
  if (now <= earlier || after.turn === undefined) return undefined;
  const { turn } = after;
  const say = strings.announce;
  const acknowledged = acknowledgement(turn);
  if (now === Milestone.draft) return polite(acknowledged ? (acknowledged.subject ?? '') + acknowledged.label : say.draft(turn.text));
  if (turn.phase === 'failed' && turn.problem !== undefined) return failed(turn.problem);
  if (turn.phase === 'stopped') return polite(say.stopped);
  if (turn.cache?.status === 'hit') return polite(say.cached(turn.text));
  const heard = earlier === Milestone.draft && acknowledged === undefined;
  if (turn.ruling === 'confirmed') return polite(heard ? say.confirmed : say.confirmedText(turn.text));
  if (turn.ruling === 'unverified') return polite(heard ? say.unverified : say.unverifiedText(turn.text));
  return polite(say.updated(turn.text));
}

function milestone(turn: Turn | undefined): Milestone {
  switch (turn?.phase) {
    case undefined:
    case 'accepted':
    case 'drafting':
      return Milestone.none;
    case 'ruled':
    case 'completed':
    case 'stopped':
    case 'failed':
      return Milestone.over;
    case 'drafted':
      // A cached answer is final within the same moment; calling it a draft first would be noise.
      return turn?.draft?.source === 'cache' ? Milestone.none : Milestone.draft;
    default:
      return Milestone.draft;
  }
}

const polite = (text: string): Announcement => ({ text, urgent: false });

function failed({ title, detail }: Problem): Announcement {
  return { text: strings.announce.failed([title || strings.unknownProblem, detail].filter(Boolean).join(' ')), urgent: true };
}
