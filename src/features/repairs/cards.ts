import type { JsonObject } from '../../kernel/json.ts';
import type { CardContent } from '../../kernel/say.ts';
import {
  CATEGORIES,
  CAUSES,
  ENDED,
  REFUSE_REASONS,
  REWORK_REASONS,
  SUSPEND_REASONS,
  TRANSFER_REASONS,
  URGENCIES,
  type ConfirmView,
  type DraftView,
  type ListRow,
  type State,
  type TicketView,
} from './domain/ticket.ts';
import { clip, clipLines } from './cards-text.ts';

/** One header colour per state; a danger is red until it ends. */
const COLOURS: Readonly<Record<State, string>> = {
  unassigned: 'orange',
  assigned: 'yellow',
  working: 'blue',
  suspended: 'purple',
  done: 'turquoise',
  accepted: 'green',
  acceptedByDefault: 'green',
  withdrawn: 'grey',
  refused: 'grey',
  merged: 'grey',
};

/** Beyond these the platform's size of a card is near; the rest is counted in words. */
const MOST_ROWS = 12;
const MOST_HISTORY = 8;
const MOST_CHOICES = 18;
/** Repairers to choose from: a school's whole staff of them, and a card below its size. */
const MOST_PEOPLE = 30;

/** For the person who reported, and for those who joined. */
export function reporterCard(view: TicketView): CardContent {
  return { template: 'repair-reporter', values: { ...common(view), ...personal(view) } };
}

/** For the logistics group: nothing private, whatever the view holds. */
export function logisticsCard(view: TicketView): CardContent {
  const history = lines(view.publicHistory);
  // The one tag that rings somebody: an id of the school's own people, never what somebody wrote.
  const mention =
    view.mention !== null && /^ou_[A-Za-z0-9_-]+$/.test(view.mention)
      ? { markup: `<at id=${view.mention}></at>` }
      : null;
  return { template: 'repair-logistics', values: { ...common(view), history, mention } };
}

/** For the proposed or responsible repairer. */
export function workerCard(view: TicketView): CardContent {
  return { template: 'repair-worker', values: { ...common(view), ...personal(view) } };
}

/** For the director, who decides and may act for others. */
export function directorCard(view: TicketView): CardContent {
  return { template: 'repair-director', values: { ...common(view), ...personal(view) } };
}

/** A danger: the person's usual card, red by then, with what to do first above everything. */
export function dangerCard(view: TicketView, role: 'worker' | 'director'): CardContent {
  const { template, values } = role === 'worker' ? workerCard(view) : directorCard(view);
  const firstSteps = view.firstSteps === null ? null : clip(view.firstSteps, 200);
  return { template, values: { ...values, firstSteps } };
}

/** Asks where it is; afterwards it says what became of the report. */
export function askPlaceCard(draft: DraftView): CardContent {
  return {
    template: 'repair-ask-place',
    values: {
      id: draft.id,
      text: clip(draft.text, 200),
      guess: draft.guess === null ? null : clip(draft.guess, 60),
      places: draft.places.map((place) => ({ place: clip(place, 60), label: clip(place, 12) })),
      buildings: [...new Set(draft.buildings)].slice(0, MOST_CHOICES).map((one) => clip(one, 40)),
      closed: draft.closed,
    },
  };
}

/** What was understood, because it may be no report at all. */
export function confirmCard({ id, faults }: ConfirmView): CardContent {
  return {
    template: 'repair-confirm',
    values: {
      id,
      faults: clipLines(
        faults.map(({ place, object, text }) => `${place ?? '地点未说'} · ${object}：${text}`),
        6,
        100,
      ),
    },
  };
}

/** Somebody else reported the same place and thing already. */
export function duplicateCard(view: TicketView, draftId: string): CardContent {
  return { template: 'repair-duplicate', values: { ...common(view), draftId } };
}

/** A list with at most one button a row; the longest part is counted, not shown. */
export function listCard(
  title: string,
  rows: readonly ListRow[],
  note: string | null,
): CardContent {
  return { template: 'repair-list', values: { title, note, ...listed(rows) } };
}

/** What waits for one person's acceptance, with one button for all. */
export function acceptanceListCard(title: string, rows: readonly ListRow[]): CardContent {
  return { template: 'repair-acceptance', values: { title, ...listed(rows) } };
}

/** What every card of a ticket may show, the group's too: no reasons, stars or phones. */
function common(view: TicketView): JsonObject {
  const { ticket } = view;
  const open = !ENDED.includes(ticket.state) && ticket.state !== 'done';
  return {
    id: ticket.id,
    v: ticket.version,
    number: ticket.number,
    stateName: view.stateName,
    colour: ticket.danger && open ? 'red' : COLOURS[ticket.state],
    danger: ticket.danger && open,
    firstSteps: null,
    open,
    urgent: ticket.urgency !== 'normal',
    reworks: ticket.reworks,
    title: clip(`${ticket.place} · ${ticket.object}`, 60),
    place: clip(ticket.place, 80),
    fault: clipLines(ticket.items, 6, 100),
    photos: view.photos,
    reporter: clip(view.reporter, 40),
    worker: view.worker === null ? null : clip(view.worker, 40),
    reportedAt: view.reportedAt,
    categoryName: CATEGORIES[ticket.category],
    wanted: view.wanted,
    suspendedUntil: view.suspendedUntil,
    joined: view.joined.length,
    may: [...view.may],
  };
}

/** What only direct cards show, and the choices of their forms. */
function personal(view: TicketView): JsonObject {
  const { ticket } = view;
  return {
    workerPhone: view.workerPhone,
    pictures: [...view.pictures],
    reporterPhone: view.reporterPhone,
    takeBy: view.takeBy,
    finishBy: view.finishBy,
    acceptBy: view.acceptBy,
    overdue: view.overdue,
    suspendReason: clip(ticket.suspendReason ?? '', 100),
    reason: ticket.reason === null ? null : clip(ticket.reason, 120),
    stars: ticket.stars,
    note: ticket.note === null ? null : clip(ticket.note, 120),
    parts: ticket.parts === null ? null : clip(ticket.parts, 120),
    cause: ticket.cause,
    cost: view.cost,
    history: lines(view.history),
    colleagues: view.colleagues
      .slice(0, MOST_PEOPLE)
      .map(({ id, name }) => ({ id, name: clip(name, 8) })),
    mergeable: view.mergeable.slice(0, 6).map(({ id, title }) => ({ id, title: clip(title, 24) })),
    suspendDefault: view.suspendDefault,
    suspendReasons: [...SUSPEND_REASONS],
    transferReasons: [...TRANSFER_REASONS],
    reworkReasons: [...REWORK_REASONS],
    refuseReasons: [...REFUSE_REASONS],
    causes: [...CAUSES],
    category: ticket.category,
    urgency: ticket.urgency,
    categories: Object.entries(CATEGORIES).map(([value, text]) => ({ value, text })),
    urgencies: Object.entries(URGENCIES).map(([value, text]) => ({ value, text })),
    wantedDate: ticket.wanted?.slice(0, 10) ?? '',
  };
}

/** The newest ones; the oldest give way. */
function lines(history: readonly string[]): string[] {
  return history.slice(-MOST_HISTORY).map((line) => clip(line, 60));
}

const LABELS: Partial<Record<NonNullable<ListRow['action']>, string>> = {
  accept: '接单',
  finish: '完工',
  resume: '继续',
  approve: '验收通过',
  urge: '催单',
  join: '我也遇到',
  withdraw: '撤销',
  pick: '是这个',
};

function listed(rows: readonly ListRow[]): JsonObject {
  return {
    total: rows.length,
    more: Math.max(0, rows.length - MOST_ROWS),
    rows: rows.slice(0, MOST_ROWS).map((row) => {
      const label = row.action === null ? undefined : LABELS[row.action];
      return {
        id: row.id,
        version: row.version,
        number: row.number,
        title: clip(row.title, 60),
        stateName: row.stateName,
        detail: clip(row.detail, 60),
        action: label === undefined ? null : row.action,
        label: label ?? '',
      };
    }),
  };
}
