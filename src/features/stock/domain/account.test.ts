import { expect, it } from 'vitest';
import { accountLines } from './account.ts';
import type { Item } from './item.ts';
import { apply, change, MOVEMENT_KINDS } from './movement.ts';
import { identify, matching } from './names.ts';

const item = (name: string, over: Partial<Item> = {}): Item => ({
  id: name,
  name,
  spec: '',
  unit: '个',
  class: '其他',
  aliases: [],
  onHand: 0n,
  min: 0n,
  tradeIn: false,
  priceFen: 250,
  ...over,
});

it('opening, in, out, loss and closing add up for every kind of movement, and what is taken back is not in', () => {
  const movements = MOVEMENT_KINDS.map((kind, i) => ({
    itemId: '粉笔',
    kind,
    quantity: change(kind, BigInt(100 + i * 7)),
    priceFen: null,
  }));
  const receipt = { itemId: '粉笔', kind: 'receipt', priceFen: 300 } as const;
  const [line] = accountLines([item('粉笔'), item('剪刀')], new Map([['粉笔', 5_000n]]), [
    ...movements,
    { ...receipt, quantity: 2_000n },
    // Its taking back counts as a receipt the other way round.
    { ...receipt, quantity: -2_000n },
  ]);
  if (!line) throw new Error('what moved has a line');
  const { opening, received, issued, lost, adjusted, closing } = line;
  expect(opening + received - issued - lost + adjusted).toBe(closing);
  expect(closing).toBe(movements.reduce((sum, { quantity }) => sum + quantity, 5_000n));
  expect({ opening, received, issued, lost }).toEqual({
    opening: 5_100n,
    received: 107n,
    issued: 114n - 121n,
    lost: 128n,
  });
  expect(line.receivedFen).toBe(27);
});

it('an item without anything has no line, one that lies there has', () => {
  const lines = accountLines([item('a'), item('b')], new Map([['b', 1_000n]]), []);
  expect(lines.map((line) => line.item.id)).toEqual(['b']);
});

it('movements take effect in their order, all or none', () => {
  const before = new Map([['a', 1_000n]]);
  const of = (kind: 'receipt' | 'issue', quantity: bigint) => ({ itemId: 'a', kind, quantity });
  expect(apply(before, [of('receipt', 500n), of('issue', 1_500n)])).toEqual({
    outcome: 'ok',
    after: [1_500n, 0n],
  });
  expect(apply(before, [of('issue', 1_500n), of('receipt', 500n)])).toEqual({
    outcome: 'refused',
    short: [{ itemId: 'a', onHand: 1_000n, wanted: 1_500n }],
  });
});

it.each(['opening', 'receipt', 'issue', 'return', 'loss', 'countGain', 'countLoss'] as const)(
  'a %s of nothing, or of less, is a mistake of the caller',
  (kind) => {
    expect(() => change(kind, 0n)).toThrow('no movement');
    expect(() => change(kind, -1n)).toThrow('no movement');
  },
);

const items = [
  item('A4纸', { unit: '包' }),
  item('粉笔', { unit: '盒' }),
  item('彩色粉笔', { unit: '盒' }),
  item('拖把', { unit: '把', aliases: ['地拖'] }),
  item('胶带', { unit: '卷', spec: '宽' }),
  item('胶带', { id: '窄', unit: '个', spec: '窄' }),
];

it.each([
  ['A4纸', ['A4纸'], true],
  [' Ａ４ 纸 ', ['A4纸'], true],
  ['打印纸', ['A4纸'], true],
  ['粉笔', ['粉笔'], true],
  ['彩粉笔', ['粉笔'], false],
  ['笔', ['粉笔', '彩色粉笔'], false],
  ['墩布', ['拖把'], true],
  ['地拖', ['拖把'], true],
  ['宽胶带', ['胶带'], true],
  ['胶带', ['胶带', '胶带'], true],
  ['投影仪', [], false],
  ['？', [], false],
])('%s is found as %j', (said, names, sure) => {
  const { found, sure: isSure } = matching(items, said);
  expect(found.map(({ name }) => name)).toEqual(names);
  expect(isSure).toBe(sure);
});

it('of two with one name the unit tells; one that only contains the name is asked about', () => {
  expect(identify(items, { name: '胶带', unit: '个' })).toMatchObject({ item: { id: '窄' } });
  expect(identify(items, { name: '胶带', unit: null })).toMatchObject({ maybe: [{}, {}] });
  expect(identify(items, { name: '白粉笔', unit: '盒' })).toMatchObject({
    maybe: [{ id: '粉笔' }],
  });
});
