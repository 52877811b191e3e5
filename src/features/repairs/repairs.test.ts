import { describe, expect, it } from 'vitest';
import {
  cards,
  clock,
  database,
  eachWithSchool,
  fault,
  messagesTo,
  newest,
  news,
  run,
  sent,
  tap,
  to,
  until,
  write,
} from '../../../test/repairs-kit.ts';
import { repairs } from './index.ts';

eachWithSchool();

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
          operatorTenantKey: 't',
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

describe('a crowd of reports', () => {
  it('stands as one list in the group', async () => {
    for (let i = 1; i <= 8; i++)
      await write('ou_teacher3', `${i}00灯坏了`, [fault(`${i}00`, '灯')]);
    expect(news.filter((one) => one === 'oc_logistics')).toHaveLength(6);
    expect(cards.has('repairs:crowd:logistics')).toBe(true);
  });
});
