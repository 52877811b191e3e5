import type { Context, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { hasRole, type Person, type Role } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { dayFrom, sayDay } from '../../kernel/day-words.ts';
import { changePerson, everyone, findPerson } from './store.ts';
import type { PeopleHooks } from './hooks.ts';
import { directTo, reply, toast } from './words.ts';

/** How high a role stands when somebody signs in another's place. */
const RANK: Partial<Record<Role, number>> = { principal: 3, director: 2, unitHead: 1 };

function rank(person: Person): number {
  return Math.max(...person.roles.map((role) => RANK[role] ?? 0), 0);
}

/** `我请假到周五，林校长代批`: an equal or higher substitute counts at once, another one needs a director. */
export function takeLeave(hooks: PeopleHooks) {
  return (context: Context<Tables>, incoming: Incoming, match: RegExpExecArray) =>
    leaveUntil(context, incoming, match, hooks);
}

async function leaveUntil(
  context: Context<Tables>,
  incoming: Incoming,
  match: RegExpExecArray,
  hooks: PeopleHooks,
): Promise<void> {
  const { sender } = incoming;
  const today = context.calendar.date(context.now);
  const until = dayFrom((match[1] ?? '').trim(), today);
  if (!until || Temporal.PlainDate.compare(until, today) < 0) {
    return reply(context, incoming, '请告诉我请假到哪一天，例如“我请假到周五，林校长代批”。');
  }
  const me = await findPerson(context.tx, context.school.id, { id: sender.id });
  if (!me?.active) return reply(context, incoming, '您已不在人员名单中，请联系总务处。');
  const named = (match[2] ?? '').trim();
  if (named === '') {
    const away = await changePerson(
      context,
      me,
      { absentUntil: until, substituteId: null },
      sender,
    );
    await hooks.absence?.(context, away, until);
    return reply(context, incoming, `已记下：您请假到${sayDay(until)}。回来后发“我回来了”。`);
  }
  const all = await everyone(context.tx, context.school.id);
  const mentioned = incoming.message.mentions.map((mention) => mention.openId);
  const found = all.filter(
    (person) =>
      person.active &&
      (mentioned.length > 0
        ? person.openId !== null && mentioned.includes(person.openId)
        : person.name === named),
  );
  const [substitute] = found;
  if (!substitute) return reply(context, incoming, `没有找到“${named}”，请写全名或 @ 这位同事。`);
  if (found.length > 1) {
    return reply(context, incoming, `有 ${found.length} 位“${named}”，请 @ 您要请的那一位。`);
  }
  const unfit = whyUnfit(me, substitute, today);
  if (unfit) return reply(context, incoming, unfit);
  if (rank(substitute) >= rank(me)) {
    const change = { absentUntil: until, substituteId: substitute.id };
    const away = await changePerson(context, me, change, sender);
    await hooks.absence?.(context, away, until);
    await tellSubstitute(context, me, substitute, until);
    return reply(
      context,
      incoming,
      `已记下：您请假到${sayDay(until)}，由${substitute.name}代批。回来后发“我回来了”。`,
    );
  }
  return askForConsent(context, incoming, me, substitute, until, all);
}

/** A day named alone is no end: a leave counts from the message on, so the sentence that does it is named. */
export async function tellHowToTakeLeave(
  context: Context<Tables>,
  incoming: Incoming,
): Promise<void> {
  await reply(
    context,
    incoming,
    '还没有登记。请假从发消息时算起，走之前告诉我到哪一天，例如“我请假到周五”；要人代批就加上“，林校长代批”。',
  );
}

function whyUnfit(me: Person, substitute: Person, today: Temporal.PlainDate): string | null {
  if (substitute.id === me.id) return '不能由您自己代批，请另选一位。';
  if (substitute.openId === null) return `${substitute.name}没有飞书账号，不能代批，请另选一位。`;
  return isAway(substitute, today) ? `${substitute.name}那时也在请假，请另选一位。` : null;
}

function isAway(person: Person, today: Temporal.PlainDate): boolean {
  return person.absentUntil !== null && Temporal.PlainDate.compare(person.absentUntil, today) >= 0;
}

/** Nobody consents to their own substitute: other directors, else the principal, else another admin. */
async function askForConsent(
  context: Context<Tables>,
  incoming: Incoming,
  me: Person,
  substitute: Person,
  until: Temporal.PlainDate,
  all: readonly Person[],
): Promise<void> {
  const deciders = decidersFor(me, substitute, all);
  if (deciders.length === 0) {
    const why = `${substitute.name}的职务低于您，需要主任确认，但现在没有可确认的人，请另选一位。`;
    return reply(context, incoming, why);
  }
  const id = context.newId();
  await context.tx
    .insertInto('leave_request')
    .values({
      school_id: context.school.id,
      id,
      person_id: me.id,
      substitute_id: substitute.id,
      until,
      state: 'open',
      at: context.now,
      decided_by: null,
    })
    .execute();
  for (const decider of deciders) {
    await showRequest(context, decider, { id, me, substitute, until, outcome: null });
  }
  const names = deciders.map((decider) => decider.name).join('、');
  return reply(
    context,
    incoming,
    `${substitute.name}的职务低于您，已请${names}确认，确认后生效，我会告诉您。`,
  );
}

function decidersFor(me: Person, substitute: Person, all: readonly Person[]): Person[] {
  for (const role of ['director', 'principal', 'admin'] as const) {
    const holders = all.filter(
      (person) =>
        hasRole(person, role) &&
        person.openId !== null &&
        person.id !== me.id &&
        person.id !== substitute.id,
    );
    if (holders.length > 0) return holders;
  }
  return [];
}

interface Request {
  readonly id: string;
  readonly me: Person;
  readonly substitute: Person;
  readonly until: Temporal.PlainDate;
  readonly outcome: string | null;
}

async function showRequest(
  context: Context<Tables>,
  decider: Person,
  { id, me, substitute, until, outcome }: Request,
): Promise<void> {
  if (decider.openId === null) return;
  await context.say.show({
    key: `people:leave:${id}:${decider.openId}`,
    to: directTo(decider.openId),
    card: {
      template: 'people-leave',
      values: {
        id,
        name: me.name,
        substitute: substitute.name,
        until: sayDay(until),
        outcome: outcome ?? '',
        open: outcome === null,
      },
    },
    live: outcome === null,
    insist: true,
  });
}

export function decideLeave(verdict: 'approved' | 'refused', hooks: PeopleHooks) {
  return async (context: Context<Tables>, { tap, operator }: TapInput): Promise<TapAnswer> => {
    const { tx, school } = context;
    const { id } = tap.value;
    const request = await tx
      .selectFrom('leave_request')
      .selectAll()
      .where('school_id', '=', school.id)
      .where('id', '=', typeof id === 'string' ? id : '')
      .forUpdate()
      .executeTakeFirst();
    if (!request) return toast('error', '没有找到这张请假单，可能已经处理过了');
    const all = await everyone(tx, school.id);
    const me = all.find((person) => person.id === request.person_id);
    const substitute = all.find((person) => person.id === request.substitute_id);
    if (!me || !substitute) return toast('error', '请假单上的人已不在名单中');
    const deciders = decidersFor(me, substitute, all);
    if (!deciders.some((person) => person.id === operator.id)) {
      const names = deciders.map((person) => person.name).join('、');
      return toast('error', `只有${names || '主任'}可以确认`);
    }
    if (request.state !== 'open') {
      const by = all.find((person) => person.id === request.decided_by)?.name ?? '';
      return toast('warning', `${by}已${request.state === 'approved' ? '同意' : '驳回'}，不用再点`);
    }
    if (verdict === 'approved') {
      const today = context.calendar.date(context.now);
      const unfit =
        me.active && substitute.active ? whyUnfit(me, substitute, today) : '人员已有变动';
      if (unfit) return toast('error', unfit);
      const change = { absentUntil: request.until, substituteId: substitute.id };
      const away = await changePerson(context, me, change, operator);
      await hooks.absence?.(context, away, request.until);
      await tellSubstitute(context, me, substitute, request.until);
    }
    await tx
      .updateTable('leave_request')
      .set({ state: verdict, decided_by: operator.id })
      .where('school_id', '=', school.id)
      .where('id', '=', request.id)
      .execute();
    const done = verdict === 'approved' ? '同意' : '驳回';
    const outcome = `${operator.name}已${done}`;
    for (const decider of deciders) {
      await showRequest(context, decider, { ...request, me, substitute, outcome });
    }
    if (me.openId) {
      const what =
        verdict === 'approved'
          ? `${operator.name}已同意：您请假到${sayDay(request.until)}，由${substitute.name}代批。`
          : `${operator.name}没有同意由${substitute.name}代批，请另选一位。`;
      await context.say.text(directTo(me.openId), what);
    }
    return toast('success', `已${done}`);
  };
}

async function tellSubstitute(
  context: Context<Tables>,
  me: Person,
  substitute: Person,
  until: Temporal.PlainDate,
): Promise<void> {
  if (substitute.openId === null) return;
  const text = `${me.name}请假到${sayDay(until)}，期间由您代批。`;
  await context.say.text(directTo(substitute.openId), text);
}

/** `我回来了`, `销假` */
export function comeBack(hooks: PeopleHooks) {
  return async (context: Context<Tables>, incoming: Incoming): Promise<void> => {
    const me = await findPerson(context.tx, context.school.id, { id: incoming.sender.id });
    if (!me?.absentUntil) return reply(context, incoming, '您没有在请假。');
    const change = { absentUntil: null, substituteId: null };
    const back = await changePerson(context, me, change, incoming.sender);
    await hooks.absence?.(context, back, me.absentUntil);
    return reply(context, incoming, '欢迎回来，请假和代批已结束。');
  };
}
