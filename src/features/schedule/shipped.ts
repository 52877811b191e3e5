/** The content the product ships, checked once when it is read. */
import { z } from 'zod';
import { POLICIES, type Check, type Item } from './domain/item.ts';
import checks from './data/checks.json' with { type: 'json' };
import items from './data/items.json' with { type: 'json' };

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const offset = z.int().min(-60).max(60);
const season = z.enum(['spring', 'autumn']);

export const dueShape = z.union([
  z.strictObject({
    anchor: z.literal('monthDay'),
    day: z.int().min(1).max(31),
    roll: z.enum(['previousWorkingDay', 'none']),
  }),
  z.strictObject({ anchor: z.enum(['termStart', 'termEnd']), offsetDays: offset }),
  z.strictObject({
    anchor: z.literal('holidayStart'),
    holiday: z.string().min(1),
    offsetDays: offset,
  }),
]);

export const itemShape = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1).max(100),
  month: z.int().min(1).max(12),
  owner: z.string().min(1),
  due: dueShape,
  remindDaysBefore: z.array(z.int().min(0).max(60)),
  kind: z.enum(['deadline', 'event', 'ongoing', 'project']),
});

export const checkShape = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1).max(100),
  owner: z.string().min(1),
  when: z.union([
    z.strictObject({
      rrule: z.string().regex(/^FREQ=[A-Z]+[A-Z0-9=;,-]*$/),
      policy: z.enum(POLICIES),
    }),
    z.strictObject({
      anchor: z.enum(['termStart', 'termEnd']),
      offsetDays: offset,
      term: season.optional(),
    }),
    z.strictObject({ anchor: z.literal('holidayStart'), offsetDays: z.array(offset).min(1) }),
    z.strictObject({
      anchor: z.literal('holidayStart'),
      offsetSchoolDays: z.int().min(-10).max(-1),
    }),
  ]),
  times: z.array(time).min(1),
  points: z.array(z.string().min(1)).optional(),
  automatic: z.boolean().optional(),
  abnormal: z.literal('hazard').optional(),
});

export const SHIPPED_ITEMS: readonly Item[] = z.array(itemShape).parse(items);
export const SHIPPED_CHECKS: readonly Check[] = z.array(checkShape).parse(checks);
