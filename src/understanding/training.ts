import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { decide } from './decide.ts';
import { features } from './features.ts';
import { CLASSES, learn, SCALE, scores, type Example } from './learning.ts';
import { normalise } from './normalise.ts';

/** The repository's labelled messages, as examples for the learned intent. */
export interface Labelled extends Example {
  text: string;
  /** What the rules alone say. */
  ruled: number;
  file: string;
}

const line = z.object({ text: z.string(), intent: z.string() });
const data = (name: string) => new URL(`./data/${name}`, import.meta.url);
const classes: readonly string[] = CLASSES;

function* messages(): Generator<{ file: string; text: string; intent: string }> {
  let intent = '';
  for (const row of readFileSync(data('phrases.txt'), 'utf8').trim().split('\n'))
    if (row.startsWith('# ')) intent = row.slice(2);
    else yield { file: 'phrases.txt', text: row, intent };
  for (const file of readdirSync(data('')).toSorted())
    if (/^(?:intents|worked|heldout2?|train.*)\.jsonl$/.test(file))
      for (const row of readFileSync(data(file), 'utf8').trim().split('\n'))
        yield { file, ...line.parse(JSON.parse(row)) };
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
export function crossValidated(all: readonly Labelled[], folds = 5): Float64Array[] {
  const out: Float64Array[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const weights = learn(
      all.filter((_, i) => i % folds !== fold),
      classes.length,
    );
    for (const [i, e] of all.entries())
      if (i % folds === fold) out[i] = scores(weights, e.features, classes.length);
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
