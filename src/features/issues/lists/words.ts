import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { everybody, peopleCalled } from '../../people/public.ts';
import { counted, spokenQuantity } from '../../stock/public.ts';
import { readAmounts } from '../domain/amounts.ts';
import type { ListLine } from '../domain/list.ts';
import { amountOf, itemsOf, lookUp } from '../draft.ts';

type C = Context<Tables>;

/** `课本套装：每人 语文书1本、数学书1本 给 三年级全体`; the title may be left out. */
const LIST =
  /^(?:([^:：]{1,30}?)[:：])?\s*(?:每人|每位|人均)?\s*(.+?)\s*(?:发给|给|发放给)\s*(.+?)[。!！]?$/su;
const EVERYONE = /^(?:全体|全校|所有)(?:教职工|教师|老师|人员|人)?$/u;
const WHOLE_UNIT = /(?:全体|所有|的)*(?:教职工|教师|老师|人员|成员)?(?:全体)?$/u;

export const EXAMPLE =
  '发放单要写清每人发什么、给谁，例如：发放单 课本套装：每人 语文书1本、数学书1本 给 三年级全体';

export interface Said {
  readonly title: string;
  readonly goods: string;
  readonly who: string;
}

export function readList(text: string): Said | null {
  const [, title, goods, who] = LIST.exec(text.trim()) ?? [];
  if (goods === undefined || who === undefined) return null;
  return { title: (title ?? goods).trim().slice(0, 40), goods, who };
}

/** The goods of one set, or what is not clear about them. */
export async function readGoods(
  context: C,
  goods: string,
): Promise<readonly ListLine[] | { readonly problem: string }> {
  const read: ListLine[] = [];
  for (const { name, number, unit } of readAmounts(goods) ?? []) {
    const each = amountOf(spokenQuantity(number));
    if (each === null) return { problem: EXAMPLE };
    const found = await lookUp(context, { name, qty: 1, unit });
    const items = await itemsOf(context, found);
    const [item, another] = items;
    if (!item) return { problem: `材料账上没有“${name}”，请先入库，再发放` };
    if (another || !found.sure) {
      const choices = items.slice(0, 6).map((one) => `${one.name}${one.spec}`);
      return { problem: `“${name}”是哪一种？账上有：${choices.join('、')}。请写全名再发一次` };
    }
    if (found.quantity === null)
      return { problem: `${item.name}按“${item.unit}”记账，请写每人几${item.unit}` };
    if (item.tradeIn) return { problem: `${item.name}要以旧换新，不能成批发放，请各人单独领用` };
    read.push({
      itemId: item.id,
      name: item.name,
      spec: item.spec,
      unit: item.unit,
      each,
    });
  }
  return read.length > 0 ? read : { problem: EXAMPLE };
}

/** `语文书 1本` */
export function eachOf({ name, spec, unit, each }: ListLine): string {
  return `${name}${spec === '' ? '' : `（${spec}）`} ${counted(each, unit)}`;
}

/** Whom the words mean: a unit, everybody, or people by name; or what is not clear about them. */
export async function readPeople(
  context: C,
  who: string,
): Promise<readonly Person[] | { readonly problem: string }> {
  const { tx, school } = context;
  const all = (await everybody(tx, school.id)).filter(({ active }) => active);
  const found = new Map<string, Person>();
  for (const piece of who.split(/[、，,和\s]+/u).filter(Boolean)) {
    const unit = piece.replace(WHOLE_UNIT, '');
    const meant = EVERYONE.test(piece) ? all : all.filter((person) => person.unit === unit);
    const called = meant.length > 0 ? meant : await peopleCalled(tx, school.id, piece);
    if (called.length === 0)
      return { problem: `没有找到“${piece}”。请写年级、部门或姓名，如 三年级全体、王老师` };
    if (meant.length === 0 && called.length > 1)
      return { problem: `有 ${called.length} 位${piece}，请写部门加姓名，如 三年级王老师` };
    for (const person of called) found.set(person.id, person);
  }
  return [...found.values()];
}
