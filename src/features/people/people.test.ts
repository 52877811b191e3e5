import { describe, expect, it } from 'vitest';
import {
  addGroup,
  database,
  feature,
  file,
  idOf,
  person,
  state,
  taps,
  types,
  values,
  within,
} from '../../../test/people-kit.ts';
import { checkCard, OWN_LIMITS } from '../../lark/check-card.ts';
import { renderCard } from '../../lark/render-card.ts';
import {
  ensurePerson,
  headOfUnit,
  learnName,
  isNameless,
  namelessOpenIds,
  peopleNamed,
  peopleWithRole,
  personById,
  personByOpenId,
  repairersOfTrade,
  seedPeople,
} from './public.ts';

const enter = () =>
  within(async (context) =>
    feature.notice?.(
      context,
      {
        kind: 'entered',
        eventId: 'e',
        tenantKey: 't',
        operatorTenantKey: 't',
        at: context.now,
        chatId: 'oc_p',
        person: 'ou_wang',
      },
      await ensurePerson(context, 'ou_wang'),
    ),
  );

const assign = (form: Record<string, string | string[]>) =>
  taps('ou_admin', 'setup-assign', {}, form);

describe('the opening state', () => {
  it('is entered once, however often the service starts', async () => {
    await within((context) => seedPeople(context, file));
    const rows = await database.db.selectFrom('person').selectAll().execute();
    expect(rows).toHaveLength(7);
    expect(await database.db.selectFrom('person_change').selectAll().execute()).toHaveLength(7);
  });

  it('follows the file until the chat has spoken, and then the chat stands', async () => {
    const renamed = {
      people: file.people.map((one) => (one.id === 'ou_wang' ? { ...one, unit: '四年级' } : one)),
    };
    await within((context) => seedPeople(context, renamed));
    expect((await person('ou_wang')).unit).toBe('四年级');
    await types('ou_director', '人员 王老师');
    const { id, v } = values(`people:edit:${await idOf('ou_wang')}:ou_director`);
    await taps(
      'ou_director',
      'save',
      { id: id ?? '', v: v ?? 0 },
      { roles: ['teacher'], unit: '五年级' },
    );
    await within((context) => seedPeople(context, file));
    expect((await person('ou_wang')).unit).toBe('五年级');
  });

  it('fills in somebody who wrote before the file knew them', async () => {
    await within((context) => ensurePerson(context, 'ou_new'));
    const entry = {
      id: 'ou_new',
      name: '新老师',
      offline: false,
      roles: ['buyer' as const],
      trades: [],
    };
    await within((context) => seedPeople(context, { people: [entry] }));
    expect(await person('ou_new')).toMatchObject({ name: '新老师', roles: ['buyer'] });
  });
});

describe('other features read', () => {
  it('people by role, trade, name and unit', async () => {
    await within(async ({ tx }) => {
      expect((await repairersOfTrade(tx, 'cli_a', 'electrical')).map((one) => one.name)).toEqual([
        '老李',
      ]);
      expect(await repairersOfTrade(tx, 'cli_a', 'plumbing')).toEqual([]);
      expect((await headOfUnit(tx, 'cli_a', '三年级'))?.name).toBe('周老师');
      expect(await headOfUnit(tx, 'cli_a', '六年级')).toBeNull();
      const [guard] = await peopleWithRole(tx, 'cli_a', 'guard');
      expect(guard).toMatchObject({ name: '老张', openId: null, phone: '138' });
      expect((await personById(tx, 'cli_a', guard?.id ?? ''))?.name).toBe('老张');
      expect(await peopleNamed(tx, 'cli_a', '王老师')).toHaveLength(1);
      expect(await personByOpenId(tx, 'another', 'ou_wang')).toBeNull();
    });
  });

  it('a sender nobody knew is a teacher, whose name the platform may tell once', async () => {
    const made = await within((context) => ensurePerson(context, 'ou_new'));
    expect(made).toMatchObject({ name: '老师', roles: ['teacher'], active: true });
    expect(isNameless(made)).toBe(true);
    await within(async ({ tx }) => {
      expect(await namelessOpenIds(tx, 'cli_a')).toEqual(['ou_new']);
      await learnName(tx, 'cli_a', 'ou_new', '许老师');
      await learnName(tx, 'cli_a', 'ou_new', '别名');
      expect(await namelessOpenIds(tx, 'cli_a')).toEqual([]);
    });
    expect((await person('ou_new')).name).toBe('许老师');
    expect(isNameless(await person('ou_new'))).toBe(false);
  });
});

describe('我是谁 and 本群编号', () => {
  it('tell the ids that the school file needs', async () => {
    expect(await types('ou_head3', '我是谁')).toBe(
      'ou_head3: 您是周老师（年级/部门负责人，三年级）\n编号：ou_head3',
    );
    expect(await types('ou_wang', '本群编号', 'oc_x')).toBe('oc_x: 本群编号：oc_x');
    expect(await types('ou_wang', '本群编号')).toContain('请在群里');
  });

  it('a person who opens the chat is welcomed once', async () => {
    await enter();
    const first = state.cards.get('people:welcome:ou_wang');
    await enter();
    expect(first?.card.values).toEqual({ school: '校', name: '王老师' });
    expect(state.cards.get('people:welcome:ou_wang')).toBe(first);
  });
});

describe('设置', () => {
  it.each(['ou_wang', 'ou_director'])(
    '%s is no admin and may neither see nor tap it',
    async (openId) => {
      expect(await types(openId, '设置')).toBe(`${openId}: 只有管理员可以设置。`);
      expect(await taps(openId, 'setup-save')).toBe('error: 只有管理员可以设置');
      expect(await taps(openId, 'setup-enable')).toBe('error: 只有管理员可以启用');
    },
  );

  it('picks groups, people and buildings; 开始启用 posts once and hands over the poster', async () => {
    await addGroup('oc_s', '教职工群');
    expect(state.said.join()).toContain('ou_admin: 我已加入“教职工群”，编号 oc_s');
    await addGroup('oc_l', '总务群');
    await types('ou_admin', '设置');
    expect(values('people:setup:ou_admin')).toMatchObject({
      enabled: false,
      chats: [{ id: 'oc_l' }, { id: 'oc_s' }],
      staff: '',
    });
    expect(await taps('ou_admin', 'setup-enable', {}, { staff: 'oc_s' })).toBe(
      'error: 请先选好全体教职工群和总务群',
    );
    expect(
      await taps('ou_admin', 'setup-enable', {}, { staff: 'oc_s', logistics: 'oc_s' }),
    ).toContain('两个不同的群');
    expect(await taps('ou_admin', 'setup-save', {}, { staff: 'oc_stranger' })).toContain(
      '选的群里没有我',
    );
    expect(state.said).toEqual([]);
    const form = {
      staff: 'oc_s',
      logistics: 'oc_l',
      buildings: '教学楼、食堂，食堂',
    };
    expect(await taps('ou_admin', 'setup-enable', {}, form)).toBe(
      'success: 已启用，并告诉了全体教职工怎么开始',
    );
    expect(state.said).toEqual(['oc_s: 哪里坏了，直接私聊我说一句']);
    expect(state.posters).toEqual(['管老师']);
    expect(await within(async ({ school }) => school)).toMatchObject({
      enabled: true,
      groups: { staff: 'oc_s', logistics: 'oc_l', reports: null },
      buildings: ['教学楼', '食堂'],
    });
    expect(await taps('ou_admin', 'setup-enable', {}, form)).toContain('早已启用');
    expect(state.said).toEqual([]);
    expect(state.posters).toHaveLength(1);
  });

  it('names a group for reports, never the staff’s, and takes it back', async () => {
    for (const chat of ['oc_s', 'oc_l', 'oc_r']) await addGroup(chat, chat);
    const form = { staff: 'oc_s', logistics: 'oc_l' };
    const saved = (reports: string) => taps('ou_admin', 'setup-save', {}, { ...form, reports });
    const now = () => within(async ({ school }) => school.groups.reports);
    expect(await saved('oc_s')).toContain('报修群不能是全体教职工群');
    expect(await saved('oc_r')).toBe('success: 已保存');
    expect(await now()).toBe('oc_r');
    expect(await saved('none')).toBe('success: 已保存');
    expect(await now()).toBeNull();
  });

  it('设为 makes the picked people all who hold a role, and one person own a duty', async () => {
    expect(await taps('ou_wang', 'setup-assign', {}, {})).toBe('error: 只有管理员可以设置');
    expect(await assign({ people: ['ou_wang'] })).toBe('error: 请先选一个角色');
    expect(await assign({ role: 'admin', people: ['ou_wang'] })).toBe('error: 请先选一个角色');
    expect(await assign({ role: 'buyer', people: ['ou_stranger'] })).toBe('error: 请先选人');
    expect(await assign({ role: 'repairer', people: ['ou_wang', 'ou_head3'] })).toBe(
      'success: 维修工：周老师、王老师',
    );
    expect((await person('ou_wang')).roles).toEqual(['teacher', 'repairer']);
    expect((await person('ou_li')).roles).toEqual(['teacher']);
    const two = { role: '安全员', people: ['ou_wang', 'ou_head3'] };
    expect(await assign(two)).toContain('只能由一个人负责');
    expect(await assign({ role: '安全员', people: ['ou_wang'] })).toBe('success: 安全员：王老师');
    expect(values('people:setup:ou_admin')['holders']).toEqual([
      '总务主任：陈主任',
      '校长：林校长',
      '维修工：周老师、王老师',
      '采购员：未指定',
      '仓管员：未指定',
      '财务：未指定',
      '食堂管理员：未指定',
      '安全员：王老师',
    ]);
  });

  it('its card and the list stay within the limits in a school of 400', async () => {
    await within(async (context) => {
      for (let i = 0; i < 400; i++) {
        await ensurePerson(context, `ou_${String(i).padStart(32, '0')}`, `老师${i}`);
      }
    });
    for (let i = 0; i < 40; i++) await addGroup(`oc_${String(i).padStart(32, '0')}`, `年级${i}群`);
    await types('ou_admin', '设置');
    await types('ou_admin', '人员');
    await types('ou_admin', '老李调走了');
    for (const { card } of state.cards.values()) {
      expect(checkCard(renderCard(card), OWN_LIMITS)).toEqual([]);
    }
    expect(state.cards.size).toBe(3);
  });

  it('a group the bot was removed from is no choice any more', async () => {
    await addGroup('oc_s', '教职工群');
    await within(async (context) =>
      feature.notice?.(
        context,
        {
          kind: 'botRemoved',
          eventId: 'e',
          tenantKey: 't',
          operatorTenantKey: 't',
          at: context.now,
          chatId: 'oc_s',
          person: 'ou_admin',
        },
        null,
      ),
    );
    await types('ou_admin', '设置', 'oc_other');
    expect(state.said).toEqual(['oc_other: 详情已私聊您']);
    expect(values('people:setup:ou_admin')['chats']).toEqual([]);
  });
});
