import { clip } from '../../kernel/clip.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import type { CardContent } from '../../kernel/say.ts';
import type { DraftLine } from './draft.ts';

/** A request that lacks which or how many. Its form posts `issues.submit`; a field a line: `item0`, `qty0`. */
export interface AskView {
  readonly id: string;
  readonly unsure: boolean;
  readonly question: string;
  readonly lines: readonly (DraftLine & {
    readonly choices: readonly {
      readonly id: string;
      readonly label: string;
      readonly unit: string;
    }[];
  })[];
  /** What became of it. */
  readonly closed: string | null;
}

/** For one line, and for a card of many; what has no room is asked in words. */
const MOST_CHOICES = 10;
const MOST_IN_ALL = 60;

export function askCard(view: AskView): CardContent {
  let room = MOST_IN_ALL;
  const choicesOf = ({ choices, sure }: AskView['lines'][number]) => {
    if (choices.length === 1 && sure) return [];
    const shown = choices.slice(0, Math.min(MOST_CHOICES, room));
    room -= shown.length;
    return shown.map(({ id, label }) => ({ id, label: clip(label, 24) }));
  };
  return {
    template: 'issue-ask',
    values: {
      id: view.id,
      unsure: view.unsure,
      question: clip(view.question, 200),
      closed: view.closed,
      lines: view.lines.map((line, i) => ({
        item: `item${i}`,
        qty: `qty${i}`,
        name: clip(`${line.name}${line.spec === '' ? '' : `（${line.spec}）`}`, 30),
        choices: choicesOf(line),
        unit: line.choices.length === 1 ? clip(line.choices[0]?.unit ?? '', 6) : '',
        value: line.quantity === null ? '' : formatQuantity(line.quantity),
      })),
    },
  };
}

/** Goods the store does not know, offered as a purchase. */
export function offerCard(view: {
  readonly id: string;
  readonly goods: readonly string[];
  readonly keeper: string;
  readonly closed: string | null;
}): CardContent {
  return {
    template: 'issue-offer',
    values: {
      id: view.id,
      goods: view.goods.map((one) => clip(one, 40)),
      keeper: clip(view.keeper, 20),
      closed: view.closed,
    },
  };
}
