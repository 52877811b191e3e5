import type { JsonObject } from '../../../kernel/json.ts';
import type { CardContent } from '../../../kernel/say.ts';
import type { State } from '../domain/purchase.ts';
import { DROP_REASONS, NO_INVOICE_REASONS, REJECT_REASONS } from './domain/wording.ts';
import type { BuyingView } from './view.ts';

/** One header colour per state of the buying; what the chain has again is red. */
const COLOURS: Partial<Record<State, string>> = {
  approved: 'orange',
  ordered: 'blue',
  partlyArrived: 'yellow',
  arrived: 'yellow',
  partlyReceived: 'purple',
  received: 'turquoise',
  reimbursed: 'green',
};
/** Beyond these the goods are folded, so that the buttons stay on the first screen. */
const MOST_SHOWN = 6;
/** A price for each good of a longer list makes the card too large: then it is the total. */
const MOST_PRICED = 12;
const MOST_HISTORY = 8;

/** 已下单, 已到货, the invoice. */
export function buyerCard(view: BuyingView): CardContent {
  const priced = view.lines.length <= MOST_PRICED && view.lines.length > 1;
  return {
    template: 'purchase-buyer',
    values: {
      ...common(view),
      priced: priced
        ? numbered(view).map(({ no, name, unit, each }) => ({
            no,
            name,
            hint: `${unit === '' ? '单价' : `每${unit}`}（元）${each === '' ? '' : `，批准 ${each}`}`,
          }))
        : [],
      coming: numbered(view)
        .filter(({ owed }) => owed !== '')
        .map(({ no, name, unit, owed }) => ({ no, name, hint: `还差 ${owed}${unit}` })),
      dropReasons: [...DROP_REASONS],
    },
  };
}

/** 验收入库 */
export function acceptorCard(view: BuyingView): CardContent {
  return {
    template: 'purchase-acceptor',
    values: {
      ...common(view),
      waiting: numbered(view)
        .filter(({ waiting }) => waiting !== '')
        .map(({ no, name, unit, waiting }) => ({
          no,
          name,
          text: `${name} ${waiting}${unit}`,
          hint: `到了 ${waiting}${unit}，填不合格数量`,
        })),
      rejectReasons: [...REJECT_REASONS],
    },
  };
}

/** 已报销 */
export function payerCard(view: BuyingView): CardContent {
  return {
    template: 'purchase-payer',
    values: { ...common(view), noInvoiceReasons: [...NO_INVOICE_REASONS] },
  };
}

function common(view: BuyingView): JsonObject {
  // A long list leaves little room for words beside it.
  const long = view.lines.length > MOST_PRICED;
  const text = (words: string | null, most: number) =>
    words === null ? null : clip(words, long ? most / 2 : most);
  const lines = view.lines.map(({ text: words, note }) => ({
    text: clip(words, long ? 32 : 60),
    note,
  }));
  return {
    id: view.id,
    v: view.version,
    number: view.number,
    stateName: view.stateName,
    colour:
      view.again || view.signing
        ? 'red'
        : view.ended
          ? view.state === 'reimbursed'
            ? 'green'
            : 'grey'
          : (COLOURS[view.state ?? 'approved'] ?? 'grey'),
    again: view.again,
    signing: view.signing,
    refused: text(view.refused, 80),
    urgent: view.urgent,
    ordered: view.state !== null && view.state !== 'approved',
    title: clip(view.title, 60),
    requester: clip(view.requester, 40),
    reason: text(view.reason, 100),
    neededBy: view.neededBy,
    approved: view.approved,
    actual: view.actual,
    supplier: text(view.supplier, 60),
    orderNote: text(view.orderNote, 100),
    buyer: text(view.buyer, 20),
    acceptors: clip(view.acceptors, 60),
    payers: clip(view.payers, 60),
    lines: lines.slice(0, MOST_SHOWN),
    more: Math.max(0, lines.length - MOST_SHOWN),
    moreText: lines
      .slice(MOST_SHOWN)
      .map(({ text: words, note }) => `${words}  ${note}`)
      .join('\n'),
    invoiceText: view.invoices.slice(-3).join('\n'),
    invoices: view.invoices.length,
    invoiceNumbers: view.invoiceNumbers.slice(-3),
    photos: view.photos,
    arrived: text(view.arrived, 80),
    checked: text(view.checked, 80),
    paid: view.paid,
    history: view.history
      .slice(view.lines.length > MOST_PRICED ? -4 : -MOST_HISTORY)
      .map((line) => clip(line, 80)),
    may: [...view.may],
  };
}

/** The fields of a form are called by the place of the good in the list. */
function numbered({ lines }: BuyingView) {
  const most = lines.length > MOST_PRICED ? 16 : 40;
  return lines.map((line, i) => ({ ...line, name: clip(line.name, most), no: String(i + 1) }));
}

function clip(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}
