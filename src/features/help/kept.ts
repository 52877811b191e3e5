import type { Context, Feature, Incoming, Phrase } from '../../kernel/feature.ts';
import type { Role } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleWithRole } from '../people/public.ts';

type C = Context<Tables>;

/** Something people ask for that no feature does yet. A feature that does it is asked before. */
interface Later {
  /** As the answer calls it. */
  readonly what: string;
  /** Who is told; the first present holder, the director where there is none. Null: a question, nobody has to act. */
  readonly who: Role | null;
}

const RESEND = { minutes: 10 } as const;

export const keptIntents: NonNullable<Feature<Tables>['intents']> = {
  'duty.swap': (context, incoming) => keep(context, incoming, { what: '换班', who: 'director' }),
  'duty.query': (context, incoming) => keep(context, incoming, { what: '查值班', who: null }),
  'schedule.query': (context, incoming) => keep(context, incoming, { what: '查安排', who: null }),
};

/** What the annotated intents have no name for, by its form; each stands at the start or fills the text. */
const FORMS: readonly (readonly [RegExp, Later])[] = [
  [
    /^(?=.*(?:停水|停电|停气|断网|检修|施工|消杀|放假|通知)).{2,200}?[，,。\s](?:请|麻烦|帮忙)?(?:发)?通知(?:一下)?(?:全校|全体|各班|各办公室|大家|老师们)(?:老师|教职工)?[。!！]?$/su,
    { what: '发通知', who: 'director' },
  ],
  [
    /^(?:请|帮我|麻烦)?(?:把)?.{0,12}?值班(?:表)?(?:给)?(?:排一下|排好|排一排|安排一下|排个表|排出来)/u,
    { what: '排值班', who: 'director' },
  ],
  [/^排(?:一下|个)?.{0,12}?(?:的)?值班(?:表)?[。!！]?$/u, { what: '排值班', who: 'director' }],
  [/^(?:值班记录|交班|接班)[:：]/u, { what: '记值班', who: 'director' }],
  [
    /^(?:订|预订|预定|借用?|借)(?:一下|个)?.{0,8}?(?:报告厅|会议室|多功能厅|阶梯教室|场地|礼堂)/u,
    { what: '订场地', who: 'director' },
  ],
  [
    /^(?:生成|写|出)(?:一下|一份)?.{0,12}?(?:总结|小结|工作安排)/u,
    { what: '写总结', who: 'director' },
  ],
  [/^.{0,20}?(?:申请报废|报废申请|要报废)[。!！]?$/u, { what: '资产报废', who: 'director' }],
  [/^(?:下周|本周|这周|今天|明天)?的?菜谱(?:发一下|发我)?[?？]?$/u, { what: '查菜谱', who: null }],
];

export const keptPhrases: readonly Phrase<Tables>[] = FORMS.map(([pattern, later]) => ({
  pattern,
  handle: (context, incoming) => keep(context, incoming, later),
}));

/**
 * Nothing somebody said is lost: what no feature does is kept, passed on to whoever does it by
 * hand, and the person is told so plainly and by name.
 */
async function keep(context: C, { message, sender }: Incoming, later: Later): Promise<void> {
  const { tx, school, now, say } = context;
  const person = { kind: 'person', openId: message.senderOpenId } as const;
  const answer = (words: string) => {
    if (message.chatKind === 'direct') return say.reply(message.messageId, person, words);
    // Before the school has started, no group is posted to.
    if (!school.enabled) return say.text(person, words);
    return say.reply(message.messageId, { kind: 'chat', chatId: message.chatId }, words);
  };
  if (later.who === null)
    return answer(
      `${later.what}我现在还办不了，请直接问总务处。报修可以直接告诉我：在哪里、什么坏了。`,
    );
  const again = await tx
    .selectFrom('kept_request')
    .select('id')
    .where('school_id', '=', school.id)
    .where('person_id', '=', sender.id)
    .where('kind', '=', later.what)
    .where('text', '=', message.text)
    .where('at', '>', now.subtract(RESEND))
    .executeTakeFirst();
  if (again) return answer(`${later.what}的事刚才已经转告过了，不用重复发。`);
  const told = await whoDoes(context, later.who, sender.id);
  await tx
    .insertInto('kept_request')
    .values({
      school_id: school.id,
      id: context.newId(),
      person_id: sender.id,
      kind: later.what,
      text: message.text,
      told_id: told?.id ?? null,
      at: now,
    })
    .execute();
  if (!told?.openId) {
    return answer(`${later.what}我现在还办不了，已经记下，请直接联系总务处。`);
  }
  await say.text(
    { kind: 'person', openId: told.openId },
    `${sender.name}要${later.what}：“${message.text}”\n这件事我还办不了，请直接与${sender.name}联系。`,
    { thread: `help:kept:${message.messageId}` },
  );
  return answer(
    `${later.what}我现在还办不了，已经记下并转告${told.name}，请直接与${told.name}联系。`,
  );
}

async function whoDoes({ tx, school }: C, role: Role, notId: string) {
  for (const one of [role, 'director', 'admin'] as const) {
    const holders = await peopleWithRole(tx, school.id, one);
    const person = holders.find(({ id, openId }) => openId !== null && id !== notId);
    if (person) return person;
  }
  return null;
}
