/**
 * What a turn's events fold to. Pure: the same events in the same order give the same turn, whether they arrive live, after a
 * reconnect, or as a replay of the whole conversation.
 */
import type {
  CacheReport,
  DeepProgress,
  DeepQueued,
  DraftCompleted,
  Problem,
  Revision,
  RulingOutcome,
  StopTarget,
  TurnAccepted,
  TurnEvent,
  Usage,
} from './events.js';
import { applyPatches, patchedUpTo } from './patches.js';

/** How far a turn is. The last three are terminal. */
export type TurnPhase =
  | 'accepted'
  | 'drafting'
  | 'drafted'
  | 'queued'
  | 'thinking'
  | 'revising'
  | 'ruled'
  | 'completed'
  | 'stopped'
  | 'failed';

export interface Turn {
  readonly turnId: string;
  readonly conversationId: string;
  readonly question: string;
  readonly operationId?: string;
  readonly acceptedAt: string;
  readonly phase: TurnPhase;
  /** Whether the last that was heard is that nobody can answer at present. */
  readonly isWaiting: boolean;
  /** The text on the screen. */
  readonly text: string;
  /** The draft as it was before any revision. */
  readonly draftText: string;
  readonly draft?: Pick<DraftCompleted, 'source' | 'confidence' | 'recurrentSteps' | 'timeToFirstTokenMs' | 'subject'>;
  readonly queue?: Pick<DeepQueued, 'position' | 'estimatedWaitMs'>;
  readonly progress?: Pick<DeepProgress, 'step' | 'of'>;
  /** Leading UTF-16 units of `text` that the deep path stands behind. */
  readonly settled: number;
  /** Number of the revision that `text` is; the draft is 0. */
  readonly revision: number;
  readonly ruling?: RulingOutcome;
  readonly reason?: string;
  readonly usage?: Usage;
  readonly cache?: CacheReport;
  readonly stopped?: StopTarget;
  readonly problem?: Problem;
}

export function isOver(turn: Turn): boolean {
  return turn.phase === 'completed' || turn.phase === 'stopped' || turn.phase === 'failed';
}

/** Begins a turn with its first event. */
export function beginTurn(event: TurnAccepted): Turn {
  return {
    turnId: event.turnId,
    conversationId: event.conversationId,
    question: event.question,
    ...(event.operationId === undefined ? {} : { operationId: event.operationId }),
    acceptedAt: event.acceptedAt,
    phase: 'accepted',
    isWaiting: false,
    text: '',
    draftText: '',
    settled: 0,
    revision: 0,
  };
}

/** The turn after one more of its events. A terminal turn does not change any more. */
export function foldTurn(before: Turn, event: TurnEvent): Turn {
  if (isOver(before)) return before;
  const turn = { ...before, isWaiting: event.type === 'turn.waiting' };
  switch (event.type) {
    case 'turn.accepted':
    case 'turn.waiting':
    case 'turn.resumed':
    case 'unknown':
      return turn;
    case 'draft.delta': {
      const text = turn.text + event.text;
      return { ...turn, phase: 'drafting', text, draftText: text };
    }
    case 'draft.completed': {
      const { type: _type, turnId: _turnId, seq: _seq, ...draft } = event;
      return { ...turn, phase: 'drafted', draft };
    }
    case 'deep.queued': {
      const { position, estimatedWaitMs } = event;
      return { ...turn, phase: 'queued', queue: estimatedWaitMs === undefined ? { position } : { position, estimatedWaitMs } };
    }
    case 'deep.progress':
      return {
        ...turn,
        phase: turn.phase === 'revising' ? 'revising' : 'thinking',
        progress: { step: event.step, of: event.of },
        settled: turn.phase === 'revising' ? turn.settled : Math.min(event.confirmedCharacters, turn.text.length),
      };
    case 'revision':
      return revise(turn, event);
    case 'turn.completed':
      return {
        ...turn,
        phase: 'completed',
        // Equal to the folded text when server and client agree; the server's word when they do not.
        text: event.text,
        settled: event.ruling === 'unverified' ? turn.settled : event.text.length,
        ruling: event.ruling,
        usage: event.usage,
        cache: event.cache,
      };
    case 'turn.stopped':
      return { ...turn, phase: 'stopped', text: event.text, stopped: event.target };
    case 'turn.failed':
      return { ...turn, phase: 'failed', problem: event.problem };
  }
}

function revise(turn: Turn, event: Revision): Turn {
  const next: Turn = {
    ...turn,
    phase: event.isFinal ? 'ruled' : 'revising',
    ruling: event.outcome,
    ...(event.reason === undefined ? {} : { reason: event.reason }),
  };
  const text = event.baseRevision === turn.revision ? patched(turn.text, event.patches) : undefined;
  // A revision of a text we do not have cannot be applied; turn.completed brings the text whole.
  if (text === undefined) return next;
  const settled = event.isFinal && event.outcome !== 'unverified' ? text.length : Math.max(turn.settled, patchedUpTo(event.patches));
  return { ...next, text, revision: event.revision, settled: Math.min(settled, text.length) };
}

function patched(text: string, patches: Revision['patches']): string | undefined {
  try {
    return applyPatches(text, patches);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
