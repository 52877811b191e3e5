import { z } from 'zod';
import { TRADES } from '../kernel/people.ts';
import type { SingleUnderstood, Span, Understood, Urgency } from '../kernel/understood.ts';

/** Longer lists than this are not what one person asks for in one message. */
const PARTS = 8;
const ITEMS = 30;

/** A day that exists, in a year that a school plans for. */
const day = z
  .string()
  .regex(/^20\d{2}-\d{2}-\d{2}$/)
  .refine(exists);
const moment = z
  .string()
  .regex(/^20\d{2}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/)
  .refine((value) => exists(value.slice(0, 10)));

/**
 * The schema of a model's answer to one message: the same intents and slots as the rules', and every
 * string that is said to stand in the message must really stand there. `text` is what the model was
 * given, with numbers masked; slots are cut out of `written` at the same places.
 */
export function answerSchema(text: string, written: string) {
  const cut = z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine((value) => text.includes(value))
    .transform((value) => {
      const at = text.indexOf(value);
      return written.slice(at, at + value.length);
    });
  // Checked before the numbers are put back, for `written` may hold a piece elsewhere too.
  const pieces = z
    .array(z.string().trim().min(1).max(200))
    .min(1)
    .max(5)
    .refine((all) => inOrder(text, all))
    .pipe(z.array(cut));
  const span = z.union([cut, pieces]);
  const maybe = <T extends z.ZodType>(type: T) => type.nullish().transform((v) => v ?? null);
  const ticket = z.object({ ticket: maybe(cut) });
  const nothing = z.object({}).transform((): Record<string, never> => ({}));

  const report = z.object({
    location: maybe(span),
    location_norm: z
      .object({
        building: cut.nullish(),
        floor: z.int().min(-5).max(60).nullish(),
        room: cut.nullish(),
      })
      .nullish()
      .transform((norm) => ({
        ...(norm?.building ? { building: norm.building } : {}),
        ...(typeof norm?.floor === 'number' ? { floor: norm.floor } : {}),
        ...(norm?.room ? { room: norm.room } : {}),
      })),
    object: maybe(span),
    fault: maybe(span),
    category: maybe(z.enum(TRADES)),
    urgency: z.enum(['critical', 'high', 'normal']),
    when: maybe(moment),
    contact: maybe(cut),
  });
  const goods = z.object({
    items: z
      .array(
        z.object({
          name: cut,
          qty: maybe(z.number().positive().max(100_000)),
          unit: maybe(cut),
          spec: maybe(cut),
        }),
      )
      .max(ITEMS),
    amount: maybe(z.number().positive().max(100_000_000)),
    reason: maybe(span),
    needed_by: maybe(day),
  });
  const dutyQuery = z.object({
    date: maybe(day),
    from: maybe(day),
    to: maybe(day),
    who: maybe(z.union([z.literal('me'), cut])),
  });
  const dutySwap = z.object({ from_date: maybe(day), to_date: maybe(day), with: maybe(cut) });
  const schedule = z.object({
    month: maybe(z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/)),
    from: maybe(day),
    to: maybe(day),
  });

  const of = <const I extends string, S extends z.ZodType>(intent: I, slots: S) =>
    z.object({ intent: z.literal(intent), slots });
  const single = z.discriminatedUnion('intent', [
    of('repair.report', report),
    of('repair.query', ticket),
    of('repair.urge', ticket),
    of('repair.cancel', ticket),
    of('purchase.query', ticket),
    of('purchase.request', goods),
    of('supply.issue', goods),
    of('duty.query', dutyQuery),
    of('duty.swap', dutySwap),
    of('schedule.query', schedule),
    of('approval.pending', nothing),
    of('help', nothing),
    of('chitchat', nothing),
  ]);
  return z.object({ parts: z.array(single).min(1).max(PARTS) });
}

/**
 * What a checked answer means beside what the rules had read. A danger that the rules saw stays one:
 * the model may raise how urgent a report is, never lower it.
 */
export function merged(parts: readonly SingleUnderstood[], rules: Understood): Understood {
  const before = rules.intent === 'multi' ? rules.slots.parts : [rules];
  const floor = before.reduce<Urgency>(
    (most, part) => (part.intent === 'repair.report' ? higher(most, part.slots.urgency) : most),
    'normal',
  );
  const raised = parts.map((part) =>
    part.intent === 'repair.report'
      ? { ...part, slots: { ...part.slots, urgency: higher(part.slots.urgency, floor) } }
      : part,
  );
  const [only] = raised;
  return raised.length === 1 && only ? only : { intent: 'multi', slots: { parts: raised } };
}

const RANK: Record<Urgency, number> = { normal: 0, high: 1, critical: 2 };

function higher(one: Urgency, other: Urgency): Urgency {
  return RANK[one] >= RANK[other] ? one : other;
}

function inOrder(text: string, pieces: readonly Exclude<Span, null>[number][]): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

function exists(date: string): boolean {
  try {
    Temporal.PlainDate.from(date);
    return true;
  } catch {
    return false;
  }
}
