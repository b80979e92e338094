/**
 * The event stream, version 1, as docs/protocol.md defines it: one discriminated union, told apart by `type`. A field that has no
 * value is absent. This file knows the shapes only; what they mean for the text on the screen is in turn.ts.
 */

export type RulingOutcome = 'unverified' | 'confirmed' | 'amended' | 'retracted';
export type DraftSource = 'shallow' | 'cache' | 'near' | 'chat' | 'acknowledgement';
export type StopTarget = 'deep' | 'everything';
export type CacheStatus = 'miss' | 'hit' | 'near' | 'unavailable' | 'bypassed';

/** What the answer cache had to do with a turn. */
export interface CacheReport {
  readonly status: CacheStatus;
  /** Of the stored answer, on a hit of either tier. */
  readonly ageSeconds?: number;
  /** Of the two questions, on a near hit. */
  readonly similarity?: number;
}

/** Replaces the UTF-16 code units from `start` up to `end` by `text`. */
export interface TextPatch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An RFC 9457 problem. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
}

export interface Usage {
  readonly draftSteps: number;
  readonly deepSteps: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
  readonly timeToFirstTokenMs: number;
  readonly draftMs: number;
  readonly deepMs: number;
}

interface InTurn<Type extends string> {
  readonly type: Type;
  readonly turnId: string;
  /** Position in the conversation's log, from 1, growing by one per event. */
  readonly seq: number;
  /** Of an event that stands for several, which a reader who is behind is given: position of the first of them. */
  readonly from?: number;
}

/** The question is on record; the turn will end in exactly one terminal event. */
export interface TurnAccepted extends InTurn<'turn.accepted'> {
  readonly conversationId: string;
  readonly question: string;
  readonly operationId?: string;
  readonly acceptedAt: string;
}

/** The answer broke off and is begun again; what was shown stays until a revision says otherwise. */
export interface TurnResumed extends InTurn<'turn.resumed'> {
  readonly attempt: number;
}

/** Nobody in the cluster can answer at present; the question is kept, and answered when somebody can. */
export interface TurnWaiting extends InTurn<'turn.waiting'> {
  readonly problem: Problem;
}

/** A piece of the draft, to be appended. */
export interface DraftDelta extends InTurn<'draft.delta'> {
  readonly text: string;
}

/** The draft is complete, and provisional unless it is an exact hit of the answer cache. */
export interface DraftCompleted extends InTurn<'draft.completed'> {
  readonly source: DraftSource;
  readonly confidence?: number;
  readonly recurrentSteps: number;
  readonly timeToFirstTokenMs?: number;
  readonly cache?: CacheReport;
  /** What an acknowledgement names as being worked out. */
  readonly subject?: string;
}

/** The deep path waits for its place on the engine. */
export interface DeepQueued extends InTurn<'deep.queued'> {
  readonly position: number;
  readonly estimatedWaitMs?: number;
}

/** The deep path has run recurrent step `step` of `of`, and agrees with this many leading characters so far. */
export interface DeepProgress extends InTurn<'deep.progress'> {
  readonly step: number;
  readonly of: number;
  readonly convergence: number;
  readonly confirmedCharacters: number;
}

/** The deep path rules on the text shown, or on a part of it while it still writes. */
export interface Revision extends InTurn<'revision'> {
  readonly revision: number;
  readonly baseRevision: number;
  readonly outcome: RulingOutcome;
  readonly patches: readonly TextPatch[];
  readonly isFinal: boolean;
  readonly reason?: string;
}

/** The turn is over, and this is its text. */
export interface TurnCompleted extends InTurn<'turn.completed'> {
  readonly text: string;
  readonly ruling: RulingOutcome;
  readonly usage: Usage;
  readonly cache: CacheReport;
  /** Checksum of the model that gave the answer. */
  readonly model?: string;
}

/** A person stopped the turn; `text` stays, without a ruling. */
export interface TurnStopped extends InTurn<'turn.stopped'> {
  readonly target: StopTarget;
  readonly text: string;
}

/** The turn could not be answered; what was shown stays. */
export interface TurnFailed extends InTurn<'turn.failed'> {
  readonly problem: Problem;
}

/** An event of a later version. It takes its place in the sequence and changes nothing. */
export interface UnknownEvent extends InTurn<'unknown'> {}

export type TurnEvent =
  | TurnAccepted
  | TurnResumed
  | TurnWaiting
  | DraftDelta
  | DraftCompleted
  | DeepQueued
  | DeepProgress
  | Revision
  | TurnCompleted
  | TurnStopped
  | TurnFailed
  | UnknownEvent;

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'array';

const required: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  'turn.accepted': { conversationId: 'string', question: 'string', acceptedAt: 'string' },
  'turn.resumed': { attempt: 'number' },
  'turn.waiting': { problem: 'object' },
  'draft.delta': { text: 'string' },
  'draft.completed': { source: 'string', recurrentSteps: 'number' },
  'deep.queued': { position: 'number' },
  'deep.progress': { step: 'number', of: 'number', confirmedCharacters: 'number' },
  revision: { revision: 'number', baseRevision: 'number', outcome: 'string', patches: 'array', isFinal: 'boolean' },
  'turn.completed': { text: 'string', ruling: 'string', usage: 'object', cache: 'object' },
  'turn.stopped': { target: 'string', text: 'string' },
  'turn.failed': { problem: 'object' },
};

/** Reads one event from the wire. Throws a TypeError naming the field when a known event lacks what it must carry. */
export function readEvent(value: unknown): TurnEvent {
  if (kindOf(value) !== 'object') throw new TypeError('An event must be an object.');
  const event = value as Record<string, unknown>;
  demand(event, 'event', { type: 'string', turnId: 'string', seq: 'number' });
  const fields = Object.hasOwn(required, event['type'] as string) ? required[event['type'] as string] : undefined;
  if (fields === undefined) return { type: 'unknown', turnId: event['turnId'] as string, seq: event['seq'] as number };
  demand(event, event['type'] as string, fields);
  return event as unknown as TurnEvent;
}

function demand(event: Record<string, unknown>, name: string, fields: Readonly<Record<string, Kind>>): void {
  for (const [field, kind] of Object.entries(fields)) {
    if (kindOf(event[field]) !== kind) throw new TypeError(`${name}: ${field} must be of kind ${kind}.`);
  }
}

function kindOf(value: unknown): Kind | 'nothing' {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'array';
  const kind = typeof value;
  return kind === 'string' || kind === 'number' || kind === 'boolean' || kind === 'object' ? kind : 'nothing';
}
