import type { Intent } from '../kernel/understood.ts';
import { judge } from './model.ts';
import { BUY, TAKE } from './lexicon/goods.ts';
import { SYMPTOM } from './lexicon/symptoms.ts';
import { findPlaces } from './places.ts';
import { findThings } from './things.ts';

/** A stretch of the text with its one intent. */
export interface Part {
  start: number;
  end: number;
  intent: Exclude<Intent, 'multi'>;
  confidence: number;
}

const REQUESTS = new Set<Intent>([
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
]);
const CONSEQUENCE =
  /钥匙(?:也)?(?:拧|插|转)|积水|发霉|车都?堵|断里面|排长队|没法|上不了|泡|全是水|都是水|影响|学生|怕|担心|差点|危险|麻烦|谢谢|睡不着|备用/;

/** A clause says less than a message: a request in it must be sure, or seen by the rules as well. */
function clauseIntent(clause: string, buildings: readonly string[]): Pick<Part, 'intent' | 'confidence'> {
  const { intent, ruled, confidence } = judge(clause, buildings);
  return REQUESTS.has(intent) && intent !== ruled && confidence < 0.8
    ? { intent: 'chitchat', confidence }
    : { intent, confidence };
}

/** Requests of a message in text order; one part when it holds one. */
export function split(text: string, buildings: readonly string[]): Part[] {
  const { intent: whole, confidence } = judge(text, buildings);
  const one: Part[] = [{ start: 0, end: text.length, intent: whole, confidence }];
  const clauses: Part[] = [];
  for (const hit of text.matchAll(
    /(?:(?!另外|顺便|顺带|同时|还有[，,])[^，,。；;！!？?\n])+|另外|顺便|顺带|同时|还有/g,
  )) {
    if (/^(?:另外|顺便|顺带|同时|还有)$/.test(hit[0])) continue;
    clauses.push({
      start: hit.index,
      end: hit.index + hit[0].length,
      ...clauseIntent(hit[0], buildings),
    });
    if (clauses.length > 24) break;
  }
  const joined = (at: number) =>
    /(?:另外|顺便|顺带|同时|还有)[，,\s]*$/.test(text.slice(Math.max(0, at - 6), at));
  // 顺带看下门口的监控，黑屏了: the thing and its symptom stand in two clauses.
  for (const [i, c] of clauses.entries()) {
    const next = clauses[i + 1];
    if (!next || REQUESTS.has(c.intent) || !joined(c.start)) continue;
    const body = text.slice(c.start, c.end);
    if (findThings(body, findPlaces(body, buildings)).length === 0) continue;
    const both = judge(text.slice(c.start, next.end), buildings);
    if (both.intent !== 'repair.report') continue;
    c.intent = both.intent;
    c.end = next.end;
    next.intent = 'chitchat';
  }
  const parts: Part[] = [];
  let object = '';
  for (const c of clauses) {
    const body = text.slice(c.start, c.end);
    const last = parts.at(-1);
    if (!REQUESTS.has(c.intent)) {
      if (last) last.end = c.end;
      continue;
    }
    if (c.intent === 'repair.report') {
      const places = findPlaces(body, buildings);
      const things = findThings(body, places);
      const thing =
        things.find((t) => SYMPTOM.test(body.slice(t.end))) ??
        (joined(c.start) ? things[0] : undefined) ??
        (/报修|修一下|加装|安装/.test(body) ? things[0] : undefined);
      const name = thing ? body.slice(thing.start, thing.end) : '';
      if (
        last &&
        (!thing ||
          CONSEQUENCE.test(body) ||
          (last.intent === 'repair.report' &&
            ((object === '' && !/也/.test(body)) ||
              (object !== '' && (object.includes(name) || name.includes(object)))) &&
            !(joined(c.start) && places.length > 0)) ||
          (/^(?:repair\.(?:query|urge|cancel)|duty\.swap)$/.test(last.intent) && !joined(c.start)))
      ) {
        if (object === '') object = name;
        last.end = c.end;
        continue;
      }
      object = name;
    } else if (
      last &&
      last.intent !== c.intent &&
      family(last.intent) === family(c.intent) &&
      !(TAKE.test(body) && BUY.test(text.slice(last.start, last.end))) &&
      !(BUY.test(body) && TAKE.test(text.slice(last.start, last.end)))
    ) {
      last.end = c.end;
      continue;
    } else if (
      last &&
      last.intent === c.intent &&
      !/^repair\.query$|^duty\.query$/.test(c.intent)
    ) {
      last.end = c.end;
      continue;
    } else if (
      last &&
      /supply|purchase\.request/.test(c.intent) &&
      last.intent === 'repair.report' &&
      !/领|买|购|拿|发|订|要/.test(body)
    ) {
      last.end = c.end;
      continue;
    }
    parts.push({ ...c, start: parts.length === 0 ? 0 : c.start });
  }
  if (parts.length < 2)
    return REQUESTS.has(whole) || parts.length === 0
      ? one
      : [
          {
            start: 0,
            end: text.length,
            intent:
              whole === 'help' || parts[0]?.intent === undefined
                ? whole
                : whole === 'chitchat'
                  ? 'chitchat'
                  : parts[0].intent,
            confidence,
          },
        ];
  if (
    /repair\.(?:query|urge|cancel)|purchase\.query|approval/.test(whole) &&
    !parts.some((p) => joined(p.start)) &&
    parts.every((p) => family(p.intent) === family(whole) || p.intent === 'repair.report')
  )
    return one;
  return parts;
}

function family(intent: Intent): string {
  return /^purchase|^supply/.test(intent)
    ? 'goods'
    : /^repair\.(?:query|urge|cancel)/.test(intent)
      ? 'ticket'
      : intent.startsWith('duty')
        ? 'duty'
        : intent;
}
