/**
 * The contract between the pipeline and a feature, and the words the code uses.
 *
 * | word | 中文 | meaning |
 * | --- | --- | --- |
 * | ticket | 报修单 | one reported fault, from report to acceptance |
 * | reporter | 报修人 | who signs the acceptance |
 * | dispatch | 派单 | proposing a repairer by trade and load |
 * | suspension | 挂起 | work waits for something; the clock stops |
 * | acceptance | 验收 | the reporter's signature that it is mended |
 * | rework | 返修 | the reporter says it is not |
 * | card | 卡片 | a message with state and buttons, updated in place |
 * | tap | 点按 | somebody pressed a button of a card |
 * | lane | 通道 | the messages to one chat or person, in order and paced |
 * | timer | 定时 | something a feature does at an instant, as a row |
 * | shift, roster | 班次、值班表 | who is on duty |
 */
import type { Kysely } from 'kysely';
import type { InboundMessage, InboundNotice, InboundTap } from './inbound.ts';
import type { JsonObject } from './json.ts';
import type { NewId } from './ids.ts';
import type { Person } from './people.ts';
import type { Question, Questions, Reply } from './questions.ts';
import type { Say } from './say.ts';
import type { School } from './school.ts';
import type { SchoolCalendar } from './calendar.ts';
import type { SingleUnderstood } from './understood.ts';

/** Everything a handler may touch. It lives for one transaction; there is no network in it. */
export interface Context<Tables> {
  readonly tx: Kysely<Tables>;
  readonly now: Temporal.Instant;
  readonly newId: NewId;
  readonly school: School;
  readonly calendar: SchoolCalendar;
  readonly say: Say;
  readonly timers: Timers;
  readonly questions: Questions;
  readonly blobs: Blobs;
  /** The number of a new ticket: `BX2611-0001` for prefix `BX`; unique per school, never reused. */
  number(prefix: string): Promise<string>;
}

/** Durable appointments: one row per (feature's timer, key); setting it again moves it. */
export interface Timers {
  set(name: string, key: string, at: Temporal.Instant, data?: JsonObject): Promise<void>;
  clear(name: string | readonly string[], key: string): Promise<void>;
}

/** Pictures by content address. A picture of a message is fetched after the commit; its reference is known before. */
export interface Blobs {
  /** Asks for a message's picture to be fetched, scaled and stored; answers the attachment's id at once. */
  fetchImage(messageId: string, imageKey: string): Promise<string>;
}

/** A message with its sender resolved. */
export interface Incoming {
  readonly message: InboundMessage;
  readonly sender: Person;
  /** Something of another kind was asked for beside: the one reply must name what each came to. */
  readonly mixed?: boolean;
}

/** What a tap is answered with; the card itself is whatever the place shows after the handler. */
export interface TapAnswer {
  readonly toast: {
    readonly type: 'success' | 'info' | 'warning' | 'error';
    readonly content: string;
  };
}

export interface TapInput {
  readonly tap: InboundTap;
  readonly operator: Person;
  /** The key under which the tapped card was shown, or null when it is unknown here. */
  readonly cardKey: string | null;
  /** Where that card stands. */
  readonly place: 'direct' | 'group';
}

export interface TimerInput {
  readonly key: string;
  readonly dueAt: Temporal.Instant;
  readonly data: JsonObject;
}

/** One table of a file, cell by cell as text. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

/** What a voice message or a file came to. */
export type Heard = { readonly words: string } | { readonly sheets: readonly Sheet[] };

/** The whole of what a feature gives the product. Every part is optional but the name. */
export interface Feature<Tables> {
  /** Prefix of its taps and timers: `repairs` owns `repairs.accept`. */
  readonly name: string;
  /** Exact words, or patterns over the whole text, that mean this feature; tried before understanding. */
  readonly phrases?: readonly Phrase<Tables>[];
  /**
   * Looks at a message before its intent is acted on, because this person owes the feature an
   * answer (a place, a photo, an id). True: handled, nobody else sees it.
   */
  readonly claims?: (
    context: Context<Tables>,
    incoming: Incoming,
    parts: readonly SingleUnderstood[],
  ) => Promise<boolean>;
  /**
   * By the question's name without the prefix: what somebody wrote after the feature had asked.
   * True: it was the answer; false: it was something else, and nothing happened.
   */
  readonly answers?: Readonly<Record<string, AnswerHandler<Tables>>>;
  /** Looks at the tables of a file that somebody sent. True: they were its own. */
  readonly sheets?: (
    context: Context<Tables>,
    incoming: Incoming,
    sheets: readonly Sheet[],
  ) => Promise<boolean>;
  /** Intents it acts on. `text` is the whole message, a part of `multi` has its own slots. */
  readonly intents?: Partial<Record<SingleUnderstood['intent'], IntentHandler<Tables>>>;
  /** By the action's name without the prefix. */
  readonly taps?: Readonly<
    Record<string, (context: Context<Tables>, input: TapInput) => Promise<TapAnswer>>
  >;
  readonly timers?: Readonly<
    Record<string, (context: Context<Tables>, input: TimerInput) => Promise<void>>
  >;
  /** A picture that was asked for by `blobs.fetchImage` can be shown now; every feature is asked. */
  readonly picture?: (context: Context<Tables>, attachmentId: string) => Promise<void>;
  readonly notice?: (
    context: Context<Tables>,
    notice: InboundNotice,
    person: Person | null,
  ) => Promise<void>;
  /** Runs once at start in one transaction: seeds, timers that must exist. Idempotent. */
  readonly start?: (context: Context<Tables>) => Promise<void>;
  /** Lines for the help card: what people can type, by whom. */
  readonly help?: readonly { readonly say: string; readonly does: string }[];
}

export interface Phrase<Tables> {
  readonly pattern: RegExp;
  readonly handle: (
    context: Context<Tables>,
    incoming: Incoming,
    match: RegExpExecArray,
  ) => Promise<void>;
}

export interface Answered {
  readonly question: Question;
  readonly reply: Reply;
  readonly parts: readonly SingleUnderstood[];
}

export type AnswerHandler<Tables> = (
  context: Context<Tables>,
  incoming: Incoming,
  answered: Answered,
) => Promise<boolean>;

/** `parts` is everything understood in the message, so that several reports can become one answer. */
export type IntentHandler<Tables> = (
  context: Context<Tables>,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
) => Promise<void>;
