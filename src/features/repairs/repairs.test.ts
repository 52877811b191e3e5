import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { contextMaker } from '../../context.ts';
import { SchoolCalendar } from '../../kernel/calendar.ts';
import { MovableClock } from '../../kernel/clock.ts';
import type { Context } from '../../kernel/feature.ts';
import { idMaker } from '../../kernel/ids.ts';
import type { InboundMessage } from '../../kernel/inbound.ts';
import type { Json } from '../../kernel/json.ts';
import type { Say, ShowOptions } from '../../kernel/say.ts';
import type { ReportSlots, SingleUnderstood } from '../../kernel/understood.ts';
import { parseSchoolFile, schoolFromFile } from '../../school-file/index.ts';
import type { Database } from '../../storage/open-database.ts';
import type { Tables } from '../../tables.ts';
import { ensurePerson, seedPeople } from '../people/public.ts';
import type { Ticket } from './domain/ticket.ts';
import { repairs } from './index.ts';
import { findTickets } from './store.ts';

const parsed = parseSchoolFile(readFileSync('schools/sample.yaml', 'utf8'));
if (!('file' in parsed)) throw new Error('the sample school must be right');
const { file } = parsed;
const school = { ...schoolFromFile(file, 'cli_test'), enabled: true };
const calendar = new SchoolCalendar('Asia/Shanghai', {}, []);

let database: Database<Tables>;
let clock: MovableClock;
let sent: { to: string; text: string }[];
let cards: Map<string, ShowOptions>;
let news: string[];
let within: ReturnType<typeof contextMaker>;
let serial: number;

const to = (r: ShowOptions['to']) => (r.kind === 'person' ? r.openId : r.chatId);
/** The outbox as memory: what would be sent, by place. */
const say: Say = {
  async show(options) {
    if (options.renew === true || !cards.has(options.key)) news.push(to(options.to));
    cards.set(options.key, options);
  },
  async text(recipient, text) {
    sent.push({ to: to(recipient), text });
  },
  async reply(_, recipient, text) {
    sent.push({ to: to(recipient), text });
  },
  async file() {},
  async shown(key) {
    const card = cards.get(key);
    return card ? { card: card.card, messageId: `om_${key}` } : null;
  },
};

beforeEach(async () => {
  database = await testDatabase<Tables>();
  clock = new MovableClock(Temporal.Instant.from('2026-11-23T10:00:00+08:00'));
  [sent, cards, news, serial] = [[], new Map(), [], 0];
  within = contextMaker({
    clock,
    newId: idMaker(clock),
    calendar,
    school: async () => school,
    say: () => say,
    pictureWanted: () => {},
  });
  await run(async (context) => {
    await seedPeople(context, file);
    await repairs.start?.(context);
  });
});
afterEach(() => database.close());

function run<R>(work: (context: Context<Tables>) => Promise<R>): Promise<R> {
  return database.transaction(async (tx) => work(await within(tx)));
}

function message(by: string, text: string, over: Partial<InboundMessage> = {}): InboundMessage {
  return {
    kind: 'message',
    messageId: `om_${++serial}`,
    chatId: 'oc_x',
    chatKind: 'direct',
    senderOpenId: by,
    tenantKey: 't',
    senderTenantKey: 't',
    sentAt: clock.now(),
    text,
    mentions: [],
    addressed: true,
    imageKeys: [],
    voice: null,
    parentId: null,
    unreadable: null,
    ...over,
  };
}

function fault(
  location: string | null,
  object: string,
  over: Partial<ReportSlots> = {},
): SingleUnderstood {
  return {
    intent: 'repair.report',
    slots: {
      location,
      location_norm: {},
      object,
      fault: '坏了',
      category: 'electrical',
      urgency: 'normal',
      when: null,
      contact: null,
      ...over,
    },
  };
}

/** As the pipeline does: phrases, then claims, then the intent. */
async function write(
  by: string,
  text: string,
  parts: SingleUnderstood[] = [],
  over: Partial<InboundMessage> = {},
) {
  await run(async (context) => {
    const incoming = { message: message(by, text, over), sender: await ensurePerson(context, by) };
    for (const phrase of repairs.phrases ?? []) {
      const match = phrase.pattern.exec(text);
      if (match) return phrase.handle(context, incoming, match);
    }
    if (await repairs.claims?.(context, incoming, parts)) return undefined;
    for (const [intent, same] of Map.groupBy(parts, (part) => part.intent)) {
      await repairs.intents?.[intent]?.(context, incoming, same);
    }
    return undefined;
  });
}

async function tap(
  by: string,
  action: string,
  id: string,
  form: Record<string, Json> = {},
  v: number | null = null,
  place: 'direct' | 'group' = 'direct',
) {
  return run(async (context) => {
    const handler = repairs.taps?.[action];
    if (!handler) throw new Error(`no ${action}`);
    const answer = await handler(context, {
      tap: {
        kind: 'tap',
        eventId: `e${++serial}`,
        messageId: 'om_card',
        chatId: 'oc_x',
        operatorOpenId: by,
        tenantKey: 't',
        at: clock.now(),
        action: `repairs.${action}`,
        value: { id, ...(v === null ? {} : { v }) },
        form,
      },
      operator: await ensurePerson(context, by),
      cardKey: null,
      place,
    });
    return answer.toast;
  });
}

/** Everything due by `at`, in order, each in its own transaction, at its own time. */
async function until(at: string): Promise<void> {
  const end = Temporal.Instant.from(at);
  for (;;) {
    const row = await database.db
      .selectFrom('timer')
      .selectAll()
      .where('due_at', '<=', end)
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    if (!row) break;
    if (Temporal.Instant.compare(row.due_at, clock.now()) > 0) clock.moveTo(row.due_at);
    await run(async (context) => {
      await context.timers.clear(row.name, row.key);
      await repairs.timers?.[row.name.slice('repairs.'.length)]?.(context, {
        key: row.key,
        dueAt: row.due_at,
        data: row.data,
      });
    });
  }
  clock.moveTo(end);
}

async function newest(): Promise<Ticket> {
  const [ticket] = await run((context) => findTickets(context, {}));
  if (!ticket) throw new Error('there is no ticket');
  return ticket;
}

const messagesTo = (who: string) =>
  news.filter((one) => one === who).length + sent.filter((one) => one.to === who).length;

describe('a repair', () => {
  it('goes from words to the signature, and the reporter hears three things at most', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const ticket = await newest();
    expect(ticket).toMatchObject({ number: 'BX2611-0001', state: 'assigned' });
    expect(sent).toEqual([]);
    expect([...cards.keys()]).toEqual([
      `repairs:${ticket.id}:reporter:ou_teacher3`,
      `repairs:${ticket.id}:worker:ou_elec`,
      `repairs:${ticket.id}:logistics`,
    ]);
    expect(await tap('ou_teacher3', 'accept', ticket.id)).toMatchObject({
      type: 'warning',
      content: expect.stringContaining('维修人员'),
    });
    expect(await tap('ou_elec', 'accept', ticket.id)).toEqual({
      type: 'success',
      content: '接单成功',
    });
    expect(await tap('ou_plumb', 'accept', ticket.id)).toMatchObject({
      content: expect.stringContaining('已由老李于 11月23日 10:00 接单'),
    });
    expect((await tap('ou_elec', 'finish', ticket.id)).type).toBe('success');
    expect((await tap('ou_elec', 'approve', ticket.id)).content).toBe(
      '不能验收自己修的单，请总务主任验收',
    );
    expect(
      (
        await tap('ou_elec', 'fillIn', ticket.id, {
          note: '换灯管',
          cost: '12.5',
          cause: '自然损坏',
        })
      ).type,
    ).toBe('success');
    expect((await tap('ou_teacher3', 'approve', ticket.id, { stars: '5' })).type).toBe('success');
    expect(await newest()).toMatchObject({ state: 'accepted', stars: 5, costFen: 1250 });
    expect(messagesTo('ou_teacher3')).toBeLessThanOrEqual(3);
  });

  it('reported in a group answers one line there and keeps the card private', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')], {
      chatKind: 'group',
      chatId: 'oc_staff',
    });
    expect(sent).toEqual([{ to: 'oc_staff', text: '已登记 BX2611-0001，详情已私聊您' }]);
    expect([...cards.values()].some((card) => to(card.to) === 'oc_staff')).toBe(false);
  });

  it('without a place is asked for it, and a typed answer opens the ticket', async () => {
    await write('ou_teacher3', '打印机卡纸', [fault(null, '打印机')]);
    expect(sent[0]?.text).toContain('请告诉我在哪里');
    await write('ou_teacher3', '三楼办公室', [{ intent: 'chitchat', slots: {} }]);
    expect(await newest()).toMatchObject({ place: '三楼办公室', number: 'BX2611-0001' });
  });

  it('of one place is one ticket, of two places are two, with one answer', async () => {
    await write('ou_teacher3', '302灯和插座坏了，401门坏了', [
      fault('302', '灯'),
      fault('302', '插座'),
      fault('401', '门'),
    ]);
    expect(sent.map((one) => one.text)).toEqual(['已登记 BX2611-0001\n已登记 BX2611-0002']);
  });

  it('sent twice by the same person opens nothing; by somebody else it is offered to join', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const ticket = await newest();
    expect(ticket.number).toBe('BX2611-0001');
    await write('ou_head3', '302教室灯不亮', [fault('302教室', '灯')]);
    expect((await newest()).number).toBe('BX2611-0001');
    expect(await tap('ou_head3', 'join', ticket.id)).toMatchObject({ type: 'success' });
    expect((await newest()).joinedIds).toHaveLength(1);
  });

  it('that is a danger reaches director and worker urgently, without a place, and again after 15 minutes', async () => {
    await write('ou_teacher3', '有燃气味', [fault(null, '燃气', { urgency: 'critical' })]);
    const ticket = await newest();
    const urgent = [...cards.values()].flatMap((card) => card.urgentTo ?? []);
    expect(urgent).toEqual(expect.arrayContaining(['ou_director', 'ou_elec']));
    expect(
      sent.some((one) => one.to === 'ou_teacher3' && one.text.includes('燃气公司 96777')),
    ).toBe(true);
    const before = news.length;
    await until('2026-11-23T10:16:00+08:00');
    expect(news.slice(before)).toEqual(
      expect.arrayContaining(['ou_director', 'ou_principal', 'ou_plumb']),
    );
    await write('ou_teacher3', '食堂后厨', [{ intent: 'chitchat', slots: {} }]);
    expect((await newest()).place).toBe('食堂后厨');
    expect((await tap('ou_elec', 'takeDanger', ticket.id)).type).toBe('success');
    expect((await tap('ou_plumb', 'takeDanger', ticket.id)).content).toContain('老李已在处理');
  });

  it('suspended wakes by itself on its day, and unsigned counts as accepted after three working days', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const { id } = await newest();
    await tap('ou_elec', 'accept', id);
    expect(
      (await tap('ou_elec', 'suspend', id, { reason: '待配件', date: '2026-11-25 +0800' })).type,
    ).toBe('success');
    await until('2026-11-25T08:00:00+08:00');
    expect((await newest()).state).toBe('working');
    await tap('ou_elec', 'finish', id);
    await until('2026-11-30T08:00:01+08:00');
    expect((await newest()).state).toBe('acceptedByDefault');
  });

  it('sent back once returns to the worker, twice goes to the director', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const { id } = await newest();
    await tap('ou_elec', 'accept', id);
    await tap('ou_elec', 'finish', id);
    expect((await tap('ou_teacher3', 'rework', id)).content).toBe('请选择或写下原因');
    await tap('ou_teacher3', 'rework', id, { reason: '没有修好' });
    expect((await newest()).state).toBe('working');
    await tap('ou_elec', 'finish', id);
    await tap('ou_teacher3', 'rework', id, { reason: '没有修好' });
    expect(await newest()).toMatchObject({ state: 'unassigned', workerId: null });
    expect(news).toContain('ou_director');
    const group = JSON.stringify(cards.get(`repairs:${id}:logistics`)?.card);
    expect(group).not.toContain('没有修好');
  });

  it('that its worker reported is signed by the director, who is told', async () => {
    await write('ou_elec', '302灯坏了', [fault('302', '灯')]);
    const { id } = await newest();
    await tap('ou_elec', 'accept', id);
    await tap('ou_elec', 'finish', id);
    expect(news).toContain('ou_director');
    expect((await tap('ou_elec', 'approve', id)).type).toBe('warning');
    expect((await tap('ou_director', 'approve', id)).type).toBe('success');
  });

  it('whose message is recalled is withdrawn while nobody has taken it', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')], { messageId: 'om_recalled' });
    await run(async (context) =>
      repairs.notice?.(
        context,
        {
          kind: 'recalled',
          messageId: 'om_recalled',
          chatId: 'oc_x',
          eventId: 'e',
          tenantKey: 't',
          at: clock.now(),
        },
        null,
      ),
    );
    expect((await newest()).state).toBe('withdrawn');
  });

  it('gets the picture that its reporter sends within ten minutes', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    await write('ou_teacher3', '', [{ intent: 'chitchat', slots: {} }], { imageKeys: ['img_1'] });
    const rows = await database.db.selectFrom('repair_photo').selectAll().execute();
    expect(rows).toMatchObject([{ ticket_id: (await newest()).id }]);
  });
});

describe('补充', () => {
  const plain = { location: '302', category: 'electrical' } as const;

  it('corrects place, category, urgency and wanted day, each a line of history', async () => {
    await write('ou_teacher3', '302灯坏了，明天来修', [
      fault('302', '灯', { when: '2026-11-24T14:30' }),
    ]);
    const before = await newest();
    expect(before.wanted).toBe('2026-11-24T14:30');
    const worker = () =>
      JSON.stringify(cards.get(`repairs:${before.id}:worker:ou_elec`)?.card.values);
    expect(worker()).toContain('11月24日 14:30');
    const form = {
      place: '303',
      category: 'electrical',
      urgency: 'high',
      note: '门口那盏',
      date: '2026-11-26 +0800',
    };
    expect((await tap('ou_teacher3', 'supplement', before.id, form, 1)).type).toBe('success');
    expect(await newest()).toMatchObject({
      place: '303',
      placeKey: '|303',
      urgency: 'high',
      wanted: '2026-11-26',
      items: ['302灯坏了，明天来修', '补充：门口那盏'],
    });
    expect(worker()).toContain('地点改为303；紧急程度改为紧急；希望2026-11-26来修；门口那盏');
  });

  it('with another category before 接单 goes to that trade’s repairer, who is told', async () => {
    await write('ou_teacher3', '302坏了', [fault(plain.location, '东西')]);
    const { id } = await newest();
    await tap('ou_teacher3', 'supplement', id, { category: 'plumbing' });
    expect(await newest()).toMatchObject({ category: 'plumbing', state: 'assigned' });
    expect(news).toContain('ou_plumb');
    await tap('ou_plumb', 'accept', id);
    const { workerId } = await newest();
    await tap('ou_teacher3', 'supplement', id, { category: 'electrical' });
    expect(await newest()).toMatchObject({ category: 'electrical', state: 'working', workerId });
  });

  it('keeps what the form merely repeats, and is refused when nothing is said', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯', { when: '2026-11-24T14:30' })]);
    const { id } = await newest();
    const same = { place: '302', category: 'electrical', urgency: 'normal', date: '2026-11-24' };
    expect((await tap('ou_teacher3', 'supplement', id, same)).content).toContain('请写下要补充');
    await tap('ou_teacher3', 'supplement', id, { ...same, note: '还在闪' });
    expect(await newest()).toMatchObject({ wanted: '2026-11-24T14:30', placeKey: '|302' });
    expect((await tap('ou_teacher3', 'supplement', id, { date: '2026-11-01' })).type).toBe(
      'warning',
    );
  });

  it('that makes it a danger rings director and worker; only the director takes that back', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const { id } = await newest();
    await tap('ou_teacher3', 'supplement', id, { urgency: 'critical' });
    expect(await newest()).toMatchObject({ danger: true, urgency: 'critical' });
    expect(cards.get(`repairs:${id}:director:ou_director`)?.urgentTo).toEqual(['ou_director']);
    await tap('ou_teacher3', 'supplement', id, { urgency: 'normal', note: '其实没事' });
    expect((await newest()).danger).toBe(true);
    await tap('ou_director', 'supplement', id, { urgency: 'normal' });
    expect(await newest()).toMatchObject({ danger: false, urgency: 'normal' });
  });

  it('of a joined person is words only, and on an older card corrects nothing', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const { id } = await newest();
    await tap('ou_head3', 'join', id);
    expect((await tap('ou_head3', 'supplement', id, { note: '我这里也是' })).type).toBe('success');
    expect((await tap('ou_head3', 'supplement', id, { place: '401' })).type).toBe('warning');
    expect((await tap('ou_teacher3', 'supplement', id, { place: '401' }, 1)).content).toContain(
      '有变化',
    );
    expect((await newest()).place).toBe('302');
  });
});

describe('buttons of the group', () => {
  it('转派 sends its form into the direct chat of whoever may, and tells others why not', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const { id } = await newest();
    const before = news.length;
    const inGroup = (who: string) => tap(who, 'transfer', id, {}, null, 'group');
    expect((await inGroup('ou_head3')).content).toContain('由老李负责');
    expect(news).toHaveLength(before);
    expect((await inGroup('ou_elec')).content).toBe('请在私聊里填写');
    expect((await inGroup('ou_director')).content).toBe('请在私聊里填写');
    expect(news.slice(before)).toEqual(['ou_elec', 'ou_director']);
    expect(JSON.stringify(cards.get(`repairs:${id}:logistics`)?.card)).toContain(
      '<at id=ou_elec></at>',
    );
  });
});

describe('the work done', () => {
  it('is filled in bit by bit: what is left out stays', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const { id } = await newest();
    await tap('ou_elec', 'accept', id);
    await tap('ou_elec', 'finish', id);
    await tap('ou_elec', 'fillIn', id, { note: '换灯管', cost: '12.5' });
    await tap('ou_elec', 'fillIn', id, { cause: '自然损坏' });
    expect(await newest()).toMatchObject({ note: '换灯管', costFen: 1250, cause: '自然损坏' });
  });

  it('on a worker’s own report waits for the director’s weekly list, however long', async () => {
    await write('ou_elec', '302灯坏了', [fault('302', '灯')]);
    const { id } = await newest();
    await tap('ou_elec', 'accept', id);
    await tap('ou_elec', 'finish', id);
    await until('2026-12-04T16:00:00+08:00');
    expect((await newest()).state).toBe('done');
    expect(cards.has('repairs:waiting:ou_elec')).toBe(false);
    expect([...cards.keys()].filter((key) => key.startsWith('repairs:waiting'))).toHaveLength(1);
    expect((await tap('ou_director', 'approveAll', '')).content).toBe('已验收 1 单，谢谢');
    expect((await newest()).state).toBe('accepted');
  });
});

describe('合并', () => {
  it('takes reporter, joined people, pictures and the danger along', async () => {
    await write('ou_teacher3', '302灯坏了', [fault('302', '灯')]);
    const into = await newest();
    await write('ou_head3', '302插座冒火花', [fault('302', '插座', { urgency: 'critical' })], {
      imageKeys: ['img_1'],
    });
    const merged = await newest();
    await tap('ou_buyer', 'join', merged.id);
    expect((await tap('ou_director', 'merge', merged.id, { merge: into.id })).type).toBe('success');
    const all = await run((context) => findTickets(context, {}));
    const kept = all.find(({ id }) => id === into.id);
    expect(kept).toMatchObject({ danger: true });
    expect(kept?.joinedIds).toHaveLength(2);
    const photos = await database.db.selectFrom('repair_photo').select('ticket_id').execute();
    expect(photos).toEqual([{ ticket_id: into.id }]);
    expect((await tap('ou_director', 'merge', into.id, { merge: merged.id })).content).toContain(
      '已合并',
    );
  });
});

describe('a crowd of reports', () => {
  it('stands as one list in the group', async () => {
    for (let i = 1; i <= 8; i++)
      await write('ou_teacher3', `${i}00灯坏了`, [fault(`${i}00`, '灯')]);
    expect(news.filter((one) => one === 'oc_logistics')).toHaveLength(6);
    expect(cards.has('repairs:crowd:logistics')).toBe(true);
  });
});
