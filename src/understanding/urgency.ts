import type { Urgency } from '../kernel/understood.ts';
import learned from './data/danger.json' with { type: 'json' };
import { grams } from './features.ts';
import { SCALE, scores, type Weights } from './learning.ts';
import { CRITICAL, FIGURATIVE, NOT_CRITICAL } from './lexicon/dangers.ts';
import { CLIMBED, DOOR, DOOR_STUCK, GIVES_WAY, HIGH, NOT_DOOR } from './lexicon/urgency.ts';

const blank = (m: string) => '＿'.repeat(m.length);

const weights: Weights = new Map(
  Object.entries(learned).map(([run, w]) => [run, Float64Array.of(w / SCALE)]),
);
/** From here on what was learned speaks of danger although no sign of the lists does. */
const LIKELY = 0.9;

/** The text without what is denied, feared or only said so. */
export function earnest(text: string): string {
  return text.replace(FIGURATIVE, blank).replace(NOT_CRITICAL, blank);
}

/** How likely a report tells a danger to people, by the dangers learned. */
function likelihood(text: string): number {
  return 1 / (1 + Math.exp(-(scores(weights, grams(earnest(text)), 1)[0] ?? 0)));
}

/** Somebody was hurt, and nothing of the premises is told to have done it. */
export function onlyHurt(text: string): boolean {
  const told = earnest(text);
  return !CRITICAL.slice(0, -1).some((sign) => sign.test(told));
}

/** Whether a danger to people is told, not denied, feared or over. */
export function danger(text: string): boolean {
  const told = earnest(text);
  return CRITICAL.some((sign) => sign.test(told));
}

/** First sign that matches decides, RULES.md 2 urgency. */
export function urgencyOf(
  text: string,
  object: string,
  fault: string,
  place: string,
  soon: boolean,
): Urgency {
  if (danger(text) || likelihood(text) > LIKELY) return 'critical';
  if (soon) return 'high';
  const told = text.replace(/[没未]有?(?:砸|伤|碰|划)到?[^，。]{0,2}[人着]/g, '');
  const area = `${object} ${fault}`;
  const whole =
    object === '' || /网|路由|电源|电闸|空开|电箱/.test(object) || /跳闸|又跳|推不上/.test(text);
  if (HIGH.some((sign, i) => (i !== 1 || whole) && sign.test(told))) return 'high';
  if (
    DOOR.test(object) &&
    !NOT_DOOR.test(object) &&
    !/隔间|柜/.test(place) &&
    DOOR_STUCK.test(/[了坏应电动]$/.test(fault) || fault === '' ? text : fault)
  )
    return 'high';
  if (
    CLIMBED.test(object) &&
    !/床垫|床单/.test(object) &&
    GIVES_WAY.test(`${fault} ${/开/.test(fault) ? text : ''}`)
  )
    return 'high';
  // 上铺的梯子: a ladder of a bed.
  if (/铺|床/.test(place) && /梯|栏/.test(object) && GIVES_WAY.test(fault)) return 'high';
  return CLIMBED.test(area) && /护栏.{0,3}(?:松|断)|床板.{0,3}断/.test(area) ? 'high' : 'normal';
}
