/** Every word the widget says, in one place. */
import type { CacheReport, Usage } from '../protocol/events.js';

const numbers = new Intl.NumberFormat('en');

export const strings = {
  heading: 'Chat',
  conversation: 'Conversation',
  newConversation: 'New conversation',
  welcomeTitle: 'Ask away.',
  welcomeText: 'You get a draft at once. While you read, the same model thinks further and confirms it, or corrects it in place.',
  examples: 'Examples',
  conversationLost: 'The earlier conversation is no longer on the server. A new one begins here.',

  connection: {
    connecting: 'Connecting',
    online: 'Connected',
    reconnecting: 'Reconnecting',
    offline: 'Offline',
  },

  questionLabel: 'Your question',
  placeholder: 'Ask a question',
  send: 'Send',
  keys: 'Enter sends, Shift + Enter begins a new line',
  offlineHint: 'No connection. What you ask is sent as soon as it is back.',
  empty: 'Write a question first.',
  tooLong: (over: number, limit: number): string =>
    `${numbers.format(over)} ${over === 1 ? 'character' : 'characters'} too many. A question may have ${numbers.format(limit)}.`,
  count: (length: number, limit: number): string => `${numbers.format(length)} of ${numbers.format(limit)}`,

  you: 'You asked:',
  answer: 'Answer:',
  sending: 'Sending',
  waiting: 'Waiting for the connection',
  retry: 'Ask again',
  edit: 'Edit',
  unknownProblem: 'The server could not do this.',

  noEngine: 'Kept. It is answered as soon as the model is there again',
  reading: 'Reading your question',
  draftWriting: 'Draft, being written',
  draft: 'Draft',
  near: 'Draft · from a similar question',
  acknowledged: 'Working it out',
  acknowledgedSubject: ': working it out',
  next: 'Draft · Next in line',
  queued: (ahead: number): string => `Draft · ${numbers.format(ahead)} ahead of you`,
  wait: (milliseconds: number): string => `, about ${duration(milliseconds)}`,
  thinking: (step: number, of: number): string => `Draft · Thinking it over · step ${step} of ${of}`,
  revising: 'Correcting the draft',
  confirmed: 'Confirmed',
  amended: 'Corrected',
  retracted: 'Replaced',
  workedOut: 'Worked out',
  unverified: 'Not verified',
  unverifiedWhy: 'The second look did not happen. This is the first draft.',
  cached: (age: string): string => `Answered before · ${age}`,
  stopped: 'Stopped',
  stoppedKept: 'Stopped · draft kept, not verified',
  stoppedEmpty: 'Stopped before there was an answer.',
  failed: 'Failed',
  progress: 'Recurrent steps',

  skipCheck: 'Keep the draft',
  skipCheckHint: 'Keep the draft as it is, without a second look',
  stop: 'Stop',
  changes: (count: number): string => (count === 1 ? '1 change' : `${numbers.format(count)} changes`),
  firstDraft: 'First draft',
  earlierWording: 'Earlier wording',
  changed: 'changed: ',
  removed: 'removed: ',
  details: 'Details',
  wrong: 'This answer is wrong',
  wrongHint: 'Forget this answer; whoever asks again is answered anew',
  disowned: 'Forgotten. Whoever asks again is answered anew.',
  notDisowned: 'The server could not be told. Try again.',
  below: 'New below',

  announce: {
    draft: (text: string): string => `Draft: ${text}`,
    confirmed: 'Confirmed.',
    confirmedText: (text: string): string => `Confirmed answer: ${text}`,
    updated: (text: string): string => `Updated: ${text}`,
    cached: (text: string): string => `Answered before: ${text}`,
    unverified: 'Not verified. The draft stays.',
    unverifiedText: (text: string): string => `Not verified: ${text}`,
    stopped: 'Stopped.',
    failed: (what: string): string => `Failed. ${what}`,
  },
} as const;

/** Facts for the details panel, as pairs of name and value. `confidence` is the draft's, 0 to 1. */
export function usageFacts(usage: Usage, cache?: CacheReport, confidence?: number): readonly (readonly [string, string])[] {
  if (cache?.status === 'hit') {
    return [
      ['Recurrent steps', '0, from the answer cache'],
      ['Asked before', 'in the same words'],
      ['Age of the answer', duration((cache.ageSeconds ?? 0) * 1000)],
    ];
  }
  return [
    ...(cache?.status === 'near'
      ? [
          ['Draft', 'the answer to a similar question'] as const,
          ['Similarity of the questions', similarity(cache.similarity ?? 0)] as const,
          ['Age of the draft', duration((cache.ageSeconds ?? 0) * 1000)] as const,
        ]
      : []),
    ...(confidence === undefined ? [] : [['How sure the draft was', percent(confidence)] as const]),
    ['Recurrent steps, draft', numbers.format(usage.draftSteps)],
    ['Recurrent steps, answer', numbers.format(usage.deepSteps || usage.draftSteps)],
    ['Time to first token', duration(usage.timeToFirstTokenMs)],
    ['Time to the draft', duration(usage.draftMs)],
    ['Time of the second look', duration(usage.deepMs)],
    ['Tokens, question and answer', `${numbers.format(usage.promptTokens)} + ${numbers.format(usage.answerTokens)}`],
  ];
}

/** A probability, never rounded up to certainty. */
function percent(share: number): string {
  return `${Math.min(share < 1 ? 99 : 100, Math.round(share * 100))} %`;
}

/** A cosine, never rounded up to sameness. */
function similarity(cosine: number): string {
  return (Math.floor(cosine * 1000) / 1000).toFixed(3);
}

/** A length of time in the unit a person would choose. */
export function duration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds < 60_000) return `${Math.round(milliseconds / 1000)} s`;
  if (milliseconds < 3_600_000) return `${Math.round(milliseconds / 60_000)} min`;
  if (milliseconds < 172_800_000) return `${Math.round(milliseconds / 3_600_000)} h`;
  return `${Math.round(milliseconds / 86_400_000)} days`;
}

/** How long ago, in words short enough for a status line. */
export function age(seconds: number): string {
  if (seconds < 45) return 'just now';
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  const days = Math.round(seconds / 86_400);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}
