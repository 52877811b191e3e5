/** What the route of a message and the route of a tap share. */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Context, Feature, TapAnswer } from './kernel/feature.ts';
import type { JsonObject } from './kernel/json.ts';
import type { Person } from './kernel/people.ts';
import type { CardContent } from './kernel/say.ts';
import type { ReadAgain, Understand } from './kernel/understood.ts';
import type { Cause } from './restored/index.ts';
import type { Tables } from './tables.ts';

/** What the pipeline needs of the rest; app.ts puts it together. */
export interface PipelineParts {
  readonly features: readonly Feature<Tables>[];
  readonly understand: Understand;
  /** A second reader for messages the rules are unsure of, where one is configured. */
  readonly readAgain?: ReadAgain;
  /** No limit on the messages of one person: for measuring what the rest can do. */
  readonly unlimited?: boolean;
  /** Characters of a message that understanding reads. */
  readonly readsUpTo: number;
  readonly log: Logger;
  readonly transaction: <R>(work: (tx: Kysely<Tables>) => Promise<R>) => Promise<R>;
  readonly context: (tx: Kysely<Tables>, cause?: Cause) => Promise<Context<Tables>>;
  readonly person: (context: Context<Tables>, openId: string) => Promise<Person>;
  /** Somebody of another tenant, who is none of the school's people. */
  readonly guest: (context: Context<Tables>, openId: string) => Promise<Person>;
  readonly outbox: {
    cardByMessage(tx: Kysely<Tables>, messageId: string): Promise<TappedCard | null>;
    holdForTap(tx: Kysely<Tables>, key: string, now: Temporal.Instant): Promise<void>;
    release(key: string): void;
    refresh(messageId: string): void;
    wake(): void;
  };
  /** Asks for a voice message or a file to be heard after the commit; then `hear` is called. */
  readonly wantVoice: (
    context: Context<Tables>,
    messageId: string,
    fileKey: string,
  ) => Promise<void>;
  readonly render: (content: CardContent) => JsonObject;
  readonly onTap?: (
    milliseconds: number,
    outcome: TapAnswer['toast']['type'] | 'late' | 'failed',
  ) => void;
}

export interface TappedCard {
  readonly key: string;
  readonly to: { readonly kind: 'person' | 'chat' };
  readonly content: CardContent;
  /** The message that shows the card now; another one than the tapped after a renewal. */
  readonly messageId: string | null;
}

export interface TapResponse {
  readonly body: JsonObject;
  /** To be called once the answer is on the wire. */
  flushed(): void;
}

export const GUEST = '抱歉，我只为本校教职工服务。如有需要，请联系总务处。';

/** Contract §4: of another tenant than the event's, or than the school's where its file names one. */
export function isGuest(context: Context<Tables>, event: string, person: string): boolean {
  const { tenantKey } = context.school;
  return person !== event || (tenantKey !== null && event !== tenantKey);
}

/** `repairs.accept`: the feature and its own name for it. */
export function split(name: string): [feature: string, rest: string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}
