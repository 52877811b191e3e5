import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { BUSY, busyDatabase, stateOf } from './busy-school.ts';
import { addPerson, directly, pipelineOver, school } from './pipeline-kit.ts';

/** What only some may say, by whom one of them is. */
const COMMANDS = {
  ou_director: [
    '报修概况',
    '导出报修台账 11月',
    '导出采购台账 11月',
    '导出入库台账 11月',
    '导出领用台账 11月',
    '导出材料账 11月',
    '导出值班表 12月',
    '导出值班记录 11月',
    '把元旦值班排一下，每天两个人一个领导',
    '导出安排',
    '安排管理',
    '未指定负责人',
    '人员',
    '设置',
    '王老师调走了',
    '王老师请假到12月5日',
    '未送达',
    '隐患',
  ],
  ou_store: [
    '待发放',
    '库存',
    '低库存',
    '入库 A4纸 20包',
    '出库 粉笔 1盒',
    '报损 A4纸 2包 受潮',
    '退库 粉笔 1盒',
    '盘点',
    '盘点表',
    'A4纸低于10包提醒我',
    '粉笔改名为白粉笔',
    '停用粉笔',
    '粉笔并入A4纸',
    '发放单 课本套装：每人 胶带1个 给 三年级全体',
  ],
} as const;
const RIGHT = Object.entries(COMMANDS).flatMap(([who, words]) =>
  words.map((text) => ({ who, text })),
);

let database: Database<Tables>;
beforeAll(async () => {
  database = await busyDatabase();
  await addPerson(database, 'ou_nosy');
});
afterAll(() => database.close());

let serial = 0;
/** Ninety seconds after the last: this is no crowd. */
const said = (by: string, text: string) =>
  directly(by, text, Temporal.Instant.from('2026-11-24T03:00:00Z').add({ seconds: 90 * ++serial }));

/** What one command does: which tables change, and what is said and shown to whoever said it. */
async function saying(by: string, text: string) {
  const { pipeline, lines, cards } = pipelineOver(database, { ...school, id: BUSY });
  const before = await stateOf(database.db);
  await database.transaction((tx) => pipeline.process(tx, said(by, text), null));
  const after = await stateOf(database.db);
  return {
    changed: [...after].flatMap(([name, page]) => (before.get(name) === page ? [] : [name])),
    lines: lines.map((line) => line.text),
    shown: JSON.stringify([...cards.values()]),
  };
}

/** What is noted of everybody who speaks. */
const OF_ANYBODY = new Set(['direct_chat', 'inbox', 'help_given']);

it('what only some may say changes nothing and shows nothing when anybody says it', async () => {
  const refusals = new Map<string, string>();
  for (const { text } of RIGHT) {
    const { changed, lines, shown } = await saying('ou_nosy', text);
    expect([text, changed.filter((name) => !OF_ANYBODY.has(name)), shown]).toEqual([
      text,
      [],
      '[]',
    ]);
    // Every refusal says who may, or what to do instead.
    expect([text, lines.length, lines.join().match(/由|只|请|找/u) !== null]).toEqual([
      text,
      1,
      true,
    ]);
    expect(lines.join()).not.toMatch(/秘密|\d{2,} *(?:包|盒)/u);
    refusals.set(text, lines.join());
  }
  // The test can see: whoever may is answered with something else.
  for (const { who, text } of RIGHT) {
    const { lines } = await saying(who, text);
    expect([text, lines.join()]).not.toEqual([text, refusals.get(text)]);
  }
}, 120_000);
