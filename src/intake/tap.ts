import { z } from 'zod';
import type { InboundTap } from '../kernel/inbound.ts';
import { parseSafely } from './safe-json.ts';

const record = z.record(z.string(), z.unknown());
const place = z.object({ open_message_id: z.string(), open_chat_id: z.string().default('') });
const tapEvent = z.object({
  operator: z.object({ open_id: z.string().nullish(), tenant_key: z.string().nullish() }),
  action: z.object({
    name: z.string().nullish(),
    value: z.union([record, z.string()]).nullish(),
    form_value: record.nullish(),
    input_value: z.unknown().optional(),
    option: z.unknown().optional(),
    options: z.unknown().optional(),
    checked: z.unknown().optional(),
  }),
  context: z.unknown().optional(),
});

/** A pressed button. Several documents put the context beside the event, so it is looked for there too. Null: no tap. */
export function readTap(opened: {
  eventId: string;
  at: Temporal.Instant;
  tenantKey: string;
  event: unknown;
  outer: unknown;
}): InboundTap | null {
  const parsed = tapEvent.safeParse(storable(opened.event));
  if (!parsed.success) return null;
  const { operator, action, context } = parsed.data;
  const where = place.safeParse(context ?? opened.outer);
  if (!where.success) return null;
  const value = valueOf(action.value);
  // A component outside a form names its one value differently from kind to kind.
  const single = action.option ?? action.options ?? action.checked ?? action.input_value;
  return {
    kind: 'tap',
    eventId: opened.eventId,
    messageId: where.data.open_message_id,
    chatId: where.data.open_chat_id,
    operatorOpenId: operator.open_id ?? '',
    tenantKey: opened.tenantKey,
    operatorTenantKey: operator.tenant_key || opened.tenantKey,
    at: opened.at,
    action: typeof value['a'] === 'string' ? value['a'] : '',
    value,
    form: {
      ...(action.name && single !== undefined ? { [action.name]: single } : {}),
      ...action.form_value,
    },
  };
}

/** Neither NUL nor half a character pair can be stored as text. How deep it nests was checked at the door. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, storable(one)]));
}

/** The value may arrive as the JSON text of an object. */
function valueOf(
  value: Record<string, unknown> | string | null | undefined,
): Record<string, unknown> {
  if (typeof value !== 'string') return value ?? {};
  return record.safeParse(storable(parseSafely(value))).data ?? {};
}
