/** Days and hours as people write them into a table. Pure. */

const DATE =
  /(?:(\d{4})\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*[日号]?|(?<!\d)(\d{1,2})\s*[日号]/gu;
const TO = /^\s*(?:（[^）]*）|\([^)]*\)|周.|星期.)?\s*(?:到|至|[-—–~～]+)/u;
/** The table program's count of days since its own first one. */
const SERIAL = /^4\d{4}(?:\.0)?$/u;
const FIRST_SERIAL = Temporal.PlainDate.from('1899-12-30');
const MOST_DAYS = 75;

/** `5月1日`, `2026/5/1`, `5月1日（周五）`, `5.1-5.3`: the days; null: no date. Without a year the nearest one. */
export function daysIn(cell: string, today: Temporal.PlainDate): Temporal.PlainDate[] | null {
  const words = cell.trim();
  if (SERIAL.test(words)) return [FIRST_SERIAL.add({ days: Number.parseInt(words, 10) })];
  const [first, second] = words.matchAll(DATE);
  const from = first ? dateOf(first, null, today) : null;
  if (!first || !from || first.index > 0) return null;
  const rest = words.slice(first[0].length);
  if (!second || !TO.test(rest)) return [from];
  const to = dateOf(second, from, today);
  if (!to) return null;
  const length = from.until(to).days + 1;
  if (length < 1 || length > MOST_DAYS) return null;
  return Array.from({ length }, (_, i) => from.add({ days: i }));
}

/** `after`: the end of a span is on or after its beginning, in its month where none is said. */
function dateOf(
  [, year, month, day, bare]: RegExpMatchArray,
  after: Temporal.PlainDate | null,
  today: Temporal.PlainDate,
): Temporal.PlainDate | null {
  const near = after ?? today;
  const m = month === undefined ? near.month : Number(month);
  const d = Number(day ?? bare);
  if (year !== undefined) return plain(Number(year), m, d);
  const years = [near.year - 1, near.year, near.year + 1];
  const all = years.flatMap((one) => plain(one, m, d) ?? []);
  const fits = after ? all.filter((one) => Temporal.PlainDate.compare(one, after) >= 0) : all;
  const [nearest] = fits.toSorted(
    (a, b) => Math.abs(near.until(a).days) - Math.abs(near.until(b).days),
  );
  return nearest ?? null;
}

function plain(year: number, month: number, day: number): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return null;
  }
}

export interface Hours {
  readonly start: string;
  /** Null: as long as usual. */
  readonly end: string | null;
}

const CLOCK = /(\d{1,2})(?:[:：](\d{2})|[点时](?:(\d{2})分?|(半))?)/gu;

/** `08:00–次日08:00`, `8点到17点`, `全天`, `白班`; null: not understood. Empty is the usual hours. */
export function timeIn(cell: string, usual: string): Hours | null {
  const words = cell.trim();
  const [start, end] = [...words.matchAll(CLOCK)].map(clockOf);
  if (start === null || end === null) return null;
  if (start !== undefined) return { start, end: end ?? null };
  return words === '' || /^(?:全天|全日|24小时|二十四小时|白班|日班|白天)$/u.test(words)
    ? { start: usual, end: null }
    : null;
}

function clockOf([, hour, minute, minutes, half]: RegExpMatchArray): string | null {
  const h = Number(hour);
  const m = half === undefined ? Number(minute ?? minutes ?? 0) : 30;
  if (h > 24 || m > 59) return null;
  return `${String(h % 24).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
}
