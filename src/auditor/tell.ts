import { officeOf } from '../features/people/public.ts';
import type { Context } from '../kernel/feature.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Tables } from '../tables.ts';
import { openFindings } from './findings.ts';
import { invariants } from './invariants/index.ts';

type C = Context<Tables>;
const AGAIN = { hours: 24 };
const MOST_ROWS = 12;

/**
 * One card with everything that is wrong, for the director (the admins where there is none): a new
 * message when something is wrong that was not told for a day, else the card is brought up to date
 * where it stands. Never at night.
 */
export async function tell(context: C): Promise<void> {
  const { tx, school, calendar, now } = context;
  if (!school.enabled || !calendar.outsideQuietHours(now).equals(now)) return;
  const open = await openFindings(tx, school.id);
  const byName = Map.groupBy(open, ({ invariant }) => invariant);
  const news = [...byName].filter(([, rows]) => rows.every(({ told_at }) => isOld(told_at, now)));
  const rows = [...byName].map(([name, found]): JsonObject => {
    const since = (found[0]?.since ?? now).toZonedDateTimeISO(calendar.timezone);
    const time = since.toPlainTime().toString({ smallestUnit: 'minute' });
    return {
      what: invariants.get(name)?.says ?? name,
      name,
      count: found.length,
      since: `${since.month}月${since.day}日 ${time}`,
    };
  });
  const told = await officeOf(tx, school.id);
  for (const { openId } of told) {
    if (openId === null) continue;
    const key = `auditor:${openId}`;
    const shown = await context.say.shown(key);
    if (news.length === 0 && (shown === null || unchanged(shown.card.values, rows))) continue;
    await context.say.show({
      key,
      to: { kind: 'person', openId },
      card: {
        template: 'auditor',
        values: { rows: rows.slice(0, MOST_ROWS), more: Math.max(0, rows.length - MOST_ROWS) },
      },
      renew: news.length > 0,
      live: false,
    });
  }
  for (const [name] of news)
    await tx
      .updateTable('audit_finding')
      .set({ told_at: now })
      .where('school_id', '=', school.id)
      .where('invariant', '=', name)
      .where('closed_at', 'is', null)
      .execute();
}

function isOld(toldAt: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return toldAt === null || Temporal.Instant.compare(toldAt.add(AGAIN), now) <= 0;
}

function unchanged(values: JsonObject, rows: readonly JsonObject[]): boolean {
  return JSON.stringify(values['rows']) === JSON.stringify(rows.slice(0, MOST_ROWS));
}
