import { expect, it } from 'vitest';
import { openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { teacher, head, electrician, plumber } = PEOPLE;

/** A tap as the platform delivers it, with whatever version and event the test wants. */
async function rawTap(
  school: OpenSchool,
  action: string,
  {
    by = electrician,
    v = 1,
    eventId = 'ev_tap',
    tenant = 'playground',
    form = null,
  }: {
    by?: string;
    v?: number;
    eventId?: string;
    tenant?: string;
    form?: Record<string, unknown> | null;
  } = {},
): Promise<string> {
  const [ticket] = await school.tickets();
  const event = {
    operator: { open_id: by, tenant_key: tenant },
    token: 'c-1',
    action: {
      tag: 'button',
      value: { a: `repairs.${action}`, id: ticket?.id, v },
      ...(form === null ? {} : { form_value: form }),
    },
    host: 'im_message',
    context: { open_message_id: school.last(electrician).messageId, open_chat_id: 'oc_x' },
  };
  const answer = await school.deliver('card.action.trigger', event, { eventId });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function reported(): Promise<OpenSchool> {
  const school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  return school;
}

it('the wrong person is told who may, and nothing changes', async () => {
  await using school = await reported();
  expect(await rawTap(school, 'accept', { by: teacher })).toContain('维修人员');
  await school.tap(electrician, '接单');
  const answer = await rawTap(school, 'finish', { by: plumber, eventId: 'ev_2' });
  expect(answer).toMatch(/"type":"(warning|error)".*老李/);
  expect(await school.tickets()).toMatchObject([{ state: 'working' }]);
});

it('the same tap delivered twice has one effect and the same toast', async () => {
  await using school = await reported();
  const first = await rawTap(school, 'accept');
  const second = await rawTap(school, 'accept');
  expect(first).toContain('接单成功');
  expect(second).toContain('接单成功');
  expect(await school.tickets()).toMatchObject([{ state: 'working', version: 2 }]);
});

it('a double tap under two events says who did it when', async () => {
  await using school = await reported();
  await rawTap(school, 'accept');
  expect(await rawTap(school, 'accept', { eventId: 'ev_2' })).toMatch(/老李于 11月24日 10:00/);
});

it('a tap whose commit got lost promises nothing; the card then shows what is true', async () => {
  await using school = await reported();
  const { database } = school;
  const whole = database.transaction.bind(database);
  database.transaction = async (work) => {
    database.transaction = whole;
    await whole(work);
    throw new Error('Connection terminated unexpectedly');
  };
  expect(await rawTap(school, 'accept')).toMatch(/"type":"warning".*卡片/);
  expect(textOf(school.last(electrician))).toContain('维修中');
});

it('acceptance on a stale card is refused and the card refreshed', async () => {
  await using school = await reported();
  await school.tap(electrician, '接单');
  await school.tap(electrician, '完工');
  expect(await rawTap(school, 'approve', { by: teacher, v: 1 })).toContain('有变化');
  expect(await school.tickets()).toMatchObject([{ state: 'done' }]);
});

it('a tap after the end says how it ended', async () => {
  await using school = await reported();
  await school.tap(teacher, '撤销');
  const answer = await rawTap(school, 'accept');
  expect(answer).toMatch(/"type":"(warning|error)"/);
  expect(answer).toContain('已撤销');
});

it('a tap of another tenant does nothing', async () => {
  await using school = await reported();
  const answer = await rawTap(school, 'accept', { tenant: 'elsewhere' });
  expect(answer).toMatch(/"type":"(warning|error)"/);
  expect(await school.tickets()).toMatchObject([{ state: 'assigned' }]);
});

it.each([
  ['suspend', { reason: '待配件', date: '2026-11-30' }, 'suspended'],
  [
    'suspend',
    { reason_suspend: '待配件', note_suspend: '', date: '2026-11-30 +0800' },
    'suspended',
  ],
])('the form of %s takes %o', async (action, form, state) => {
  await using school = await reported();
  await school.tap(electrician, '接单');
  await rawTap(school, action, { form, v: 2 });
  expect(await school.tickets()).toMatchObject([{ state }]);
});

it('合并 and 转派 take the plain names from any card', async () => {
  await using school = await reported();
  await school.say(head, '302 灯不亮');
  const [first, second] = await school.tickets();
  await school.say(PEOPLE.director, 'BX2611-0001');
  const form = { reason: second?.number ?? '' };
  expect(await rawTap(school, 'merge', { by: PEOPLE.director, form })).toContain('已合并');
  expect(first?.state).toBe('assigned');
  expect(school.bot(teacher).map(textOf).join()).toContain('BX2611-0002');
});

it('转派 takes an open_id or a name for the person', async () => {
  await using school = await reported();
  const form = { person: plumber, reason: '工种不符', note: '' };
  expect(await rawTap(school, 'transfer', { form })).toContain('已转派');
  const back = { person: '老李' };
  expect(await rawTap(school, 'transfer', { by: plumber, form: back, eventId: 'ev_2' })).toContain(
    '已转派',
  );
});
