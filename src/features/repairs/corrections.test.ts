import { describe, expect, it } from 'vitest';
import {
  cards,
  database,
  eachWithSchool,
  fault,
  newest,
  news,
  run,
  tap,
  until,
  write,
} from '../../../test/repairs-kit.ts';
import { findTickets } from './store.ts';

eachWithSchool();

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
