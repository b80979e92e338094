import { type Changes, changesBetween } from '../protocol/changes.js';
import type { Problem, StopTarget } from '../protocol/events.js';
import { isPassing } from '../protocol/problem.js';
import type { Turn } from '../protocol/turn.js';
import type { Exchange } from '../state/chat-store.js';
import { AnswerText, changedPieces, type Piece, settledPieces } from './answer-text.js';
import { Disclosure } from './disclosure.js';
import { button, element, setText } from './dom.js';
import { icon, setIcon } from './icons.js';
import { isProvisional, type Status, statusOf } from './status.js';
import { strings, usageFacts } from './strings.js';
import { Verdict } from './verdict.js';

export interface ExchangeActions {
  stop(turnId: string, target: StopTarget): void;
  retry(key: string): void;
  /** Takes a refused question back into the composer. */
  edit(key: string, question: string): void;
  /** Says that a turn's answer is wrong. Rejects when the server could not be told. */
  disown(turnId: string): Promise<void>;
  /** Has something read out. */
  announce(text: string): void;
}

/** One question and its answer. Built once; every later state is written into the same nodes, and the status line keeps its room. */
export class ExchangeView {
  readonly root: HTMLElement;
  readonly #text = new AnswerText();
  readonly #answer: HTMLElement;
  readonly #problemTitle = element('strong', { class: 'problem-title' });
  readonly #problemDetail = element('span');
  readonly #problem = element('p', { class: 'problem', part: 'problem' }, this.#problemTitle, ' ', this.#problemDetail);
  readonly #statusIcon = icon('dots');
  // What a person wrote, in whichever direction, before the widget's own words.
  readonly #subject = element('bdi', { class: 'subject' });
  readonly #words = document.createTextNode('');
  readonly #label = element('span', { class: 'label', part: 'status' }, this.#subject, this.#words);
  readonly #bar = element('div', { class: 'bar' });
  readonly #earlierText = new AnswerText();
  readonly #earlier: Disclosure;
  readonly #facts = element('dl', { class: 'facts' });
  readonly #verdict = new Verdict(
    () => this.actions.disown(this.#exchange.turn?.turnId ?? ''),
    (text) => this.actions.announce(text),
  );
  readonly #details: Disclosure;
  readonly #skip: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #retry: HTMLButtonElement;
  readonly #edit: HTMLButtonElement;
  #exchange: Exchange;
  #changes: { readonly turn: Turn; readonly value: Changes } | undefined;

  constructor(
    exchange: Exchange,
    id: string,
    private readonly actions: ExchangeActions,
    private readonly now: () => number,
  ) {
    this.#exchange = exchange;
    this.#earlier = new Disclosure(`${id}-earlier`, '', strings.earlierWording, this.#earlierText.root);
    this.#details = new Disclosure(`${id}-details`, strings.details, strings.details, element('div', {}, this.#facts, this.#verdict.root));
    this.#skip = button({ class: 'action late', title: strings.skipCheckHint }, () => this.#stopTurn('deep'), strings.skipCheck);
    this.#stop = button({ class: 'action late' }, () => this.#stopTurn('everything'), strings.stop);
    this.#retry = button({ class: 'action' }, () => this.actions.retry(this.#exchange.key), strings.retry);
    this.#edit = button({ class: 'action' }, () => this.actions.edit(this.#exchange.key, this.#exchange.question), strings.edit);

    const status = element('span', { class: 'status' }, this.#statusIcon, this.#label);
    const actionBar = element(
      'span',
      { class: 'actions' },
      this.#earlier.toggle,
      this.#details.toggle,
      this.#skip,
      this.#stop,
      this.#edit,
      this.#retry,
    );
    this.#answer = element(
      'div',
      { class: 'answer', part: 'answer' },
      element('span', { class: 'unseen' }, strings.answer),
      this.#text.root,
      this.#problem,
      element('div', { class: 'status-line' }, status, actionBar),
      this.#bar,
      this.#earlier.panel,
      this.#details.panel,
    );
    this.root = element(
      'article',
      { class: 'exchange' },
      element(
        'div',
        { class: 'question', part: 'question' },
        element('span', { class: 'unseen' }, strings.you),
        element('p', { class: 'text', dir: 'auto' }, exchange.question),
      ),
      this.#answer,
    );
    this.update(exchange);
  }

  update(exchange: Exchange): void {
    this.#exchange = exchange;
    const { pending, turn } = exchange;
    const problem = pending?.problem ?? turn?.problem;
    const refused = pending?.state === 'refused';
    const status: Status = refused ? { label: strings.failed, tone: 'bad', icon: 'alert' } : statusOf(exchange, this.now());

    this.#answer.dataset['tone'] = status.tone;
    this.#answer.dataset['phase'] = turn?.phase ?? pending?.state ?? '';
    this.#answer.toggleAttribute('data-provisional', turn === undefined ? !refused : isProvisional(turn));
    this.#answer.toggleAttribute('data-named', status.subject !== undefined);
    setText(this.#subject, status.subject ?? '');
    setText(this.#words, status.label);
    setIcon(this.#statusIcon, status.icon);
    this.#showProgress(status.progress, turn);

    const changes = turn === undefined ? undefined : this.#changesIn(turn);
    this.#text.show(turn === undefined ? [] : piecesOf(turn, changes));
    this.#showProblem(problem, turn);
    // An answer that is only a problem has no text, and needs no empty line for it.
    this.#text.root.hidden = problem !== undefined && (turn?.text ?? '') === '';

    this.#showEarlier(turn, changes);
    this.#showDetails(turn);
    const phase = turn?.phase;
    this.#skip.hidden = !(phase === 'drafting' || phase === 'drafted' || phase === 'queued' || phase === 'thinking');
    this.#stop.hidden = !(phase === 'accepted' || phase === 'drafting' || phase === 'revising');
    // What may pass is asked again as it is; what will not has to be written anew.
    const passing = problem !== undefined && isPassing(problem);
    this.#retry.hidden = !passing;
    this.#edit.hidden = problem === undefined || (passing && !refused);
  }

  #showProblem(problem: Problem | undefined, turn: Turn | undefined): void {
    const unverified = turn?.phase === 'completed' && turn.ruling === 'unverified';
    this.#problem.hidden = problem === undefined && !unverified;
    setText(this.#problemTitle, problem === undefined ? '' : problem.title || strings.unknownProblem);
    setText(this.#problemDetail, problem?.detail ?? (unverified ? (turn.reason ?? strings.unverifiedWhy) : ''));
  }

  #showProgress(progress: number | undefined, turn: Turn | undefined): void {
    this.#bar.toggleAttribute('data-active', progress !== undefined);
    if (progress === undefined) {
      for (const name of ['role', 'aria-label', 'aria-valuemin', 'aria-valuemax', 'aria-valuenow']) this.#bar.removeAttribute(name);
      return;
    }
    this.#bar.setAttribute('role', 'progressbar');
    this.#bar.setAttribute('aria-label', strings.progress);
    this.#bar.setAttribute('aria-valuemin', '0');
    this.#bar.setAttribute('aria-valuemax', String(turn?.progress?.of ?? 1));
    this.#bar.setAttribute('aria-valuenow', String(turn?.progress?.step ?? 0));
    this.#bar.style.setProperty('--done', String(progress));
  }

  #showEarlier(turn: Turn | undefined, changes: Changes | undefined): void {
    const available = turn !== undefined && changes !== undefined && changes.count > 0;
    this.#earlier.available = available;
    if (!available) return;
    const whole = turn.ruling === 'retracted';
    this.#earlier.label = whole ? strings.firstDraft : strings.changes(changes.count);
    this.#earlierText.show(whole ? [{ kind: 'settled', text: turn.draftText }] : changedPieces(changes.before, 'removed'));
  }

  #showDetails(turn: Turn | undefined): void {
    this.#details.available = turn?.usage !== undefined;
    // What was not ruled on is not kept, so there is nothing to forget.
    this.#verdict.root.hidden = turn?.ruling === undefined || turn.ruling === 'unverified';
    if (turn?.usage === undefined || this.#facts.childElementCount > 0) return;
    for (const [name, value] of usageFacts(turn.usage, turn.cache, turn.draft?.confidence)) {
      this.#facts.append(element('dt', {}, name), element('dd', {}, value));
    }
  }

  /** The words that changed, once the text is final. */
  #changesIn(turn: Turn): Changes | undefined {
    const corrected = turn.ruling === 'amended' || turn.ruling === 'retracted';
    const final = turn.phase === 'ruled' || turn.phase === 'completed';
    if (!corrected || !final || turn.draftText === turn.text || turn.draft?.source === 'acknowledgement') return undefined;
    if (this.#changes?.turn.text !== turn.text) this.#changes = { turn, value: changesBetween(turn.draftText, turn.text) };
    return this.#changes?.value;
  }

  #stopTurn(target: StopTarget): void {
    const turnId = this.#exchange.turn?.turnId;
    if (turnId !== undefined) this.actions.stop(turnId, target);
  }
}

function piecesOf(turn: Turn, changes: Changes | undefined): readonly Piece[] {
  if (turn.phase === 'stopped' && turn.text === '') return [{ kind: 'provisional', text: strings.stoppedEmpty }];
  // A replaced answer is new as a whole; marking every word of it would help nobody.
  if (changes !== undefined && turn.ruling === 'amended') return changedPieces(changes.after, 'changed');
  return settledPieces(turn.text, turn.settled);
}
