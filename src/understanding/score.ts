import { INTENTS, type Intent } from '../kernel/understood.ts';

/** A labelled or predicted line; slots are read loosely, because predictions are untrusted. */
export interface Line {
  id: string;
  text?: string | undefined;
  intent: string;
  slots: Record<string, unknown>;
}

type Slots = Record<string, unknown>;
const record = (v: unknown): Slots =>
  typeof v === 'object' && v !== null && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v))
    : {};
const list = (v: unknown): unknown[] => (Array.isArray(v) ? v : []);
const nil = (v: unknown) =>
  v === null || v === undefined || v === '' || (Array.isArray(v) && v.length === 0);
const written = (v: unknown): string =>
  typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean'
    ? String(v)
    : Array.isArray(v)
      ? v
          .filter((x) => !nil(x))
          .map((x) => written(x))
          .join('')
      : '';
const norm = (v: unknown) =>
  written(v)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '');
const DIGIT: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  幺: 1,
};
const placed = (v: unknown) =>
  norm(v)
    .replace(
      /([一二三四五六七八九])?十([一二三四五六七八九])?/g,
      (_, a: string | undefined, b: string | undefined) =>
        String((a ? (DIGIT[a] ?? 0) : 1) * 10 + (b ? (DIGIT[b] ?? 0) : 0)),
    )
    .replace(/[零〇一二两三四五六七八九幺]/g, (c) => String(DIGIT[c]));
const f1 = (p: number, r: number) => (p + r === 0 ? 0 : (2 * p * r) / (p + r));
const num = (v: unknown) => (nil(v) || Number.isNaN(Number(v)) ? null : Number(v));
const dated = (v: unknown) =>
  written(v)
    .normalize('NFKC')
    .trim()
    .replace(/([T ]\d\d:\d\d).*$/, '$1')
    .replace(' ', 'T');
const ticketed = (v: unknown) =>
  written(v)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s#]|单号|工单/g, '');

/** Overlap of characters as a bag, F1. */
export function overlap(gold: unknown, predicted: unknown): number {
  const g = norm(gold);
  const p = norm(predicted);
  if (!g && !p) return 1;
  if (!g || !p) return 0;
  const counts = new Map<string, number>();
  for (const c of g) counts.set(c, (counts.get(c) ?? 0) + 1);
  let hit = 0;
  for (const c of p) {
    const n = counts.get(c) ?? 0;
    if (n > 0) hit += 1;
    counts.set(c, n - 1);
  }
  return f1(hit / Array.from(p).length, hit / Array.from(g).length);
}

class Mean {
  sum = 0;
  n = 0;
  add(x: number) {
    this.sum += x;
    this.n += 1;
  }
  get value() {
    return this.n ? this.sum / this.n : null;
  }
}
class Found {
  tp = 0;
  fp = 0;
  fn = 0;
  add(g: string, p: string) {
    if (g && p && g === p) this.tp += 1;
    else {
      if (p) this.fp += 1;
      if (g) this.fn += 1;
    }
  }
  get value() {
    const d = 2 * this.tp + this.fp + this.fn;
    return d ? (2 * this.tp) / d : null;
  }
}

const REPAIR = {
  location: 0.18,
  location_norm: 0.17,
  object: 0.15,
  fault: 0.1,
  category: 0.15,
  urgency: 0.15,
  when: 0.07,
  contact: 0.03,
};
const weighted = (xs: [number | null, number][]) => {
  const known = xs.filter((x): x is [number, number] => x[0] !== null);
  const weight = known.reduce((a, [, w]) => a + w, 0);
  return weight ? known.reduce((a, [x, w]) => a + x * w, 0) / weight : 1;
};
const average = (xs: (number | null)[]) => weighted(xs.map((x) => [x, 1]));

/** Score by RULES.md 5, with the confusions; agrees with the shared scorer. */
export function score(gold: readonly Line[], predictions: readonly Line[]) {
  const mean = (names: string[]) => Object.fromEntries(names.map((n) => [n, new Mean()]));
  const found = (names: string[]) => Object.fromEntries(names.map((n) => [n, new Found()]));
  const means = mean([
    'location',
    'object',
    'fault',
    'category',
    'urgency',
    'unit',
    'spec',
    'reason',
    'ticket',
    'duty_query',
    'duty_swap',
    'schedule',
  ]);
  const optional = found(['location_norm', 'when', 'contact', 'amount', 'needed_by']);
  const strict = { tp: 0, g: 0, p: 0 };
  const add = (name: string, x: number) => means[name]?.add(x);
  const opt = (name: string, g: string, p: string) => optional[name]?.add(g, p);

  function goods(g: Slots, p: Slots) {
    const item = (v: unknown) => ({
      name: record(v)['name'],
      qty: num(record(v)['qty']),
      unit: norm(record(v)['unit']),
      spec: norm(record(v)['spec']),
    });
    const G = list(g['items']).map(item);
    const P = list(p['items']).map(item);
    const pairs = G.flatMap((a, i) =>
      P.map((b, j) => ({ i, j, name: overlap(a.name, b.name), same: a.qty === b.qty })),
    )
      .filter((c) => c.name >= 0.75)
      .toSorted((x, y) => y.name + Number(y.same) - x.name - Number(x.same));
    const left = new Set(G.keys());
    const right = new Set(P.keys());
    strict.g += G.length;
    strict.p += P.length;
    for (const c of pairs) {
      const a = G[c.i];
      const b = P[c.j];
      if (!a || !b || !left.has(c.i) || !right.has(c.j)) continue;
      left.delete(c.i);
      right.delete(c.j);
      if (c.same) strict.tp += 1;
      add('unit', a.unit === b.unit ? 1 : 0);
      if (a.spec || b.spec) add('spec', overlap(a.spec, b.spec));
    }
    opt('amount', written(num(g['amount'])), written(num(p['amount'])));
    if (!nil(g['reason']) || !nil(p['reason'])) add('reason', overlap(g['reason'], p['reason']));
    opt('needed_by', dated(g['needed_by']).slice(0, 10), dated(p['needed_by']).slice(0, 10));
  }

  function slots(intent: string, g: Slots, given: Slots, ok: boolean) {
    const p = ok ? given : {};
    const right = (value: boolean) => (ok && value ? 1 : 0);
    const same = (...keys: string[]) => keys.every((k) => dated(g[k]) === dated(p[k]));
    if (intent === 'repair.report') {
      for (const k of ['location', 'object', 'fault']) add(k, ok ? overlap(g[k], p[k]) : 0);
      const [a, b] = [record(g['location_norm']), record(p['location_norm'])];
      for (const k of ['building', 'floor', 'room'])
        opt(
          'location_norm',
          k === 'floor' ? written(num(a[k])) : placed(a[k]),
          k === 'floor' ? written(num(b[k])) : placed(b[k]),
        );
      add('category', right((g['category'] ?? '') === (p['category'] ?? '')));
      add('urgency', right(g['urgency'] === p['urgency']));
      opt('when', dated(g['when']), dated(p['when']));
      opt('contact', norm(g['contact']), norm(p['contact']));
    } else if (intent === 'purchase.request' || intent === 'supply.issue') goods(g, p);
    else if (/^(repair\.(query|urge|cancel)|purchase\.query)$/.test(intent))
      add('ticket', right(ticketed(g['ticket']) === ticketed(p['ticket'])));
    else if (intent === 'duty.query')
      add('duty_query', right(same('date', 'from', 'to') && norm(g['who']) === norm(p['who'])));
    else if (intent === 'duty.swap')
      add(
        'duty_swap',
        ok
          ? (['from_date', 'to_date'].filter((k) => same(k)).length +
              (norm(g['with']) === norm(p['with']) ? 1 : 0)) /
              3
          : 0,
      );
    else if (intent === 'schedule.query') add('schedule', right(same('month', 'from', 'to')));
  }

  const partsOf = (x: Line): Line[] =>
    x.intent === 'multi'
      ? list(x.slots['parts']).map((v) => ({
          id: x.id,
          intent: written(record(v)['intent']),
          slots: record(record(v)['slots']),
        }))
      : [x];
  const content = (x: Line) => [
    x.slots['object'],
    x.slots['fault'],
    ...list(x.slots['items']).map((i) => record(i)['name']),
  ];
  const critical = (x: Line) =>
    partsOf(x).some((q) => q.intent === 'repair.report' && q.slots['urgency'] === 'critical');
  const byId = new Map(predictions.map((p) => [p.id, p]));
  const table = new Map<Intent, { tp: number; fp: number; fn: number }>(
    INTENTS.map((i) => [i, { tp: 0, fp: 0, fn: 0 }]),
  );
  const row = (name: string) => [...table].find(([i]) => i === name)?.[1];
  const hazard = { tp: 0, fp: 0, fn: 0 };
  const confusions: { id: string; text: string; gold: string; predicted: string }[] = [];
  let correct = 0;
  let chats = 0;
  let falseTickets = 0;
  for (const g of gold) {
    const p = byId.get(g.id) ?? { id: g.id, intent: '', slots: {} };
    const ok = p.intent === g.intent;
    const expected = row(g.intent);
    if (ok) {
      correct += 1;
      if (expected) expected.tp += 1;
    } else {
      if (expected) expected.fn += 1;
      const wrong = row(p.intent);
      if (wrong) wrong.fp += 1;
      confusions.push({ id: g.id, text: g.text ?? '', gold: g.intent, predicted: p.intent });
    }
    if (g.intent === 'chitchat') {
      chats += 1;
      if (
        partsOf(p).some((q) =>
          /^(repair\.report|purchase\.request|supply\.issue|duty\.swap)$/.test(q.intent),
        )
      )
        falseTickets += 1;
    }
    if (g.intent !== 'multi') slots(g.intent, g.slots, p.slots, ok);
    else {
      const G = partsOf(g);
      const P = partsOf(p);
      const pairs = G.flatMap((a, i) =>
        P.map((b, j) => ({
          i,
          j,
          s: a.intent === b.intent ? 1 + overlap(content(a), content(b)) : -1,
        })),
      )
        .filter((c) => c.s > 0)
        .toSorted((x, y) => y.s - x.s || x.i - y.i || x.j - y.j);
      const aligned = new Map<number, Line>();
      const used = new Set<number>();
      for (const c of pairs) {
        const part = P[c.j];
        if (!part || aligned.has(c.i) || used.has(c.j)) continue;
        aligned.set(c.i, part);
        used.add(c.j);
      }
      for (const [i, part] of G.entries())
        slots(part.intent, part.slots, aligned.get(i)?.slots ?? {}, aligned.has(i));
    }
    if (critical(g) && critical(p)) hazard.tp += 1;
    else if (critical(g)) hazard.fn += 1;
    else if (critical(p)) hazard.fp += 1;
  }
  const rate = (a: number, b: number) => (a + b ? a / (a + b) : null);
  const intents = Object.fromEntries(
    [...table].map(([name, c]) => [name, { n: c.tp + c.fn, right: c.tp, wrongly: c.fp }]),
  );
  const intentF1 = [...table.values()].map((c) => {
    const recall = rate(c.tp, c.fn);
    return recall === null ? null : f1(rate(c.tp, c.fp) ?? 0, recall);
  });
  const value = (name: string) => means[name]?.value ?? optional[name]?.value ?? null;
  const repair = weighted(Object.entries(REPAIR).map(([k, w]) => [value(k), w]));
  const items = strict.g + strict.p ? (2 * strict.tp) / (strict.g + strict.p) : null;
  const goodsScore = weighted([
    [items, 0.45],
    [value('unit') ?? 0, 0.1],
    [value('spec') ?? 0, 0.05],
    [value('amount'), 0.15],
    [value('reason'), 0.1],
    [value('needed_by'), 0.15],
  ]);
  const other = average(['ticket', 'duty_query', 'duty_swap', 'schedule'].map(value));
  const recall = rate(hazard.tp, hazard.fn);
  const hazardF1 = recall === null ? 1 : f1(rate(hazard.tp, hazard.fp) ?? 0, recall);
  const accuracy = gold.length ? correct / gold.length : 0;
  const macroF1 = average(intentF1);
  const falseTicketRate = chats ? falseTickets / chats : 0;
  return {
    n: gold.length,
    accuracy,
    macroF1,
    repair,
    goods: goodsScore,
    other,
    hazardRecall: recall,
    hazardF1,
    falseTicketRate,
    items,
    intents,
    slots: Object.fromEntries(
      [...Object.keys(means), ...Object.keys(optional)].map((k) => [k, value(k)]),
    ),
    overall:
      0.3 * accuracy +
      0.15 * macroF1 +
      0.3 * repair +
      0.1 * goodsScore +
      0.05 * other +
      0.05 * hazardF1 +
      0.05 * (1 - falseTicketRate),
    confusions,
  };
}
