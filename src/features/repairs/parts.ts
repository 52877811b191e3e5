import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import { findPurchase, openPurchase, type GoodsIn } from '../purchases/public.ts';
import {
  book,
  counted,
  itemById,
  matchItems,
  movedFor,
  readBooking,
  type Movement,
} from '../stock/public.ts';
import type { Command } from './domain/command.ts';
import type { Ticket } from './domain/ticket.ts';
import { perform } from './perform.ts';
import { lockTicket } from './store.ts';

type C = Context<Tables>;

/** The reason of 挂起 that asks for something to be bought. */
const TO_BUY = '待采购';
const NUMBER = /CG\d{4}-\d{4,}/iu;
const ASKING = /^(?:还?(?:需要?|要|请|得)*(?:采?购|请购|买)?(?:一下)?)[:：\s]*/u;
/** Parts that did not come off the shelf for this repair, or did so before. */
const ELSEWHERE = /已领|领过|自带|自购|旧件/u;
const ONE: Quantity = 1_000n;
const MOST_LINES = 30;

/** What a command means for parts: they are asked for, or leave the store. Words for the toast, or none. */
export async function partsOf(
  context: C,
  ticket: Ticket,
  command: Command,
  actor: Person,
): Promise<string> {
  if (command.kind === 'suspend' && command.reason.startsWith(TO_BUY))
    return askFor(context, ticket, command, actor);
  if (command.kind === 'fillIn' && command.parts !== null) return useUp(context, ticket, actor);
  return '';
}

/** A purchase out of the worker's words, or the one they name; the repair wakes when it is in. */
async function askFor(
  context: C,
  ticket: Ticket,
  { reason, until }: Extract<Command, { kind: 'suspend' }>,
  actor: Person,
): Promise<string> {
  const words = reason.slice(TO_BUY.length).replace(/^：/u, '').trim();
  const named = NUMBER.exec(words)?.[0]?.toUpperCase();
  if (named !== undefined) {
    const purchase = await findPurchase(context, named);
    if (!purchase) return `；没有找到 ${named}，请核对单号`;
    if (purchase.ended) return `；${named} 已经结束，没有关联`;
    if (purchase.inStock) return `；${named} 已经入库，请领取后点“继续”`;
    await link(context, ticket, purchase.id);
    return `；已关联 ${named}，入库后自动恢复`;
  }
  const { tx, school } = context;
  const worker = ticket.workerId === null ? null : await personById(tx, school.id, ticket.workerId);
  const opened = await openPurchase(context, {
    requesterId: worker?.openId ? worker.id : actor.id,
    lines: wantedIn(words, ticket),
    reason: `${ticket.number} ${ticket.place}${ticket.object}维修`,
    neededBy: until,
    origin: { kind: 'repair', id: ticket.id },
  });
  if (!('outcome' in opened)) {
    await link(context, ticket, opened.id);
    return `；采购申请 ${opened.number} 已填好，请核对后点“提交申请”`;
  }
  if (opened.code !== 'open') return '；采购申请没有填成，请直接告诉我要买什么';
  const former = await findPurchase(context, String(opened.facts['number'] ?? ''));
  if (former) await link(context, ticket, former.id);
  return `；采购申请 ${opened.facts['number']} 已经有了，入库后自动恢复`;
}

function wantedIn(words: string, ticket: Ticket) {
  const { lines, unread } = readBooking(words.replace(ASKING, ''));
  const said = [
    ...lines.map(({ name, unit, quantity, priceFen }) => ({ name, unit, quantity, priceFen })),
    ...unread.map((name) => ({ name: name.slice(0, 40), unit: null, quantity: ONE })),
  ].slice(0, MOST_LINES);
  return said.length > 0 ? said : [{ name: `${ticket.object}配件`, unit: '件', quantity: ONE }];
}

async function link({ tx, school, now }: C, { id }: Ticket, purchaseId: string): Promise<void> {
  await tx
    .insertInto('repair_purchase')
    .values({ school_id: school.id, ticket_id: id, purchase_id: purchaseId, at: now })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** The parts are on the shelf: whatever waits for them goes on. True: who asked for them is told by that. */
export async function partsIn(context: C, goods: GoodsIn): Promise<boolean> {
  const { tx, school, say } = context;
  const rows = await tx
    .selectFrom('repair_purchase')
    .select('ticket_id')
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', goods.purchaseId)
    .execute();
  const told = new Set<string>();
  for (const { ticket_id: id } of rows) {
    const ticket = await lockTicket(context, id);
    if (ticket?.state !== 'suspended' || !ticket.suspendReason?.startsWith(TO_BUY)) continue;
    const { ok } = await perform(context, id, { kind: 'wake' }, null);
    if (!ok || ticket.workerId === null) continue;
    const worker = await personById(tx, school.id, ticket.workerId);
    if (!worker?.openId) continue;
    const things = goods.lines.map((line) => `${line.name} ${counted(line.quantity, line.unit)}`);
    await say.text(
      { kind: 'person', openId: worker.openId },
      `${goods.number} 已入库：${things.join('、')}。${ticket.number} 已恢复，请到库房取件后继续；用了多少请在“补填”里写，会自动出库。`,
      { thread: `repairs:${id}` },
    );
    told.add(worker.id);
  }
  return told.has(goods.requesterId);
}

/** What 补填 names of the store's leaves it; filling in again books the difference only. */
async function useUp(context: C, ticket: Ticket, actor: Person): Promise<string> {
  const wanted = new Map<string, Quantity>();
  for (const piece of (ticket.parts ?? '').split(/[，,、;；\n]+/u)) {
    if (ELSEWHERE.test(piece)) continue;
    for (const { name, unit, quantity } of readBooking(piece).lines) {
      const { found, sure } = await matchItems(context, name);
      const [item, another] = found.filter((one) => unit === null || one.unit === unit);
      if (item && !another && sure && quantity > 0n)
        wanted.set(item.id, (wanted.get(item.id) ?? 0n) + quantity);
    }
  }
  const used = await movedFor(context, { kind: 'repair', id: ticket.id });
  const movements: Movement[] = [];
  for (const itemId of new Set([...wanted.keys(), ...used.keys()])) {
    const more = (wanted.get(itemId) ?? 0n) + (used.get(itemId) ?? 0n);
    if (more === 0n) continue;
    movements.push({
      itemId,
      kind: more > 0n ? 'issue' : 'return',
      quantity: more > 0n ? more : -more,
      by: actor,
      why: `${ticket.number} 维修用料`,
      link: { kind: 'repair', id: ticket.id, number: ticket.number },
    });
  }
  if (movements.length === 0) return '';
  const booked = await book(context, movements);
  if (booked.outcome === 'refused') return `；没有出库：${booked.sentence}，请与仓管员核对`;
  const said: string[] = [];
  for (const { itemId, kind, quantity } of movements) {
    const item = await itemById(context, itemId);
    said.push(
      `${item?.name ?? ''} ${formatQuantity(quantity)}${item?.unit ?? ''}${kind === 'return' ? '（退回）' : ''}`,
    );
  }
  return `；已从库存出库：${said.join('、')}`;
}
