import type { Context } from '../../../kernel/feature.ts';
import type { Json, JsonObject } from '../../../kernel/json.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { everybody } from '../../people/public.ts';
import { inOrder, shiftsOf, type DayPlan } from '../domain/plan.ts';
import type { Post } from '../domain/shift.ts';
import { spanWords } from '../domain/spans.ts';
import { shiftsBetween } from '../store.ts';
import { mayLead } from './drafting.ts';
import type { RosterDraft } from './drafts.ts';
import { gapLines, judge } from './gaps.ts';
import { dayTitle, provisional, PROVISIONAL } from './roster.ts';

type C = Context<Tables>;

const DAYS_A_PAGE = 8;
const DAYS_TO_APPROVE = 31;
const MOST_PROBLEMS = 6;
const MOST_NOTES = 30;
/** A picker holds so many open_ids within the size of a card. */
const MOST_LEADERS = 40;
const MOST_MEMBERS = 150;
const POST_SHORT: Readonly<Record<Post, string>> = {
  leader: '带班',
  member: '值班',
  guard: '门卫',
};

export interface Shown {
  /** The day whose form is open. */
  readonly open?: Temporal.PlainDate | null;
  readonly page?: number;
  /** One line at the foot: what has just happened to it. */
  readonly said?: string;
  readonly renew?: boolean;
}

/** The draft on its maker's card: its days, what is wrong with them, and the form of one of them. */
export async function showDraft(
  context: C,
  draft: RosterDraft,
  openId: string,
  shown: Shown = {},
): Promise<void> {
  const pages = Math.ceil(draft.plans.length / DAYS_A_PAGE);
  const at = shown.open ? draft.plans.findIndex(({ day }) => shown.open?.equals(day)) : -1;
  const page =
    at >= 0
      ? Math.floor(at / DAYS_A_PAGE)
      : Math.min(Math.max(shown.page ?? 0, 0), Math.max(0, pages - 1));
  const people = await peopleOf(context);
  const editing = draft.state === 'editing';
  const opened = at >= 0 && editing ? draft.plans[at] : undefined;
  await context.say.show({
    key: draftKey(draft),
    to: { kind: 'person', openId },
    card: {
      template: 'duty-draft',
      values: {
        ...(await commonValues(context, draft, people)),
        rows: rowsOf(
          context,
          draft.plans.slice(page * DAYS_A_PAGE, (page + 1) * DAYS_A_PAGE),
          people,
          await wrongDays(context, draft, people),
          editing,
        ),
        // The reasons make room for the form.
        ...(opened ? { notes: [] } : {}),
        open: opened ? formOf(opened, people) : null,
        page,
        pages: editing ? pages : 1,
        publish: context.school.duty.approval === null ? '公布' : '送校长审批',
        approve: false,
        said: shown.said ?? (editing && draft.reason !== null ? `驳回的理由：${draft.reason}` : ''),
      },
    },
    renew: shown.renew ?? false,
    live: editing || draft.state === 'pending',
  });
}

/** The same for whoever approves it. */
export async function showForApproval(
  context: C,
  draft: RosterDraft,
  approver: Person,
  renew: boolean,
): Promise<void> {
  if (approver.openId === null) return;
  const people = await peopleOf(context);
  const more = draft.plans.length - DAYS_TO_APPROVE;
  const author = people.get(draft.byPersonId)?.name ?? '';
  await context.say.show({
    key: `duty:approval:${draft.id}:${approver.id}`,
    to: { kind: 'person', openId: approver.openId },
    card: {
      template: 'duty-draft',
      values: {
        ...(await commonValues(context, draft, people)),
        rows: rowsOf(
          context,
          draft.plans.slice(0, DAYS_TO_APPROVE),
          people,
          await wrongDays(context, draft, people),
          false,
        ),
        open: null,
        page: 0,
        pages: 1,
        publish: '',
        approve: draft.state === 'pending',
        said: `${author}拟定${more > 0 ? `；还有 ${more} 天没有列出` : ''}`,
      },
    },
    renew,
    insist: true,
    live: draft.state === 'pending',
  });
}

export function draftKey({ id }: Pick<RosterDraft, 'id'>): string {
  return `duty:draft:${id}`;
}

async function peopleOf({ tx, school }: C): Promise<ReadonlyMap<string, Person>> {
  return new Map((await everybody(tx, school.id)).map((person) => [person.id, person]));
}

const STATES: Readonly<Record<RosterDraft['state'], string>> = {
  editing: '草稿，公布后才生效',
  pending: '等校长审批',
  published: '已公布',
  dropped: '没有采用',
};

async function commonValues(
  context: C,
  draft: RosterDraft,
  people: ReadonlyMap<string, Person>,
): Promise<JsonObject> {
  const live = draft.state === 'editing' || draft.state === 'pending';
  const lines = live ? gapLines(await gapsOfDraft(context, draft, people), people) : [];
  const unsure = provisional(
    context.calendar,
    draft.plans.map(({ day }) => day),
  );
  const notes = live ? [...draft.notes.problems, ...draft.notes.notes].slice(0, MOST_NOTES) : [];
  return {
    id: draft.id,
    v: draft.version,
    state: draft.state,
    title: `${draft.title}排班`,
    subtitle: `${spanWords(draft.from, draft.to)} · ${STATES[draft.state]}`,
    provisional: unsure,
    problems: [
      ...lines.slice(0, MOST_PROBLEMS).map(({ line }) => line),
      ...(lines.length > MOST_PROBLEMS ? [`……共 ${lines.length} 天有问题`] : []),
    ],
    notes: unsure ? [PROVISIONAL, ...notes] : notes,
  };
}

/** What the rules say of the draft, with the days around it as they stand. */
export async function gapsOfDraft(
  context: C,
  { plans, from, to }: Pick<RosterDraft, 'plans' | 'from' | 'to'>,
  people: ReadonlyMap<string, Person>,
) {
  const today = context.calendar.date(context.now);
  const eve = from.subtract({ days: 1 });
  const before = await shiftsBetween(context, eve, eve);
  const after = await shiftsBetween(context, to.add({ days: 1 }), to.add({ days: 1 }));
  const days = plans
    .map(({ day }) => day)
    .filter((day) => Temporal.PlainDate.compare(day, today) >= 0);
  return judge(context, days, [...before, ...shiftsOf(plans), ...after], people);
}

async function wrongDays(
  context: C,
  draft: RosterDraft,
  people: ReadonlyMap<string, Person>,
): Promise<ReadonlySet<string>> {
  return new Set((await gapsOfDraft(context, draft, people)).map(({ day }) => day.toString()));
}

function rowsOf(
  { calendar, now, school }: C,
  plans: readonly DayPlan[],
  people: ReadonlyMap<string, Person>,
  wrong: ReadonlySet<string>,
  editing: boolean,
): Json {
  const today = calendar.date(now);
  return plans.map(({ day, placed }) => ({
    day: day.toString(),
    title: dayTitle(calendar, day),
    who: placedWords(placed, people, school.duty.start) || '还没有排人',
    wrong: wrong.has(day.toString()),
    // What has been is not edited any more.
    edit: editing && Temporal.PlainDate.compare(day, today) >= 0,
  }));
}

/** `带班 陈主任；值班 王老师、何师傅`, with the hour where it is not the usual one. */
export function placedWords(
  placed: DayPlan['placed'],
  people: ReadonlyMap<string, Person>,
  usual: string,
): string {
  const groups = Map.groupBy(inOrder(placed), ({ post, start }) => `${start} ${post}`);
  return [...groups.values()]
    .flatMap((ones) => {
      const [first] = ones;
      if (!first) return [];
      const names = ones.map(({ personId }) => people.get(personId)?.name ?? '（已不在名单）');
      const hour = first.start === usual ? '' : `${first.start} `;
      return [`${hour}${POST_SHORT[first.post]} ${names.join('、')}`];
    })
    .join('；');
}

function formOf({ day, placed }: DayPlan, people: ReadonlyMap<string, Person>): JsonObject {
  const there = (post: Post) =>
    placed.flatMap((one) => (one.post === post ? (people.get(one.personId) ?? []) : []));
  const ids = (some: readonly Person[]) => some.flatMap(({ openId }) => openId ?? []);
  const active = [...people.values()].filter((person) => person.active);
  const offline = active.filter(({ openId }) => openId === null);
  const leaders = ids(there('leader'));
  const members = ids([...there('member'), ...there('guard')]);
  const unique = (all: readonly string[], most: number) => [...new Set(all)].slice(0, most);
  const rest = active.filter((person) => !hasRole(person, 'principal'));
  return {
    day: day.toString(),
    leaders,
    members,
    guards: placed
      .filter(({ personId }) => people.get(personId)?.openId === null)
      .map(({ personId }) => personId),
    mayLead: unique([...leaders, ...ids(active.filter(mayLead)), ...ids(active)], MOST_LEADERS),
    mayServe: unique(
      [...members, ...ids(rest.filter((person) => !mayLead(person))), ...ids(rest)],
      MOST_MEMBERS,
    ),
    mayGuard: offline.map(({ id, name }) => ({ id, name })),
  };
}
