import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Command, RuleContext } from './command.ts';
import { CATEGORIES, URGENCIES, type Ticket } from './ticket.ts';

type Supplement = Extract<Command, { kind: 'supplement' }>;
type Understood = Pick<Ticket, 'place' | 'placeKey' | 'category' | 'urgency' | 'wanted'>;

/** What a 补充 says differently from the ticket: its fields arrive filled in, and most stay as they were. */
export function corrections(
  ticket: Ticket,
  { place, category, urgency, wanted }: Supplement,
  actor: Person | null,
): Partial<Understood> {
  // Only the director may say that a danger is none.
  const lowered = ticket.danger && urgency !== 'critical' && !(actor && hasRole(actor, 'director'));
  return {
    ...(place && place.name !== ticket.place ? { place: place.name, placeKey: place.key } : {}),
    ...(category && category.name !== ticket.category ? { category: category.name } : {}),
    ...(urgency && urgency !== ticket.urgency && !lowered ? { urgency } : {}),
    // The form knows days only: the same day keeps the hour that was said.
    ...(wanted && wanted.toString() !== ticket.wanted?.slice(0, 10)
      ? { wanted: wanted.toString() }
      : {}),
  };
}

/** The ticket's new values. Before 接单 another category is another repairer's, with the time that takes. */
export function restated(
  ticket: Ticket,
  command: Supplement,
  { actor, deadlines }: RuleContext,
): Partial<Ticket> {
  const corrected = corrections(ticket, command, actor);
  const { category = ticket.category, urgency = ticket.urgency } = corrected;
  const times = deadlines({ category, urgency });
  const waiting = ticket.state === 'unassigned' || ticket.state === 'assigned';
  const other = corrected.category !== undefined || corrected.urgency !== undefined;
  const worker = command.category?.worker ?? null;
  return {
    ...corrected,
    ...(command.text === null ? {} : { items: [...ticket.items, `补充：${command.text}`] }),
    ...(corrected.urgency === undefined ? {} : { danger: urgency === 'critical' }),
    ...(other && waiting ? times : {}),
    ...(other && ticket.state === 'working' ? { finishBy: times.finishBy } : {}),
    ...(corrected.category !== undefined && waiting
      ? { workerId: worker, state: worker === null ? 'unassigned' : 'assigned' }
      : {}),
  };
}

/** The line of history: what was changed into what, and the words. */
export function stated(ticket: Ticket, command: Supplement, actor: Person | null): string {
  const { place, category, urgency, wanted } = corrections(ticket, command, actor);
  return [
    place === undefined ? null : `地点改为${place}`,
    category === undefined ? null : `类别改为${CATEGORIES[category]}`,
    urgency === undefined ? null : `紧急程度改为${URGENCIES[urgency]}`,
    typeof wanted === 'string' ? `希望${wanted}来修` : null,
    command.text,
  ]
    .filter((part) => part !== null)
    .join('；');
}
