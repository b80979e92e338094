/** What an exchange's status line says. Pure, so that every state can be looked at without a browser. */

import { isOver, type Turn } from '../protocol/turn.js';
import type { Exchange } from '../state/chat-store.js';
import type { IconName } from './icons.js';
import { age, strings } from './strings.js';

export type Tone = 'quiet' | 'busy' | 'good' | 'changed' | 'doubt' | 'bad';

export interface Status {
  readonly label: string;
  /** What the label is about, to be shown before it, and shortened where room is scarce. */
  readonly subject?: string;
  readonly tone: Tone;
  readonly icon: IconName;
  /** Share of the deep path's steps that are done, while it works. */
  readonly progress?: number;
}

export function statusOf({ pending, turn }: Exchange, now: number): Status {
  if (turn === undefined) {
    return pending?.state === 'waiting'
      ? { label: strings.waiting, tone: 'quiet', icon: 'clock' }
      : { label: strings.sending, tone: 'busy', icon: 'dots' };
  }
  if (turn.isWaiting) return { label: strings.noEngine, tone: 'quiet', icon: 'clock' };
  const acknowledged = acknowledgement(turn);
  switch (turn.phase) {
    case 'accepted':
      return { label: strings.reading, tone: 'busy', icon: 'dots' };
    case 'drafting':
      return { label: strings.draftWriting, tone: 'busy', icon: 'draft' };
    case 'drafted':
      return { ...(acknowledged ?? { label: draftLabel(turn) }), tone: 'busy', icon: 'draft' };
    case 'queued':
      return { ...(acknowledged ?? { label: queueLabel(turn) }), tone: 'busy', icon: 'draft', progress: 0 };
    case 'thinking': {
      const { step, of } = turn.progress ?? { step: 0, of: 1 };
      return { ...(acknowledged ?? { label: strings.thinking(step, of) }), tone: 'busy', icon: 'draft', progress: step / of };
    }
    case 'revising':
      return { ...(acknowledged ?? { label: strings.revising }), tone: 'busy', icon: 'pencil', progress: 1 };
    case 'ruled':
    case 'completed':
      return rulingStatus(turn, now);
    case 'stopped':
      return { label: turn.text !== '' && turn.draft !== undefined ? strings.stoppedKept : strings.stopped, tone: 'doubt', icon: 'stop' };
    case 'failed':
      return { label: strings.failed, tone: 'bad', icon: 'alert' };
  }
}

/** What is said while there is an acknowledgement in place of a draft, until the ruling: calling it a draft would promise text. */
export function acknowledgement({ draft }: Turn): Pick<Status, 'label' | 'subject'> | undefined {
  if (draft?.source !== 'acknowledgement') return undefined;
  return draft.subject === undefined ? { label: strings.acknowledged } : { subject: draft.subject, label: strings.acknowledgedSubject };
}

function draftLabel({ draft }: Turn): string {
  return draft?.source === 'near' ? strings.near : strings.draft;
}

function queueLabel({ queue }: Turn): string {
  if (queue === undefined || queue.position === 0) return strings.next;
  const { position, estimatedWaitMs } = queue;
  return strings.queued(position) + (estimatedWaitMs === undefined ? '' : strings.wait(estimatedWaitMs));
}

function rulingStatus(turn: Turn, now: number): Status {
  if (turn.cache?.status === 'hit') return { label: strings.cached(age(cachedSeconds(turn, now))), tone: 'good', icon: 'again' };
  switch (turn.ruling) {
    case 'confirmed':
      return { label: strings.confirmed, tone: 'good', icon: 'check' };
    // An acknowledgement was never an answer: what takes its place, or goes on from the words that were shown, is no correction.
    case 'amended':
      return turn.draft?.source === 'acknowledgement' && turn.text.startsWith(turn.draftText)
        ? { label: strings.workedOut, tone: 'good', icon: 'check' }
        : { label: strings.amended, tone: 'changed', icon: 'pencil' };
    case 'retracted':
      return turn.draft?.source === 'acknowledgement'
        ? { label: strings.workedOut, tone: 'good', icon: 'check' }
        : { label: strings.retracted, tone: 'changed', icon: 'replace' };
    default:
      return { label: strings.unverified, tone: 'doubt', icon: 'question' };
  }
}

/** The stored answer's age by now: its age when it was served, and the time since, unless the clocks disagree about that. */
function cachedSeconds(turn: Turn, now: number): number {
  const since = (now - Date.parse(turn.acceptedAt)) / 1000;
  return (turn.cache?.ageSeconds ?? 0) + Math.max(0, since || 0);
}

/** Whether the text may still change. */
export function isProvisional(turn: Turn): boolean {
  return !isOver(turn) && turn.phase !== 'ruled';
}
