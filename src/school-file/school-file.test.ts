import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSchoolFile, schoolFromFile } from './index.ts';
import { schoolJsonSchema } from './schema.ts';

const SMALL = 'name: 校\ngroups: { staff: oc_a, logistics: oc_b }\n';
const root = join(import.meta.dirname, '../..');

function problems(text: string): string[] {
  const parsed = parseSchoolFile(text);
  return parsed.ok ? [] : parsed.problems;
}

describe('a school file', () => {
  it('the shipped sample has no mistake and is enabled', () => {
    const parsed = parseSchoolFile(readFileSync(join(root, 'schools/sample.yaml'), 'utf8'));
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    const school = schoolFromFile(parsed.file, 'cli_a');
    expect(school).toMatchObject({
      id: 'cli_a',
      name: '示范小学',
      enabled: true,
      repairs: { acceptWithinDays: 3 },
    });
    expect(school.terms[1]?.to.toString()).toBe('2027-01-22');
    expect(parsed.file.people).toHaveLength(11);
  });

  it('everything may be left out except the name and the groups', () => {
    const parsed = parseSchoolFile(SMALL);
    expect(parsed).toMatchObject({
      ok: true,
      file: {
        timezone: 'Asia/Shanghai',
        people: [],
        repairs: { acceptWithinDays: 3 },
        duty: { remindDaysBefore: 3, minOnDuty: 1, start: '08:00', shifts: [] },
      },
    });
    expect(parsed.ok && parsed.file.purchases.tiers).toHaveLength(3);
    expect(problems('')[0]).toContain('至少有 name 和 groups');
    expect(problems('timezone: Asia/Shanghai').map((line) => line.slice(0, 40))).toEqual([
      expect.stringContaining('name：缺少'),
      expect.stringContaining('groups：缺少'),
    ]);
  });

  it('groups may be empty only while the set-up is still to be finished', () => {
    const empty = 'name: 校\ngroups: { staff: null, logistics: null }\n';
    expect(problems(empty)).toHaveLength(2);
    const parsed = parseSchoolFile(`${empty}setup: true\n`);
    expect(parsed.ok && schoolFromFile(parsed.file, 'x').enabled).toBe(false);
  });

  it.each([
    ['timezone: Mars', '第 3 行 timezone：“Mars” 不对，应为时区名称'],
    ['peple: []', '第 3 行 peple：没有“peple”这一项，是不是想写 people？'],
    ['zzzzzzz: 1', '第 3 行 zzzzzzz：没有“zzzzzzz”这一项，可以写的有 name、'],
    [
      'people:\n  - { id: ou_a, name: 甲, roles: [directr] }',
      '第 4 行 people[1].roles[1]：“directr” 不对，应为角色',
    ],
    ['people:\n  - { id: ou_a, name: 甲, roles: [directr] }', '是不是想写 director？'],
    ['people:\n  - { id: 12, name: 甲 }', '“12” 不对，应为飞书的 open_id'],
    ['people:\n  - { id: ou_a, name: 甲, phone: 138 }', '“138” 不对，应为加引号的电话号码'],
    [
      'people:\n  - { id: ou_a, name: 甲, trade: [hvac] }',
      '没有“trade”这一项，是不是想写 trades？',
    ],
    ['people:\n  - { id: ou_a, name: 甲, trades: [magic] }', '“magic” 不对，应为工种'],
    ['people:\n  - { name: 甲 }', '甲 缺少 id'],
    ['people:\n  - { name: 甲, offline: true, id: ou_a }', '不能同时写'],
    [
      'people:\n  - { id: ou_a, name: 甲 }\n  - { id: ou_a, name: 乙 }',
      '第 5 行 people[2]：ou_a 重复了',
    ],
    ['duties: { 安全员: 张三 }', '第 3 行 duties.安全员：“张三” 不对，应为飞书的 open_id'],
    ['emergencyPhones: { 校医室: 8120 }', '“8120” 不对，应为加引号的电话号码'],
    ['buildings: 教学楼', '“教学楼” 不对，应为楼名的列表'],
    ['repairs: { acceptWithinDays: 0 }', '“0” 不对，应为工作日，1 到 30 的整数'],
    ['purchases: { tiers: [] }', '“[]” 不对，应为审批档位的列表'],
    ['purchases: { tiers: [{ upTo: 5, approvers: [unitHead] }] }', '最后一档不应写 upTo'],
    ['purchases: { tiers: [{ approvers: [unitHead] }, { approvers: [director] }] }', '缺少 upTo'],
    [
      'purchases: { tiers: [{ upTo: 5, approvers: [unitHead] }, { upTo: 5, approvers: [director] }, { approvers: [director] }] }',
      '应大于上一档的 5',
    ],
    ['purchases: { tiers: [{ approvers: [teacher] }] }', '“teacher” 不对，应为unitHead'],
    ['stock:\n  - { name: 粉笔, unit: 盒, onHand: -1 }', '“-1” 不对，应为数量'],
    [
      'stock:\n  - { name: 粉笔, unit: 盒, onHand: 1 }\n  - { name: 粉笔, unit: 盒, onHand: 1 }',
      '第 5 行 stock[2].name：“粉笔” 重复了',
    ],
    ['duty: { start: 8点 }', '“8点” 不对，应为时刻'],
    [
      'duty:\n  shifts:\n    - { date: 2026-02-30, person: ou_a }',
      '第 5 行 duty.shifts[1].date：“2026-02-30” 不对，应为存在的日期',
    ],
    [
      'duty:\n  shifts:\n    - { date: 2026-02-03, person: 张三 }',
      '“张三” 不对，应为 ou_ 开头的 open_id',
    ],
    ['terms:\n  - { name: 上, from: 2026-09-01, to: 2026-09-01 }', '应晚于 from 的 2026-09-01'],
    [
      'terms:\n  - { name: 上, from: 2026-09-01, to: 2027-01-20 }\n  - { name: 下, from: 2027-01-20, to: 2027-07-01 }',
      '第 5 行 terms[2].from：“2027-01-20” 不对',
    ],
    ['buildings: [', '不是正确的 YAML'],
    ['name: 又一个', '不是正确的 YAML'],
  ])(
    'the mistake in %j is named with its line, its value and what would be right',
    (part, line) => {
      expect(problems(SMALL + part).join('\n')).toContain(line);
    },
  );

  it('two groups of one id are one mistake', () => {
    expect(problems('name: 校\ngroups: { staff: oc_a, logistics: oc_a }')).toEqual([
      '第 2 行 groups.logistics：和 staff 是同一个群，应为另一个群的编号',
    ]);
  });

  it('the group for reports is the school’s choice, and never the staff’s', () => {
    expect(problems('name: 校\ngroups: { staff: oc_a, logistics: oc_b, reports: oc_c }')).toEqual(
      [],
    );
    expect(problems('name: 校\ngroups: { staff: oc_a, logistics: oc_b, reports: oc_a }')).toEqual([
      '第 2 行 groups.reports：和 staff 是同一个群，应为专门报修的群，或不写',
    ]);
  });

  it('all mistakes come in one go, in the order of the lines', () => {
    const found = problems(`${SMALL}peple: 1\ntimezone: Mars\nduty: { start: x }\n`);
    expect(found.map((line) => /第 (\d+) 行/.exec(line)?.[1])).toEqual(['3', '4', '5']);
  });

  it('what editors are given is what is checked', () => {
    const written: unknown = JSON.parse(
      readFileSync(join(root, 'docs/school.schema.json'), 'utf8'),
    );
    expect(written).toEqual(schoolJsonSchema());
  });
});
