/** What people of a school say and tap in a day, so that every statement behind it is heard. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { LOGISTICS, type OpenSchool, openSchool, PEOPLE } from '../../test/harness.ts';
import type { Recorder } from './record.ts';

const { teacher, director, principal, head, electrician, plumber, buyer, storekeeper } = PEOPLE;
const finance = 'ou_finance';
const canteen = 'ou_canteen';

type Form = Record<string, unknown>;
type Act = (school: OpenSchool, round: number) => Promise<unknown>;

const says =
  (person: string, text: string | ((round: number) => string)): Act =>
  (school, round) =>
    school.say(person, typeof text === 'string' ? text : text(round));
const taps =
  (person: string, button: string, form: Form = {}, place = person): Act =>
  (school) =>
    school.tap(person, button, { form, place });

const room = (round: number) => `${['教学楼', '实验楼', '宿舍楼'][round % 3]}${401 + (round % 17)}`;

/** The file of the school that lives the flows. */
export const SAMPLE = readFileSync(
  join(import.meta.dirname, '..', '..', 'schools', 'sample.yaml'),
  'utf8',
);

/** Someone who does something; the rest of a flow goes on where one thing is refused. */
export const FLOWS: Readonly<Record<string, readonly Act[]>> = {
  report: [
    says(teacher, (round) => `${room(round)}的灯坏了`),
    taps(electrician, '接单'),
    taps(electrician, '挂起', { reason: '待配件' }),
    taps(electrician, '继续'),
    taps(electrician, '完工', { note: '换灯管', parts: '电池 1个', cost: '12' }),
    taps(electrician, '点错了'),
    taps(electrician, '完工', { note: '换灯管' }),
    taps(teacher, '返修', { reason: '又坏了' }),
    taps(electrician, '接单'),
    taps(electrician, '完工', { note: '好了' }),
    taps(teacher, '验收通过', { stars: '5' }),
  ],
  'report without a place': [
    says(teacher, '水龙头漏水'),
    says(teacher, (round) => room(round)),
    says(teacher, '催单'),
    says(teacher, '撤销'),
  ],
  'the same again': [
    says(teacher, (round) => `${room(round + 5)}的空调不制冷`),
    says(head, (round) => `${room(round + 5)}的空调不制冷`),
    says(teacher, '还漏水'),
    says(teacher, '修好了，谢谢师傅'),
    taps(plumber, '转派', {}, LOGISTICS),
  ],
  danger: [says(teacher, (round) => `${room(round)}插座冒烟了`), taps(electrician, '接单')],
  'lists of repairs': [
    says(teacher, '我的报修'),
    says(teacher, 'BX2610-0012'),
    says(electrician, '我的活'),
    says(director, '报修概况'),
    says(director, '导出报修台账 10月'),
    says(teacher, '打印 BX2610-0012'),
  ],
  purchase: [
    says(teacher, (round) => `申请买${2 + (round % 7)}个篮球，80元一个，体育课用`),
    taps(teacher, '提交申请'),
    says(head, '待我审批'),
    taps(head, '同意'),
    taps(buyer, '已下单', { supplier: '得力办公' }),
    taps(buyer, '已到货'),
    taps(teacher, '已到货'),
    taps(storekeeper, '验收入库'),
    taps(teacher, '验收入库'),
    taps(buyer, '登记发票', { invoice: '12345678' }),
    taps(finance, '已报销'),
    says(teacher, '我的申请'),
    says(buyer, '待采购'),
    says(finance, '待报销'),
  ],
  'large purchase': [
    says(teacher, (round) => `申请买${2 + (round % 5)}台打印机，每台3000元，办公用`),
    taps(teacher, '提交申请'),
    taps(head, '同意'),
    taps(director, '同意'),
    taps(principal, '驳回', { reason: '预算不足' }),
    says(director, '采购概况'),
    says(finance, '导出采购台账 10月'),
    says(teacher, '打印 CG2610-0003'),
  ],
  issue: [
    says(teacher, (round) => `领${1 + (round % 4)}盒粉笔`),
    says(storekeeper, '待发放'),
    taps(storekeeper, '发放'),
    taps(teacher, '确认领用'),
    says(teacher, '领一把剪刀'),
    says(teacher, '撤销'),
    says(director, '导出领用台账 10月'),
    says(teacher, '打印 LY2610-0005'),
    says(storekeeper, '发放单 课本套装：每人 胶带1个 给 三年级全体'),
  ],
  stock: [
    says(storekeeper, '库存'),
    says(storekeeper, '低库存'),
    says(teacher, '粉笔还剩多少'),
    says(storekeeper, '入库 A4纸 20包'),
    says(storekeeper, '报损 A4纸 2包 受潮'),
    says(storekeeper, '退库 A4纸 1包'),
    says(storekeeper, '粉笔低于10盒提醒我'),
    says(storekeeper, '盘点'),
    says(storekeeper, '盘点表'),
    says(finance, '导出材料账 10月'),
    says(storekeeper, '进出库流水 10月'),
  ],
  duty: [
    says(teacher, '今天谁值班'),
    says(teacher, '我的值班'),
    says(teacher, '值班日历'),
    says(director, '值班概况'),
    says(director, '把元旦值班排一下，每天两个人一个领导'),
    taps(director, '公布'),
    says(teacher, '我要换班'),
    says(director, '导出值班表 10月'),
    says(teacher, '值班记录'),
  ],
  schedule: [
    says(director, '本月安排'),
    says(teacher, '本周安排'),
    says(director, '未指定负责人'),
    says(director, '安排管理'),
    says(director, '隐患'),
    says(director, '导出安排'),
    says(director, '本周巡查统计'),
    says(canteen, '我的任务'),
    taps(canteen, '全部正常'),
  ],
  people: [
    says(teacher, '我是谁'),
    says(director, '人员'),
    says(director, '设置'),
    says(director, '老师12'),
    says(director, '放假安排'),
    says(director, '未送达'),
    says(teacher, '帮助'),
    says(teacher, '待办'),
    says(director, '待办'),
    says(teacher, '我请假到11月27日'),
    says(teacher, '销假'),
    says(teacher, '今天天气不错'),
  ],
};

/**
 * Lives through the flows as one school, and answers what `then` makes of it, with the database still
 * open; beside it what could not be done, which may be right.
 */
export async function live<Answer>(
  recorder: Recorder,
  database: Database<Tables>,
  schoolId: string,
  rounds: number,
  then: () => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly refused: readonly string[] }> {
  const refused: string[] = [];
  recorder.flow = 'start';
  await using school = await openSchool({
    school: SAMPLE,
    at: '2026-11-24T10:00:00+08:00',
    existing: { database, schoolId },
  });
  for (let round = 0; round < rounds; round++) {
    for (const [name, acts] of Object.entries(FLOWS)) {
      recorder.flow = name;
      for (const [n, act] of acts.entries())
        await act(school, round).catch((error: unknown) =>
          refused.push(`${name} ${n + 1}: ${String(error).slice(0, 90)}`),
        );
    }
    recorder.flow = 'timers';
    const later = Temporal.Instant.from('2026-11-24T02:00:00Z').add({ hours: 24 * (round + 1) });
    await school.moveTo(later.toString());
    recorder.flow = 'retention';
    await school.service.forget();
    await school.service.stats();
  }
  recorder.flow = null;
  return { answer: await then(), refused };
}
