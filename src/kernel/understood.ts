import type { Trade } from './people.ts';

/** Intents and slots by the annotation rules the product follows (docs/understanding.md). */
export const INTENTS = [
  'repair.report',
  'repair.query',
  'repair.urge',
  'repair.cancel',
  'purchase.request',
  'supply.issue',
  'purchase.query',
  'approval.pending',
  'duty.query',
  'duty.swap',
  'schedule.query',
  'help',
  'chitchat',
  'multi',
] as const;
export type Intent = (typeof INTENTS)[number];

export type Urgency = 'critical' | 'high' | 'normal';

/** A substring of the text, or its pieces in text order. */
export type Span = string | string[] | null;

export interface ReportSlots {
  location: Span;
  location_norm: { building?: string; floor?: number; room?: string };
  object: Span;
  fault: Span;
  category: Trade | null;
  urgency: Urgency;
  /** School-local `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`. */
  when: string | null;
  contact: string | null;
}

export interface GoodsSlots {
  items: { name: string; qty: number | null; unit: string | null; spec?: string | null }[];
  /** CNY, not fen: as people write it. */
  amount: number | null;
  reason: Span;
  needed_by: string | null;
}

/**
 * How sure the reading of the intent is, 0..1; absent where the reader does not measure it. Below a half
 * a dialogue does better to ask than to act.
 */
export interface Confident {
  confidence?: number;
}

/** One message understood. `slots` of a report and of goods are complete; the others may leave keys out. */
export type Understood = Confident & Read;
type Read =
  | { intent: 'repair.report'; slots: ReportSlots }
  | {
      intent: 'repair.query' | 'repair.urge' | 'repair.cancel' | 'purchase.query';
      slots: { ticket: string | null };
    }
  | { intent: 'purchase.request' | 'supply.issue'; slots: GoodsSlots }
  | {
      intent: 'duty.query';
      slots: { date: string | null; from: string | null; to: string | null; who: string | null };
    }
  | {
      intent: 'duty.swap';
      slots: { from_date: string | null; to_date: string | null; with: string | null };
    }
  | {
      intent: 'schedule.query';
      slots: { month: string | null; from: string | null; to: string | null };
    }
  | { intent: 'approval.pending' | 'help' | 'chitchat'; slots: Record<string, never> }
  | { intent: 'multi'; slots: { parts: SingleUnderstood[] } };

export type SingleUnderstood = Confident & Exclude<Read, { intent: 'multi' }>;

/** What understanding may lean on besides the text. */
export interface UnderstandingContext {
  now: Temporal.Instant;
  timezone: string;
  /** The school's own names, from its file. */
  buildings?: readonly string[];
  /** Rooms and spots as this school calls them: 小白楼后院, 梦想剧场. */
  places?: readonly string[];
}
export type Understand = (text: string, context: UnderstandingContext) => Understood;

/** Another reading of a message that the rules are unsure of, or null where theirs stands. Never rejects. */
export type ReadAgain = (
  text: string,
  rules: Understood,
  context: UnderstandingContext,
) => Promise<Understood | null>;
