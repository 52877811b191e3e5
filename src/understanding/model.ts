import learned from './data/weights.json' with { type: 'json' };
import { decide, findTicket } from './decide.ts';
import { features } from './features.ts';
import { BUY, CONSUMABLES, TAKE } from './lexicon/goods.ts';
import { CALM } from './lexicon/dangers.ts';
import { CLASSES, SCALE, scores, softmax, type Single, type Weights } from './learning.ts';
import { danger, onlyHurt } from './urgency.ts';

const weights: Weights = new Map(
  Object.entries(learned.features).map(([name, pairs]) => {
    const row = new Float64Array(CLASSES.length);
    for (const pair of pairs.split(' ')) {
      const [k = 0, w = 0] = pair.split(':').map(Number);
      row[k] = w / SCALE;
    }
    return [name, row];
  }),
);

/** So sure is what was learned that a word of danger is only talk: 气得头顶冒烟. */
const SURE = 0.85;

const CERTAIN = ['fault', 'thing', 'numbered'];

/** Bought or taken from stock: the words decide, and where there are none, what is wanted. */
function goodsBy(text: string, intent: Single): Single {
  if (intent !== 'purchase.request' && intent !== 'supply.issue') return intent;
  const buy = BUY.test(text);
  const take = TAKE.test(text);
  if (buy !== take) return buy ? 'purchase.request' : 'supply.issue';
  if (buy) return intent;
  return CONSUMABLES.test(text.replace(/[碎裁]纸机|笔记本电脑/g, ''))
    ? 'supply.issue'
    : 'purchase.request';
}

export interface Judged {
  intent: Single;
  /** What the rules alone say. */
  ruled: Single;
  confidence: number;
}

/**
 * The intent of a stretch of normalised text: what was learned from the labelled messages, with the
 * rules' own answer as one more voice. A ticket's number is never outvoted.
 */
export function judge(text: string, buildings: readonly string[]): Judged {
  const ruled = decide(text, buildings);
  if (!/[a-z0-9一-龥]/.test(text) || findTicket(text))
    return { intent: ruled, ruled, confidence: 1 };
  const noticed = features(text, buildings);
  const sums = scores(weights, noticed, CLASSES.length);
  const at = CLASSES.indexOf(ruled);
  // A named place with a thing and its fault: the rules are seldom wrong about that.
  const certain = ruled === 'repair.report' && CERTAIN.every((sign) => noticed.has(`*${sign}`));
  sums[at] = (sums[at] ?? 0) + learned.rules * (certain ? 3 : 1);
  const chance = softmax(sums);
  const best = chance.indexOf(Math.max(...chance));
  // 停水两天了还没人管: nobody was told of it before.
  if (
    CLASSES[best] === 'repair.urge' &&
    ruled === 'repair.report' &&
    noticed.has('*fault') &&
    !noticed.has('*reported') &&
    !/还[没不]来/.test(text)
  )
    return { intent: ruled, ruled, confidence: 1 - (chance[best] ?? 0) };
  // Danger is not left unheard for want of examples.
  if (
    CLASSES[best] === 'chitchat' &&
    (chance[best] ?? 0) < SURE &&
    danger(text) &&
    !CALM.test(text) &&
    !(onlyHurt(text) && !noticed.has('*thing'))
  )
    return { intent: 'repair.report', ruled, confidence: 1 - (chance[best] ?? 0) };
  const intent = CLASSES[best] ?? ruled;
  return { intent: goodsBy(text, intent), ruled, confidence: chance[best] ?? 0 };
}
