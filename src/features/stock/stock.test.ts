import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { stockSchool } from '../../../test/stock-kit.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { MOVEMENT_KINDS } from './domain/movement.ts';
import { ensurePerson, seedPeople } from '../people/public.ts';
import { openCount } from './counting/store.ts';
import { createStock } from './index.ts';
import { book, ensureItem, findItems, onHand, seedStock, type Movement } from './public.ts';
import { fromStore } from './store.ts';

/** 10,000 of them: see CONTRIBUTING.md. */
const OPERATIONS = Number(process.env['STOCK_OPERATIONS'] ?? 2_000);
const ITEMS = 6;

const database = await testDatabase<Tables>();
afterAll(() => database.close());
const { run, cards } = stockSchool(database);
const PERSON = { offline: false, trades: [] };
const KEEPER = 'ou_keeper';
const FILE = {
  stock: [
    { name: '粉笔', unit: '盒', onHand: 40, min: 10, tradeIn: false },
    { name: 'A4纸', unit: '包', onHand: 2.5, min: 5, tradeIn: false },
    { name: '剪刀', unit: '把', onHand: 0, min: 2, tradeIn: true },
  ],
};

beforeEach(async () => {
  for (const table of ['stock_item', 'stock_movement', 'stock_change', 'timer', 'person'] as const)
    await database.db.deleteFrom(table).execute();
});

/** A generator of its own, so that a failure can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

function randomMovement(roll: (sides: number) => number, itemId: string): Movement {
  const kind = MOVEMENT_KINDS[roll(MOVEMENT_KINDS.length)] ?? 'issue';
  const size = BigInt(1 + roll(20_000));
  const quantity = kind === 'adjustment' && roll(2) === 0 ? -size : size;
  return { itemId, kind, quantity, by: { id: 'p' }, why: 'x', priceFen: roll(500) };
}

async function makeItems(): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < ITEMS; i++)
    ids.push(await run(async (c) => (await ensureItem(c, { name: `物品${i}`, unit: '个' })).id));
  return ids;
}

/** What every ledger must be, whatever happened: gapless, each line follows from the one before, the sum on hand. */
async function ledgersHold(): Promise<number> {
  const items = await database.db.selectFrom('stock_item').selectAll().execute();
  let lines = 0;
  for (const item of items) {
    const movements = await database.db
      .selectFrom('stock_movement')
      .selectAll()
      .where('item_id', '=', item.id)
      .orderBy('number')
      .execute();
    let sum: Quantity = 0n;
    for (const [i, movement] of movements.entries()) {
      sum += fromStore(movement.quantity);
      expect([movement.number, fromStore(movement.on_hand)]).toEqual([i + 1, sum]);
      expect(sum).toBeGreaterThanOrEqual(0n);
    }
    expect([item.movements, fromStore(item.on_hand)]).toEqual([movements.length, sum]);
    lines += movements.length;
  }
  return lines;
}

describe('what is on hand', () => {
  it('is the sum of the movements and never less than nought, whatever is booked in whatever order', async () => {
    const ids = await makeItems();
    const roll = dice(20_261_125);
    const model = new Map(ids.map((id) => [id, 0n]));
    let refused = 0;
    const wrong: unknown[] = [];
    for (let i = 0; i < 150; i++) {
      const movements = Array.from({ length: 1 + roll(3) }, () =>
        randomMovement(roll, ids[roll(ITEMS)] ?? ''),
      );
      const result = await run((context) => book(context, movements));
      if (result.outcome === 'refused') {
        refused++;
        wrong.push(...result.short.filter((one) => one.onHand !== model.get(one.item.id)));
        continue;
      }
      for (const { item } of result.booked) model.set(item.id, item.onHand);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(5);
    for (const [id, expected] of model) expect(await run((c) => onHand(c, id))).toBe(expected);
    expect(await ledgersHold()).toBeGreaterThan(100);
  });

  it(`holds under ${OPERATIONS} bookings at once, all or none of each`, async () => {
    const ids = await makeItems();
    await run((context) =>
      book(
        context,
        ids.map((itemId) => ({ itemId, kind: 'opening', quantity: 50_000n, by: null, why: null })),
      ),
    );
    const roll = dice(42);
    // Half of the item pairs come the other way round: locks taken in the order of the call would deadlock.
    const bookings = Array.from({ length: OPERATIONS }, () => {
      const first = roll(ITEMS);
      const pair = roll(3) === 0 ? [first, (first + 1 + roll(ITEMS - 1)) % ITEMS] : [first];
      return pair.map((i) => randomMovement(roll, ids[i] ?? ''));
    });
    let next = 0;
    let ok = 0;
    const worker = async () => {
      for (let movements = bookings[next++]; movements; movements = bookings[next++]) {
        const batch = movements;
        const result = await run((context) => book(context, batch));
        if (result.outcome === 'ok') ok += batch.length;
      }
    };
    await Promise.all(Array.from({ length: 12 }, worker));
    expect(await ledgersHold()).toBe(ok + ITEMS);
    expect(ok).toBeGreaterThan(OPERATIONS / 3);
  });

  it('opens with the file once: a second start and another figure in the file change nothing', async () => {
    await run((context) => seedStock(context, FILE));
    const [chalk] = await run((context) => findItems(context, '粉笔'));
    if (!chalk) throw new Error('the file has chalk');
    await run((context) =>
      book(context, [{ itemId: chalk.id, kind: 'issue', quantity: 3_000n, by: null, why: '领用' }]),
    );
    const changed = FILE.stock.map((item) => ({ ...item, onHand: 99, min: 8 }));
    await run((context) => seedStock(context, { stock: changed }));
    const [after] = await run((context) => findItems(context, '粉笔'));
    expect(after).toMatchObject({ onHand: 37_000n, min: 8_000n });
    const [paper] = await run((context) => findItems(context, '复印纸'));
    expect(paper).toMatchObject({ name: 'A4纸', onHand: 2_500n, class: '办公用品' });
    const [scissors] = await run((context) => findItems(context, '剪刀'));
    expect(scissors).toMatchObject({ onHand: 0n, tradeIn: true });
    expect(await ledgersHold()).toBe(3);
  });

  it('refuses what is not there with what is, and books none of the rest', async () => {
    await run((context) => seedStock(context, FILE));
    const [chalk] = await run((context) => findItems(context, '粉笔'));
    const [paper] = await run((context) => findItems(context, 'Ａ4 纸'));
    const of = (item: typeof chalk, quantity: Quantity): Movement => ({
      itemId: item?.id ?? '',
      kind: 'issue',
      quantity,
      by: null,
      why: null,
    });
    const result = await run((context) =>
      book(context, [of(chalk, 1_000n), of(paper, 2_000n), of(paper, 1_000n)]),
    );
    expect(result).toMatchObject({
      outcome: 'refused',
      short: [{ onHand: 2_500n, wanted: 3_000n }],
      sentence: 'A4纸库存只有2.5包，要出3包',
    });
    expect(await run((context) => onHand(context, chalk?.id ?? ''))).toBe(40_000n);
  });
});

it('two keepers who begin the stocktake of one class at once share it; after it is over there is a new one', async () => {
  await run((context) => seedStock(context, FILE));
  const begin = (byId: string) =>
    run((context) => openCount(context, { month: '2026-11', class: '办公用品', byId }));
  const [first, second] = await Promise.all([begin('a'), begin('b')]);
  expect(second).toBe(first);
  await database.db.updateTable('stock_count').set({ state: 'approved' }).execute();
  expect(await begin('a')).not.toBe(first);
});

describe('low stock', () => {
  const asked: unknown[] = [];
  const stock = createStock({
    requestPurchase: async (_, refill) => {
      asked.push(refill);
      return { number: 'CG2611-0001' };
    },
  });
  const request = (by: string) =>
    run(async (context) => {
      const operator = await ensurePerson(context, by);
      const answer = await stock.taps?.['request']?.(context, {
        tap: {
          kind: 'tap',
          eventId: 'e',
          messageId: 'om',
          chatId: 'oc',
          operatorOpenId: by,
          tenantKey: 't',
          operatorTenantKey: 't',
          at: context.now,
          action: 'stock.request',
          value: {},
          form: {},
        },
        operator,
        cardKey: `stock:low:${KEEPER}`,
        place: 'direct',
      });
      return answer?.toast.content;
    });

  it('offers a ready request, one tap and once, up to twice the minimum in whole ones', async () => {
    await run(async (context) => {
      const people = [{ ...PERSON, id: KEEPER, name: '老钱', roles: ['storekeeper' as const] }];
      await seedPeople(context, { people });
      await seedStock(context, FILE);
      const [paper] = await findItems(context, 'A4纸');
      const out = { kind: 'issue', quantity: 500n, by: null, why: null } as const;
      await book(context, [{ itemId: paper?.id ?? '', ...out }]);
      await stock.timers?.['low']?.(context, { key: '', dueAt: context.now, data: {} });
    });
    const values = () => cards.get(`stock:low:${KEEPER}`)?.card.values;
    expect(values()).toMatchObject({ total: 1, offer: true });
    expect(await request('ou_teacher')).toContain('由老钱申请');
    expect(await request(KEEPER)).toBe('已生成请购单 CG2611-0001，请核对后提交');
    expect(asked).toMatchObject([
      { lines: [{ name: 'A4纸', unit: '包', quantity: 8_000n }], origin: { kind: 'stock' } },
    ]);
    expect(values()).toMatchObject({ offer: false, rows: [{ note: '已生成请购单 CG2611-0001' }] });
    expect(await request(KEEPER)).toContain('已经申请过');
    expect(asked).toHaveLength(1);
  });
});
