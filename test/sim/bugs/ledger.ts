import type { PlantedBug } from '../planted.ts';

const BOOK = 'src/features/stock/book.ts';
const NO_CHECK = {
  file: 'migrations/0025_stock.ts',
  find: ".addCheckConstraint('stock_item_never_negative', sql`on_hand >= 0`)",
  replace: '',
} as const;

/** Stock: what is there is what was booked, never less than nothing, never rewritten. */
export const LEDGER: readonly PlantedBug[] = [
  {
    name: 'stock-below-zero',
    what: 'more is handed out than there is',
    invariant: 'L2',
    edits: [
      {
        file: 'src/features/stock/domain/movement.ts',
        find: 'if (left < 0n) failed.add(itemId);',
        replace: 'if (left < -1_000_000_000n) failed.add(itemId);',
      },
      {
        file: 'src/features/issues/domain/decide.ts',
        find: "quantity > onHand(itemId)) ? 'short' : null;",
        replace: "quantity > onHand(itemId) + 1_000_000_000n) ? 'short' : null;",
      },
      NO_CHECK,
    ],
  },
  {
    name: 'stock-not-carried',
    what: 'what is on hand follows the first movement of a booking only',
    invariant: 'L1',
    edits: [
      {
        file: BOOK,
        find: '    items.set(itemId, {\n      ...item,\n      onHand,',
        replace:
          "    items.set(itemId, {\n      ...item,\n      onHand: kind === 'return' ? item.onHand : onHand,",
      },
    ],
  },
  {
    name: 'movement-rewritten',
    what: 'a receipt writes its price into the movements before it',
    invariant: 'L3',
    edits: [
      {
        file: BOOK,
        find: '    items.set(itemId, {\n      ...item,\n      onHand,',
        replace:
          "    if (kind === 'receipt' || kind === 'issue')\n      await tx\n        .updateTable('stock_movement')\n        .set({ why: why ?? '' })\n        .where('school_id', '=', school.id)\n        .where('item_id', '=', itemId)\n        .execute();\n    items.set(itemId, {\n      ...item,\n      onHand,",
      },
    ],
  },
  {
    name: 'movement-deleted',
    what: 'what is taken back is deleted instead of booked the other way',
    invariant: 'L3',
    edits: [
      {
        file: 'src/features/issues/perform.ts',
        find: '  const booking = await book(\n    context,\n',
        replace:
          "  if (kind === 'undo')\n    await context.tx\n      .deleteFrom('stock_movement')\n      .where('school_id', '=', context.school.id)\n      .where('link_id', '=', id)\n      .execute();\n  const booking = await book(\n    context,\n",
      },
    ],
  },
  {
    name: 'issued-twice',
    what: 'goods that were handed out can be handed out again from an older card',
    invariant: 'A6',
    edits: [
      {
        file: 'src/features/issues/domain/decide.ts',
        find: "  issue: ['requested'],",
        replace: "  issue: ['requested', 'issued'],",
      },
    ],
  },
  {
    name: 'issue-moves-nothing',
    what: 'what is handed out of several things is booked for the first alone',
    invariant: 'L5',
    edits: [
      {
        file: 'src/features/issues/perform.ts',
        find: '    moves.map((one) => ({',
        replace: '    moves.slice(0, 1).map((one) => ({',
      },
    ],
  },
  {
    name: 'more-back-than-out',
    what: 'more can be returned than was handed out',
    invariant: 'L5',
    edits: [
      {
        file: 'src/features/issues/domain/decide.ts',
        find: "return command.quantity > 0n && command.quantity <= out ? null : 'tooManyBack';",
        replace: "return command.quantity > 0n && out >= 0n ? null : 'tooManyBack';",
      },
    ],
  },
  {
    name: 'served-oneself',
    what: 'whoever asks for goods hands them out to themselves',
    invariant: 'A2',
    edits: [
      {
        file: 'src/features/issues/domain/authority.ts',
        find: 'export function issuersFor(office: Office, requesterId: string): Person[] {\n  const others = (some: readonly Person[]) => some.filter(({ id }) => id !== requesterId);',
        replace:
          "export function issuersFor(office: Office, requesterId: string): Person[] {\n  const others = (some: readonly Person[]) => some.filter(({ id }) => id !== '' && requesterId !== '');",
      },
    ],
  },
  {
    name: 'signed-by-stranger',
    what: 'anybody may sign for goods that somebody else was given',
    invariant: 'A2',
    edits: [
      {
        file: 'src/features/issues/domain/decide.ts',
        find: "return own || (offline && second) ? null : 'onlyRequester';",
        replace: "return own || second || !offline ? null : 'onlyRequester';",
      },
    ],
  },
];
