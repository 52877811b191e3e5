import type { JsonObject } from './json.ts';

/** What the bot asked somebody and has no answer to yet. A row, so that it outlives a restart. */
export interface Question {
  /** `repairs.place`: the feature that gets the answer, and its name for the question. */
  readonly name: string;
  /** What it is about, such as a draft's id. One question per name and key. */
  readonly key: string;
  readonly data: JsonObject;
  /** Asked minutes ago, so that a bare 是 or 不是 can only mean this. */
  readonly fresh: boolean;
}

export interface Asking {
  readonly name: string;
  readonly key: string;
  readonly personId: string;
  /** The group in which the talk began; it is answered there or in the direct chat. Null: the latter only. */
  readonly groupId: string | null;
  readonly data?: JsonObject;
  /** How long an answer in words still counts. */
  readonly until: Temporal.Instant;
}

export interface Questions {
  /** Asking the same again moves it to now. */
  ask(question: Asking): Promise<void>;
  close(name: string, key: string): Promise<void>;
  /** The open question of this name and key. */
  find(name: string, key: string): Promise<Question | null>;
  /** Everything somebody still owes an answer to in this place, newest first. */
  openTo(personId: string, groupId: string | null): Promise<Question[]>;
}

/** A reading less sure than this is shown and asked about before anything is opened on its strength. */
export const ASK_BELOW = 0.5;

/** A short answer by its meaning; `words` is everything else. */
export type Reply =
  | { readonly kind: 'yes' | 'no' | 'drop' }
  | { readonly kind: 'pick'; readonly which: number }
  /** A ticket's number and nothing else. */
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'words' };
