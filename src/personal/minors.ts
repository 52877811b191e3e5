import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { columnsOf } from './data-page.ts';
import { DATA_MAP } from './data-map.ts';
import { REDACTED } from './redact.ts';
import { columnsIn } from './schema.ts';

const OF_STUDENTS = /student|pupil|child|guardian|minor/;

/** What the yearly compliance audit of minors' data asks of this system, as markdown in Chinese. */
export async function minorsReport(
  db: Kysely<Tables>,
  schoolId: string,
  year: number,
): Promise<string> {
  const fields = (await columnsIn(db)).filter(({ table, column }) =>
    OF_STUDENTS.test(`${table} ${column}`),
  );
  const { rows } = await sql<{ what: string; count: number }>`
    select '报修照片' as what, count(*)::int as count from repair_photo where school_id = ${schoolId}
    union all select '计划与检查照片', count(*)::int from schedule_photo where school_id = ${schoolId}
    union all select '采购照片', count(*)::int from purchase_photo where school_id = ${schoolId}
    union all select '旧物照片', count(*)::int from issue_photo where school_id = ${schoolId}
    union all select '报修单', count(*)::int from repair_ticket where school_id = ${schoolId}
    union all select '仍存原文的消息', count(*)::int from inbox where school_id = ${schoolId} and payload is not null
    union all select '写到“学生”“同学”“孩子”的报修单', count(*)::int from repair_ticket
      where school_id = ${schoolId} and items::text ~ '学生|同学|孩子|小朋友'
    union all select '按要求删除了文字的报修单', count(*)::int from repair_ticket
      where school_id = ${schoolId} and items::text like ${`%${REDACTED}%`}
    union all select '教职工账号', count(*)::int from person where school_id = ${schoolId} and active
    union all select '已按要求删除的离职人员', count(*)::int from person where school_id = ${schoolId} and name like '离职人员%'`.execute(
    db,
  );
  const texts = Object.entries(DATA_MAP).flatMap(([table, use]) =>
    columnsOf(use).some(([, kind]) => kind.includes('可能含'))
      ? [`| ${use.purpose}（${table}） | ${use.keep} |`]
      : [],
  );
  return [
    `# ${year} 年度未成年人个人信息情况（后勤机器人）`,
    '',
    '## 一、收集了哪些未成年人信息',
    '',
    fields.length === 0
      ? '没有学生账号，没有学生、监护人的字段（已按数据库实际结构检查）。学生不使用本系统。'
      : `有以下字段：${fields.map(({ table, column }) => `${table}.${column}`).join('、')}`,
    '教职工发来的文字和照片里可能偶然出现学生，数量如下。',
    '',
    '| 内容 | 数量 |',
    '| --- | --- |',
    ...rows.map(({ what, count }) => `| ${what} | ${count} |`),
    '',
    '## 二、保存多久',
    '',
    '| 可能含有的地方 | 保存 |',
    '| --- | --- |',
    ...texts,
    '',
    '## 三、谁能看到',
    '',
    '报修单：报修人、承修人、总务主任和总务群；采购照片：申请人、审批人、采购、财务；数据库：学校的系统管理员。不向校外提供，不出境；图片去除位置信息。',
    '',
    '## 四、措施',
    '',
    '传输加密、签名校验、最小权限、按期自动删除、备份 30 天过期、操作留痕；`npm run ticket:redact` 一条命令删除某张单的文字和照片；`npm run breach` 列出受影响的人。若启用了语言模型，只发送该条消息的文字，号码已遮盖。',
    '',
    '## 五、由学校填写',
    '',
    '负责人、培训情况、投诉与处理、抽查照片的结果。',
    '',
  ].join('\n');
}
