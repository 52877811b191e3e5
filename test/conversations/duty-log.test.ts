import { expect, it } from 'vitest';
import {
  buttonsIn,
  filesOf,
  linesTo,
  openSchool,
  PEOPLE,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { director, head, principal, teacher } = PEOPLE;
const LI = 'ou_li';
const ROSTER = `
name: 示范小学
groups: { staff: oc_staff, logistics: oc_logistics }
people:
  - { id: ou_director, name: 陈主任, roles: [director, admin] }
  - { id: ou_principal, name: 林校长, roles: [principal] }
  - { id: ou_head3, name: 周老师, roles: [unitHead], unit: 三年级 }
  - { id: ou_teacher3, name: 王老师, roles: [teacher], unit: 三年级 }
  - { id: ou_li, name: 李老师, roles: [teacher] }
  - { id: ou_elec, name: 老李, roles: [repairer], trades: [electrical] }
duty:
  shifts:
    - { date: 2026-05-01, person: ou_teacher3, leader: ou_head3 }
    - { date: 2026-05-02, person: ou_li, leader: ou_director }
`;
const cardOf = (school: OpenSchool, who: string, day: string) => {
  const card = school
    .bot(who)
    .findLast(
      (one) =>
        textOf(one).includes('值班') &&
        textOf(one).includes(`${day}（`) &&
        !textOf(one).includes('已移至新卡片'),
    );
  if (!card) throw new Error(`${who} has no card of ${day}`);
  return card;
};

it('the record is a form on the card; a finding becomes a repair in one tap; the next shift sees the handover', async () => {
  await using school = await openSchool({ at: '2026-05-01T07:00:00+08:00', school: ROSTER });
  await school.settle();
  await school.moveTo('2026-05-01T07:30:03+08:00');
  expect(buttonsIn(cardOf(school, teacher, '5月1日'))).not.toContain('保存记录');
  await school.tap(teacher, '签到');
  const save = school.button(teacher, '保存记录');
  expect((await school.press(teacher, save)).toast?.content).toContain('请至少写一项');
  expect((await school.press(LI, save, { patrols: '正常' })).toast?.content).toBe(
    '值班记录由当班的人写',
  );
  const form = {
    patrols: '9:00 全校巡查正常',
    findings: '走廊灯不亮',
    place: '教学楼三楼',
    handover: '钥匙在门卫室',
  };
  expect((await school.press(teacher, save, form)).toast?.content).toContain('已记下');
  expect(textOf(cardOf(school, teacher, '5月1日'))).toContain(
    '巡查：9:00 全校巡查正常；发现：走廊灯不亮',
  );
  // The leader reads it too.
  expect(textOf(cardOf(school, head, '5月1日'))).toContain('王老师 巡查：9:00');
  const toRepair = school.button(teacher, '转报修');
  expect((await school.press(LI, toRepair)).toast?.content).toContain('由当班的人或总务主任转报修');
  expect((await school.press(teacher, toRepair)).toast?.content).toBe('已报修 BX2605-0001');
  expect((await school.press(teacher, toRepair)).toast?.content).toContain(
    '已经报修过了（BX2605-0001）',
  );
  expect(await school.tickets()).toMatchObject([{ place: '教学楼三楼', category: 'electrical' }]);
  expect(textOf(cardOf(school, teacher, '5月1日'))).toContain('（已报修 BX2605-0001）');

  await school.say(teacher, '交班：晚上南门已锁');
  expect(linesTo(school, teacher).at(-1)).toBe('已记入5月1日（周五）值班记录，下一班会看到。');
  await school.moveTo('2026-05-01T18:00:03+08:00');
  expect(textOf(cardOf(school, LI, '5月2日'))).toContain('5月1日交接：钥匙在门卫室');
  await school.say(teacher, '值班记录：21点巡查正常；来访：无；突发：校门口积水，已清');
  await school.moveTo('2026-05-02T07:30:03+08:00');
  await school.say(teacher, '交班：钥匙改放传达室');
  expect(textOf(cardOf(school, LI, '5月2日'))).toContain('5月1日交接：钥匙改放传达室');

  await school.say(principal, '值班记录');
  expect(linesTo(school, principal).at(-1)).toContain('导出值班记录 本月');
  await school.say(LI, '导出值班记录 5月');
  expect(linesTo(school, LI).at(-1)).toBe('值班记录由总务主任、管理员或校长导出');
  await school.say(principal, '导出值班记录 五一');
  const [xlsx, pdf] = filesOf(school, principal);
  expect(pdf?.subarray(0, 5).toString()).toBe('%PDF-');
  const { readXlsx } = await import('hucre/xlsx');
  const book = await readXlsx(xlsx ?? Buffer.alloc(0));
  const rows = book.sheets[0]?.rows.map((row) => row.map((cell) => String(cell ?? ''))) ?? [];
  expect(rows[1]).toEqual([
    '日期',
    '天气',
    '到岗/离岗时间',
    '巡查时间与情况',
    '来人来访',
    '突发事件与处置',
    '交接事项',
    '值班人签字',
    '带班领导签字',
  ]);
  expect(rows[2]?.[0]).toBe('2026年5月1日（周五）');
  expect(rows[2]?.[2]).toBe('周老师 未签到；王老师 07:30');
  expect(rows[2]?.[3]).toContain('发现：教学楼三楼 走廊灯不亮（报修 BX2605-0001）');
  expect(rows[2]?.[4]).toBe('无');
  expect(rows[2]?.[5]).toBe('校门口积水，已清');
  expect(rows[2]?.[6]).toBe('钥匙在门卫室；晚上南门已锁；钥匙改放传达室');
  expect(rows[2]?.[7]).toBe('王老师 5月1日 07:30');
  // The day's own shift has not begun.
  expect(rows[3]?.[0]).toContain('合计 1 班');
});

it('who is not on duty writes nothing; the words alone bring the form', async () => {
  await using school = await openSchool({ at: '2026-05-01T08:10:00+08:00', school: ROSTER });
  await school.say(LI, '值班记录：一切正常');
  expect(linesTo(school, LI).at(-1)).toContain('您现在没有值班');
  await school.say(teacher, '值班记录');
  expect(buttonsIn(cardOf(school, teacher, '5月1日'))).toContain('签到');
  await school.tap(teacher, '签到');
  expect(buttonsIn(cardOf(school, teacher, '5月1日'))).toContain('保存记录');
  expect(textOf(cardOf(school, teacher, '5月1日'))).not.toContain('换班');
  await school.say(director, '导出值班记录 明年');
  expect(linesTo(school, director).at(-1)).toContain('没看懂要哪段时间');
});
