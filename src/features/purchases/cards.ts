import { clip } from '../../kernel/clip.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { CardContent } from '../../kernel/say.ts';
import { EDITABLE, type State } from './domain/purchase.ts';
import { writeLine } from './domain/lines-text.ts';
import { REJECT_REASONS, RETURN_REASONS } from './domain/wording.ts';
import type { PurchaseView } from './view.ts';

/** One header colour per state. */
const COLOURS: Readonly<Record<State, string>> = {
  draft: 'orange',
  approving: 'blue',
  returned: 'orange',
  rejected: 'red',
  withdrawn: 'grey',
  approved: 'turquoise',
  ordered: 'wathet',
  partlyArrived: 'wathet',
  arrived: 'indigo',
  partlyReceived: 'indigo',
  received: 'purple',
  reimbursed: 'green',
  fromStock: 'green',
  cancelled: 'grey',
};

const MOST_HISTORY = 8;
const MOST_PEOPLE = 30;
/** The platform's limit of a field is 1000; what does not fit goes on in the next one. */
const FIELD = 900;

/** One good that is in stock, offered instead of being bought. */
export interface StockOffer {
  readonly lineId: string;
  readonly text: string;
}

/** For the person who asked. `hint` is what the bot asked and waits for. */
export function requesterCard(
  view: PurchaseView,
  hint: string | null,
  offers: readonly StockOffer[],
): CardContent {
  const { purchase, may } = view;
  const editable = EDITABLE.includes(purchase.state) && may.includes('edit');
  return {
    template: 'purchase-request',
    values: {
      ...common(view),
      hint: purchase.state === 'draft' || purchase.state === 'returned' ? hint : null,
      offers: offers.slice(0, 5).map(({ lineId, text }) => ({ lineId, text: clip(text, 60) })),
      editable,
      unpriced: purchase.totalFen === null && purchase.lines.length > 0,
      fields: editable ? fieldsOf(purchase.lines.map(writeLine)) : [],
      reason: purchase.reason ?? '',
      date: purchase.neededBy?.toString() ?? '',
      afterChoice: purchase.after ? 'yes' : 'no',
    },
  };
}

/** For whoever decides, or has decided. Nothing of what is decided on is cut off. */
export function approverCard(view: PurchaseView): CardContent {
  return {
    template: 'purchase-approval',
    values: {
      ...common(view),
      rejectReasons: [...REJECT_REASONS],
      returnReasons: [...RETURN_REASONS],
      colleagues: view.colleagues
        .slice(0, MOST_PEOPLE)
        .map(({ id, name }) => ({ id, name: clip(name, 12) })),
    },
  };
}

function common(view: PurchaseView): JsonObject {
  const { purchase, may } = view;
  return {
    id: purchase.id,
    v: purchase.version,
    number: purchase.number,
    stateName: view.stateName,
    colour: COLOURS[purchase.state],
    title: clip(view.title, 60),
    requester: clip(view.requester, 40),
    lines: view.lines.join('\n'),
    count: view.lines.length,
    total: view.total,
    purpose: purchase.reason,
    neededBy: view.neededBy,
    submittedAt: view.submittedAt,
    chain: view.chain.join('\n'),
    marks: [...view.marks],
    said: purchase.said,
    after: purchase.after,
    history: view.history.slice(-MOST_HISTORY).map((line) => clip(line, 80)),
    may: [...may],
  };
}

/** The goods over as many fields as they need, with room to add. */
function fieldsOf(lines: readonly string[]): string[] {
  const fields: string[] = [];
  let field = '';
  for (const line of lines) {
    if (field !== '' && field.length + line.length + 1 > FIELD) {
      fields.push(field);
      field = '';
    }
    field = field === '' ? line : `${field}\n${line}`;
  }
  return field.length > FIELD / 2 ? [...fields, field, ''] : [...fields, field];
}
