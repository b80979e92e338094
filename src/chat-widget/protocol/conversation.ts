import type { TurnEvent } from './events.js';
import { beginTurn, foldTurn, type Turn } from './turn.js';

/** What a conversation's events fold to: its turns in the order they were asked, and how far the log has been read. */
export interface Conversation {
  readonly turns: ReadonlyMap<string, Turn>;
  /** The last event folded; watching goes on after it. */
  readonly seq: number;
}

export const emptyConversation: Conversation = { turns: new Map(), seq: 0 };

/** The conversation after one more event. An event that was folded before (a replay overlaps) changes nothing. */
export function foldConversation(conversation: Conversation, event: TurnEvent): Conversation {
  if (event.seq <= conversation.seq) return conversation;
  const known = conversation.turns.get(event.turnId);
  const turn = known !== undefined ? foldTurn(known, event) : event.type === 'turn.accepted' ? beginTurn(event) : undefined;
  if (turn === undefined || turn === known) return { ...conversation, seq: event.seq };
  return { turns: new Map(conversation.turns).set(event.turnId, turn), seq: event.seq };
}
