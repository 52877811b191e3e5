import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { decide } from './decide.ts';
import { features, grams } from './features.ts';
import { CLASSES, learn, SCALE, scores, type Example } from './learning.ts';
import { normalise } from './normalise.ts';
import { danger, earnest } from './urgency.ts';

/** The repository's labelled messages, as examples for the learned intent. */
export interface Labelled extends Example {
  text: string;
  /** What the rules alone say. */
  ruled: number;
  file: string;
}

const line = z.object({
  text: z.string(),
  intent: z.string(),
  slots: z.object({ urgency: z.string().optional() }).optional(),
});
const data = (name: string) => new URL(`./data/${name}`, import.meta.url);
const classes: readonly string[] = CLASSES;

/** Lines under the heading they stand under. */
function* headed(file: string): Generator<{ file: string; text: string; heading: string }> {
  let heading = '';
  for (const text of readFileSync(data(file), 'utf8').trim().split('\n'))
    if (text.startsWith('# ')) heading = text.slice(2);
    else yield { file, text, heading };
}

function* messages(): Generator<{
  file: string;
  text: string;
  intent: string;
  urgency?: string | undefined;
}> {
  for (const { file, text, heading } of headed('phrases.txt'))
    yield { file, text, intent: heading };
  for (const { file, text, heading } of headed('dangers.txt'))
    if (heading === 'critical') yield { file, text, intent: 'repair.report' };
  for (const file of readdirSync(data('')).toSorted())
    if (/^(?:intents|worked|heldout2?|train.*)\.jsonl$/.test(file))
      for (const row of readFileSync(data(file), 'utf8').trim().split('\n')) {
        const { text, intent, slots } = line.parse(JSON.parse(row));
        yield { file, text, intent, urgency: slots?.urgency };
      }
}

/** A report and whether it tells a danger to people. */
export interface Danger extends Example {
  text: string;
  file: string;
}

/**
 * The reports whose urgency is known: labelled, or listed as dangerous and calm. What the phrases report
 * is calm where no list sees a danger.
 */
export function dangers(): Danger[] {
  const told = [...messages()].flatMap(({ file, text, intent, urgency }) =>
    intent !== 'repair.report' || file === 'dangers.txt'
      ? []
      : urgency !== undefined
        ? [{ file, text, label: urgency === 'critical' ? 1 : 0 }]
        : danger(normalise(text))
          ? []
          : [{ file, text, label: 0 }],
  );
  const listed = [...headed('dangers.txt')].map(({ file, text, heading }) => ({
    file,
    text,
    label: heading === 'critical' ? 1 : 0,
  }));
  return [...told, ...listed].map((e) => ({
    ...e,
    weight: 1,
    features: grams(earnest(normalise(e.text))),
  }));
}

/** Every training message with one intent; several requests are the splitter's affair. */
export function examples(): Labelled[] {
  return [...messages()].flatMap(({ file, text, intent }) => {
    const label = classes.indexOf(intent);
    if (label < 0) return [];
    const plain = normalise(text);
    return [
      {
        file,
        text,
        label,
        weight: 1,
        features: features(plain, []),
        ruled: classes.indexOf(decide(plain, [])),
      },
    ];
  });
}

/** Scores of every example by weights learned without its fold. */
export function crossValidated(
  all: readonly Example[],
  count = classes.length,
  folds = 5,
): Float64Array[] {
  const out: Float64Array[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const weights = learn(
      all.filter((_, i) => i % folds !== fold),
      count,
    );
    for (const [i, e] of all.entries())
      if (i % folds === fold) out[i] = scores(weights, e.features, count);
  }
  return out;
}

/** How much the rules' own answer counts beside the learned weights; the best by cross-validation. */
export const RULES = 1;

/** The weights as a file: whole numbers, sorted, so that the same messages give the same bytes. */
export function weightsFile(all: readonly Example[], rules: number): string {
  const rows = [...learn(all, classes.length)].flatMap(([name, row]) => {
    const pairs = [...row].flatMap((w, k) =>
      Math.abs(w) * SCALE >= 2 ? [`${String(k)}:${String(Math.round(w * SCALE))}`] : [],
    );
    return pairs.length > 0 ? [[name, pairs.join(' ')] as const] : [];
  });
  rows.sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ rules, features: Object.fromEntries(rows) }, null, 2)}\n`;
}

/** The weight of every run of characters for danger, as whole numbers, sorted; slight ones are left out. */
export function dangerFile(all: readonly Example[]): string {
  const rows = [...learn(all, 2)].flatMap(([run, [calm = 0, critical = 0]]) => {
    const weight = Math.round((critical - calm) * SCALE);
    return Math.abs(weight) >= 4 ? [[run, weight] as const] : [];
  });
  rows.sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`;
}
