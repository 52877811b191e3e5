import { describe, expect, it } from 'vitest';
import {
  clock,
  database,
  file,
  idOf,
  person,
  state,
  taps,
  types,
  values,
  within,
} from '../../../test/people-kit.ts';
import { seedPeople } from './public.ts';

describe('人员', () => {
  it('only the director and admins see and change people', async () => {
    expect(await types('ou_wang', '人员')).toContain('只有总务主任或管理员');
    expect(
      await taps('ou_wang', 'save', { id: await idOf('ou_wang'), v: 1 }, { roles: ['admin'] }),
    ).toContain('error');
    expect(await taps('ou_wang', 'pick', {}, { person: 'ou_li' })).toContain('error');
    await types('ou_director', '人员');
    expect(values('people:list:ou_director')).toMatchObject({ total: 7, more: 0 });
    expect(await types('ou_director', '人员 没这人')).toContain('没有找到“没这人”');
    expect(await taps('ou_director', 'pick', {}, {})).toBe('error: 请先选一个人');
    expect(await taps('ou_director', 'pick', {}, { person: 'ou_nobody' })).toContain(
      '还没有和我说过话',
    );
  });

  it('a change is saved with its history, and a stale card changes nothing', async () => {
    expect(await taps('ou_director', 'pick', {}, { person: 'ou_wang' })).toContain('王老师');
    const id = await idOf('ou_wang');
    const form = {
      roles: ['teacher', 'repairer'],
      trades: ['network_av'],
      unit: '信息组',
      phone: ' 139 ',
      room: '',
    };
    expect(await taps('ou_director', 'save', { id, v: 1 }, form)).toBe(
      'success: 已保存：王老师（老师、维修工，信息组）',
    );
    expect(await person('ou_wang')).toMatchObject({
      roles: ['teacher', 'repairer'],
      trades: ['network_av'],
      unit: '信息组',
      phone: '139',
      room: null,
    });
    expect(await taps('ou_director', 'save', { id, v: 1 }, { roles: ['buyer'] })).toContain(
      'warning: 王老师的资料刚被别人改过',
    );
    expect(await taps('ou_director', 'save', { id, v: 2 }, { roles: [] })).toContain(
      '至少选一个角色',
    );
    expect(await taps('ou_director', 'save', { id, v: 2 }, { roles: ['king'] })).toContain('error');
    expect(
      await taps('ou_director', 'save', { id, v: 2 }, { roles: ['teacher'], unit: 'x'.repeat(31) }),
    ).toContain('太长');
    expect(
      await taps('ou_director', 'save', { id: 'none', v: 2 }, { roles: ['teacher'] }),
    ).toContain('没有找到');
    const history = await database.db
      .selectFrom('person_change')
      .selectAll()
      .where('person_id', '=', id)
      .orderBy('id')
      .execute();
    expect(history.map((row) => row.source)).toEqual(['file', 'chat']);
    expect(history[1]?.by_person_id).toBe(await idOf('ou_director'));
  });

  it('only an admin makes an admin, and the last one stays', async () => {
    const id = await idOf('ou_director');
    expect(await taps('ou_director', 'save', { id, v: 1 }, { roles: ['director', 'admin'] })).toBe(
      'error: 只有管理员可以增减管理员，请找管理员',
    );
    const admin = await idOf('ou_admin');
    expect(await taps('ou_admin', 'save', { id: admin, v: 1 }, { roles: ['teacher'] })).toContain(
      '唯一的管理员',
    );
    expect(await taps('ou_admin', 'depart', { id: admin, v: 1 })).toContain('唯一的管理员');
    expect(
      await taps('ou_admin', 'save', { id, v: 1 }, { roles: ['director', 'admin'] }),
    ).toContain('success');
    expect(
      await taps('ou_director', 'save', { id: admin, v: 1 }, { roles: ['teacher'] }),
    ).toContain('success');
  });
});

describe('a say over money', () => {
  it.each(['director', 'principal', 'unitHead', 'finance'])(
    'is given by nobody to themselves: %s',
    async (role) => {
      const own = { id: await idOf('ou_admin'), v: 1 };
      const second = { id: await idOf('ou_wang'), v: 1 };
      await taps('ou_admin', 'save', second, { roles: ['admin'] });
      expect(await taps('ou_admin', 'save', own, { roles: ['admin', role] })).toMatch(
        /^error: 不能给自己加.+，请另一位管理员来加$/,
      );
      expect((await person('ou_admin')).roles).toEqual(['admin']);
    },
  );

  it.each(['principal', 'unitHead', 'finance'])(
    'nor by a director to themselves: %s',
    async (role) => {
      const own = { id: await idOf('ou_director'), v: 1 };
      expect(await taps('ou_director', 'save', own, { roles: ['director', role] })).toMatch(
        /^error: 不能给自己加/,
      );
    },
  );

  it('is taken by the only admin there is, and the others hear of it', async () => {
    state.said = [];
    const own = { id: await idOf('ou_admin'), v: 1 };
    expect(await taps('ou_admin', 'save', own, { roles: ['admin', 'principal'] })).toContain(
      'success',
    );
    expect(new Set(state.said.map((line) => line.split(':')[0]))).toEqual(
      new Set(['ou_director', 'ou_principal']),
    );
  });

  it.each(['save', 'depart'])(
    'is not taken by whoever has made oneself the only admin (%s), for 30 days',
    async (how) => {
      const second = await idOf('ou_wang');
      await taps('ou_admin', 'save', { id: second, v: 1 }, { roles: ['admin'] });
      const away = { id: second, v: 2 };
      expect(
        how === 'save'
          ? await taps('ou_admin', 'save', away, { roles: ['teacher'] })
          : await taps('ou_admin', 'depart', away),
      ).toContain('success');
      const own = { id: await idOf('ou_admin'), v: 1 };
      const roles = ['admin', 'principal'];
      expect(await taps('ou_admin', 'save', own, { roles })).toMatch(/^error: 您 30 天内取消过/);
      clock.moveBy({ hours: 31 * 24 });
      expect(await taps('ou_admin', 'save', own, { roles })).toContain('success');
    },
  );

  it.each([
    ['ou_wang', ['principal'], '校长'],
    ['ou_wang', ['director'], '总务主任'],
    ['ou_principal', ['teacher'], '校长'],
    ['ou_director', ['teacher'], '总务主任'],
  ])('is no director’s to give or take: %s becomes %j', async (whom, roles, name) => {
    const id = await idOf(whom);
    expect(await taps('ou_director', 'save', { id, v: 1 }, { roles })).toBe(
      `error: 只有管理员可以增减${name}，请找管理员`,
    );
  });

  it('given by an admin is told to whoever holds the like', async () => {
    const id = await idOf('ou_wang');
    state.said = [];
    expect(await taps('ou_admin', 'save', { id, v: 1 }, { roles: ['principal'] })).toContain(
      'success',
    );
    const told = '管老师给王老师（校长）增加了校长。如果不对，请马上联系管理员。';
    expect(state.said.toSorted()).toEqual([
      `ou_director: ${told}`,
      `ou_principal: ${told}`,
      `ou_wang: ${told}`,
    ]);
  });

  it('ends and comes back by an admin only', async () => {
    const admin = await idOf('ou_admin');
    const second = await idOf('ou_wang');
    await taps('ou_admin', 'save', { id: second, v: 1 }, { roles: ['admin'] });
    for (const whom of ['ou_admin', 'ou_principal'])
      expect(
        await taps('ou_director', 'depart', { id: await idOf(whom), v: 1 }, { person: 'ou_li' }),
      ).toMatch(/^error: .+，请由管理员登记调走$/);
    expect(await taps('ou_wang', 'depart', { id: admin, v: 1 })).toContain('success');
    for (const roles of [['admin'], ['teacher']])
      expect(await taps('ou_director', 'save', { id: admin, v: 2 }, { roles })).toMatch(/^error: /);
    expect((await person('ou_admin')).active).toBe(false);
  });
});

describe('王老师调走了', () => {
  it('is heard from the director and admins only', async () => {
    expect(await types('ou_wang', '老李调走了')).toContain('请告诉总务主任或管理员');
    expect(await taps('ou_wang', 'depart', { id: await idOf('ou_li'), v: 1 })).toContain(
      'error: 只有',
    );
    expect(await types('ou_director', '孙老师调走了')).toContain('没有找到“孙老师”');
  });

  it('shows what is open, hands it to the chosen person and ends her part', async () => {
    state.open = { 王老师: ['BX2611-0001 灯不亮', 'BX2611-0002 门坏了'] };
    await types('ou_director', '王老师已经调走了。');
    const id = await idOf('ou_wang');
    const key = `people:departure:${id}:ou_director`;
    expect(values(key)).toMatchObject({ count: 2, active: true, lines: state.open['王老师'] });
    expect(await taps('ou_director', 'depart', { id, v: 1 })).toContain(
      '还有 2 件事，请先选一位接手',
    );
    expect(await taps('ou_director', 'depart', { id, v: 1 }, { person: 'ou_wang' })).toContain(
      '另一位在校的同事',
    );
    expect(await taps('ou_director', 'depart', { id, v: 0 }, { person: 'ou_head3' })).toContain(
      'warning',
    );
    expect(await taps('ou_director', 'depart', { id, v: 1 }, { person: 'ou_head3' })).toBe(
      'success: 已登记：王老师调走了',
    );
    expect(state.said[0]).toContain('ou_head3: 王老师已调走，名下 2 件事转给您');
    expect(state.open).toEqual({ 周老师: ['BX2611-0001 灯不亮', 'BX2611-0002 门坏了'] });
    expect((await person('ou_wang')).active).toBe(false);
    expect(state.cards.get(key)?.live).toBe(false);
    expect(await taps('ou_director', 'depart', { id, v: 2 }, { person: 'ou_head3' })).toContain(
      '已经登记调走',
    );
    expect(await types('ou_wang', '我是谁')).toContain('已不在人员名单中');
    expect(await types('ou_wang', '我请假到周五')).toContain('已不在人员名单中');
    await within((context) => seedPeople(context, file));
    expect((await person('ou_wang')).active).toBe(false);
  });

  it('somebody with nothing open leaves without a successor, and may be taken back', async () => {
    const id = await idOf('ou_li');
    expect(await taps('ou_admin', 'depart', { id, v: 1 })).toContain('success');
    await types('ou_admin', '人员 老李');
    expect(await taps('ou_admin', 'save', { id, v: 2 }, { roles: ['repairer'] })).toContain(
      'success',
    );
    expect((await person('ou_li')).active).toBe(true);
  });
});
