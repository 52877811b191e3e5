import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import {
  buttonsIn,
  filesOf,
  linesTo,
  openSchool,
  PEOPLE,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { director, teacher, plumber } = PEOPLE;

type Rows = string[][];
interface Table {
  readonly items: Rows;
  readonly checks: Rows;
}

/** The table that 导出安排 has sent. */
async function exported(school: OpenSchool): Promise<{ bytes: Buffer } & Table> {
  await school.say(director, '导出安排');
  const bytes = filesOf(school, director).at(-1);
  if (!bytes) throw new Error('no file came');
  const { sheets } = await readXlsx(bytes);
  const rows = (name: string): Rows =>
    (sheets.find((sheet) => sheet.name === name)?.rows ?? [])
      .map((row) => row.map((cell) => String(cell ?? '')))
      .filter((row) => row.some((cell) => cell !== ''));
  return { bytes, items: rows('月度安排'), checks: rows('例行检查') };
}

async function send(school: OpenSchool, { items, checks }: Table, who: string = director) {
  const sheets = [
    { name: '月度安排', rows: items },
    { name: '例行检查', rows: checks },
  ];
  return school.file(who, '安排.xlsx', Buffer.from(await writeXlsx({ sheets })));
}

const row = (rows: Rows, id: string): string[] => {
  const found = rows.find(([first]) => first === id);
  if (!found) throw new Error(`no row ${id}`);
  return found;
};
const cards = (school: OpenSchool) =>
  school
    .bot(director)
    .map(textOf)
    .filter((words) => words.includes('导入安排'));

describe('the plan as a table', () => {
  it('goes out whole as strings, and comes back unchanged as no change', async () => {
    await using school = await openSchool();
    const { bytes, items, checks } = await exported(school);
    expect(items).toHaveLength(47);
    expect(checks).toHaveLength(36);
    expect(row(items, 'M10-02')).toEqual([
      'M10-02',
      '核算空调用电负荷，均衡分配',
      '电工',
      '10月25日',
      '10、3',
      '正常',
    ]);
    await school.file(director, '安排.xlsx', bytes);
    expect(linesTo(school, director).at(-1)).toContain('没有改动');
  });

  it('is listed as what it changes, taken after a tap, and only once', async () => {
    await using school = await openSchool();
    const { items, checks } = await exported(school);
    row(items, 'M12-01').splice(3, 2, '12月25日', '5');
    row(items, 'M11-03').splice(5, 1, '暂停');
    row(checks, 'C-M02').splice(2, 1, '老李');
    row(checks, 'C-P02').splice(6, 1, '删除');
    items.push(['', '=HYPERLINK("http://x")', '老赵', '12月10日', '7', '']);
    await send(school, { items, checks });
    const words = cards(school).at(-1) ?? '';
    expect(words).toContain('5 项改动，待确认');
    expect(words).toContain(
      '“示范校创建的总务材料” 截止日 12月20日 → 12月25日；提前几天提醒 14、5 → 5',
    );
    expect(words).toContain('“教师外出购书的用车安排” 改为暂停');
    expect(words).toContain('“门窗月检” 负责 维修工 → 老李');
    expect(words).toContain('“车辆保养和行车安全检查” 改为删除');
    expect(words).toContain('新增 “=HYPERLINK("http://x")”');
    const before = await exported(school);
    expect(row(before.items, 'M12-01')[3]).toBe('12月20日');
    const confirm = school.button(director, '确认导入');
    expect((await school.press(director, confirm)).toast?.content).toBe('已导入 5 项改动');
    const after = await exported(school);
    expect(row(after.items, 'M12-01').slice(3, 5)).toEqual(['12月25日', '5']);
    expect(row(after.items, 'M11-03')[5]).toBe('暂停');
    expect(row(after.checks, 'C-M02')[2]).toBe('老李');
    expect(after.checks.some(([id]) => id === 'C-P02')).toBe(false);
    expect((await school.press(director, confirm)).toast?.content).toContain('已经导入了');
    const history = await school.database.db
      .selectFrom('schedule_history')
      .select('what')
      .execute();
    expect(history.map(({ what }) => what).toSorted()).toEqual([
      'add',
      'change',
      'change',
      'pause',
      'remove',
    ]);
    await school.moveTo('2026-12-03T08:30:02+08:00');
    expect(textOf(school.last(plumber))).toContain('HYPERLINK');
  });

  it('with mistakes says each with its row, and nothing can be taken', async () => {
    await using school = await openSchool();
    const { items, checks } = await exported(school);
    const at = items.indexOf(row(items, 'M10-02')) + 1;
    row(items, 'M10-02').splice(3, 1, '月底');
    row(items, 'M10-03').splice(5, 1, '完成');
    row(checks, 'C-M02').splice(2, 1, '刘能');
    items.push(['M99', '没有的编号', '', '12月1日', '', '']);
    items.push(['', '门窗月检', '', '12月1日', '', '']);
    await send(school, { items, checks });
    const words = cards(school).at(-1) ?? '';
    expect(words).toContain(`月度安排第 ${at} 行：截止日看不懂`);
    expect(words).toContain('状态只能写');
    expect(words).toContain('负责“刘能”不是已有的职责');
    expect(words).toContain('没有编号 M99');
    expect(words).toContain('“门窗月检”有 2 项');
    expect(() => school.button(director, '确认导入')).toThrow('no card');
  });

  it('is not taken when the plan has changed since, nor when it is declined', async () => {
    await using school = await openSchool();
    const { items, checks } = await exported(school);
    row(items, 'M12-01').splice(3, 1, '12月25日');
    await send(school, { items, checks });
    await school.say(director, '示范校创建的总务材料改到12月24日');
    expect((await school.tap(director, '确认导入')).toast?.content).toContain('有人改过');
    expect(row((await exported(school)).items, 'M12-01')[3]).toBe('12月24日');
    await send(school, { items, checks });
    expect((await school.tap(director, '不导入')).toast?.content).toContain('没有导入');
    expect(row((await exported(school)).items, 'M12-01')[3]).toBe('12月24日');
  });

  it('may have been moved about, but is never read by half', async () => {
    await using school = await openSchool();
    const { items, checks } = await exported(school);
    row(items, 'M12-01').splice(3, 1, '12月25日');
    const turned = { items: items.map((one) => one.toReversed()), checks };
    const said = () => textOf(school.last(director));
    await send(school, { ...turned, items: [['我校的安排'], [], ...turned.items] });
    expect(said()).toContain('1 项改动，待确认');
    const sheets = [{ name: '明年', rows: items }];
    await school.file(director, '表.xlsx', Buffer.from(await writeXlsx({ sheets })));
    expect(said()).toContain('12月20日 → 12月25日');
    await send(school, { items: items.map((one) => one.slice(0, 5)), checks });
    expect(said()).toContain('“月度安排”缺少这些列：状态');
    await send(school, { items: [...items, [...row(items, 'M11-03')]], checks });
    expect(said()).toContain('编号 M11-03 写了 2 行');
    const many = Array.from({ length: 101 }, (_, i) => ['', `新${i}`, '', '12月1日', '', '']);
    await send(school, { items: [...items, ...many], checks });
    expect(said()).toContain('一次最多新增 100 项');
    await send(school, { items: [...items, ...many.slice(1)], checks });
    expect((await school.tap(director, '确认导入')).toast?.content).toBe('已导入 101 项改动');
  });

  it('that went out before the plan was changed says which changes it would take back', async () => {
    await using school = await openSchool({ at: '2026-11-30T10:00:00+08:00' });
    const { bytes } = await exported(school);
    await school.moveTo('2026-12-01T10:00:00+08:00');
    await school.say(director, '示范校创建的总务材料改到12月24日');
    await school.file(director, '旧表.xlsx', bytes);
    const words = cards(school).at(-1) ?? '';
    expect(words).toContain('这份表是 11月30日导出的，其中 1 项后来有人改过，请核对');
    expect(words).toContain('12月24日 → 12月20日（导出后有人改过，会被改回）');
    expect((await school.tap(director, '确认导入')).toast?.content).toBe('已导入 1 项改动');
  });

  it('is for the director and admins alone', async () => {
    await using school = await openSchool();
    const table = await exported(school);
    row(table.items, 'M12-01').splice(3, 1, '12月25日');
    await send(school, table, teacher);
    expect(linesTo(school, teacher).at(-1)).toContain('只有总务主任或管理员');
    await send(school, table);
    const confirm = school.button(director, '确认导入');
    expect((await school.press(teacher, confirm)).toast?.content).toContain('只有总务主任');
    await school.say(teacher, '导出安排');
    expect(linesTo(school, teacher).at(-1)).toContain('只有总务主任或管理员');
  });
});

describe('other files', () => {
  it('a notice as a text file is read as if it had been pasted', async () => {
    await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
    const notice = `国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：4月30日（周五）至5月4日（周二）放假调休，共5天。4月25日（周日）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`;
    await school.file(director, '通知.txt', Buffer.from(notice));
    expect(buttonsIn(school.last(director))).toEqual(['确认采用', '不采用']);
  });

  it.each([
    ['照片.docx', Buffer.from('x'), '这种消息我看不了'],
    ['坏.xlsx', Buffer.from('PK\u0003\u0004...'), '打不开'],
    ['大.txt', Buffer.alloc(3 * 1024 * 1024, 65), '打不开或太大'],
  ])('%s is answered with what to do, once', async (name, bytes, said) => {
    await using school = await openSchool();
    await school.file(teacher, name, bytes);
    await school.moveTo('2026-11-24T10:05:00+08:00');
    expect(linesTo(school, teacher).filter((line) => line.includes(said))).toHaveLength(1);
  });

  it('a table of something else is said not to be ours', async () => {
    await using school = await openSchool();
    const bytes = await writeXlsx({ sheets: [{ name: '成绩', rows: [['姓名', '漏电']] }] });
    await school.file(teacher, '成绩.xlsx', Buffer.from(bytes));
    expect(linesTo(school, teacher).at(-1)).toContain('导出安排');
    expect(await school.tickets()).toHaveLength(0);
  });
});
