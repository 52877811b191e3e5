import { z } from 'zod';
import type { Context } from '../../../kernel/feature.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { formatQuantity, parseQuantity } from '../../../kernel/quantity.ts';
import type { Question } from '../../../kernel/questions.ts';
import type { Tables } from '../../../tables.ts';
import {
  DIRECTIONS,
  isDoubtful,
  OUT_REASONS,
  type Direction,
  type Resolved,
} from '../domain/direct.ts';
import { called, counted } from '../domain/item.ts';
import { saidAmount, type SaidLine } from '../domain/lines.ts';

type C = Context<Tables>;

/** What was said and is not booked yet, because something is still to be asked. */
export interface Draft {
  readonly id: string;
  readonly direction: Direction;
  readonly lines: readonly SaidLine[];
  readonly why: string;
  /** What was picked for a line: an item's id, `new`, or nothing yet. */
  readonly chosen: readonly (string | null)[];
}

/** An answer in words counts as long as people remember what they wrote. */
const OPEN_FOR = { hours: 24 } as const;
export const DRAFT_QUESTION = 'stock.draft';

const quantity = z.string().transform((text, ctx) => {
  const read = parseQuantity(text);
  if (read !== null) return read;
  ctx.addIssue('no quantity');
  return z.NEVER;
});
const shape = z.object({
  direction: z.enum(DIRECTIONS),
  lines: z.array(
    z.object({
      name: z.string(),
      quantity,
      unit: z.string().nullable(),
      priceFen: z.number().nullable(),
    }),
  ),
  why: z.string(),
  chosen: z.array(z.string().nullable()),
});

export function readDraft({ key, data }: Question): Draft {
  return { id: key, ...shape.parse(data) };
}

/** Keeps it as the question that is open, and shows what is missing. */
export async function askAbout(
  context: C,
  person: { readonly id: string; readonly openId: string },
  draft: Draft,
  resolved: readonly Resolved[],
  renew: boolean,
): Promise<void> {
  const { id, direction, lines, why, chosen } = draft;
  await context.questions.ask({
    name: DRAFT_QUESTION,
    key: id,
    personId: person.id,
    groupId: null,
    data: {
      direction,
      lines: lines.map((line) => ({ ...line, quantity: formatQuantity(line.quantity) })),
      why,
      chosen: [...chosen],
    },
    until: context.now.add(OPEN_FOR),
  });
  const doubtful = resolved.find(isDoubtful);
  const options: JsonObject[] = (doubtful?.maybe ?? []).slice(0, 20).map((item) => ({
    id: item.id,
    text: `${called(item)}（现有${counted(item.onHand, item.unit)}）`,
  }));
  const asked = doubtful?.line.name ?? '';
  if (doubtful && direction === '入库') options.push({ id: 'new', text: `新建“${asked}”` });
  await context.say.show({
    key: `stock:booking:${id}`,
    to: { kind: 'person', openId: person.openId },
    card: {
      template: 'stock-booking',
      values: {
        id,
        state: 'draft',
        direction,
        who: '',
        why,
        lines: resolved.map(draftLine),
        asked,
        options,
        reasons: direction === '出库' && why === '' ? [...OUT_REASONS] : [],
        undo: false,
      },
    },
    renew,
    live: true,
  });
}

function draftLine({ line, item, maybe }: Resolved): string {
  const amount = saidAmount(line);
  if (item) return `${called(item)} ${amount}（现有${counted(item.onHand, item.unit)}）`;
  return maybe.length > 0
    ? `${line.name} ${amount}：是哪一种？`
    : `${line.name} ${amount}（新物品）`;
}
