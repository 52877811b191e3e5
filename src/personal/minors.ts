import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { columnsOf } from './data-page.ts';
import { DATA_MAP } from './data-map.ts';
import { REDACTED } from './redact.ts';
import { columnsIn } from './schema.ts';

const OF_STUDENTS = /student|pupil|child|guardian|minor/;
/** The law's year is that of the place; so is every school's that this is for. */
const ZONE = 'Asia/Shanghai';

interface Counted {
  readonly what: string;
  readonly table: string;
  /** When a row came to be; null where only what is there now can be counted. */
  readonly at: string | null;
  readonly where?: RawBuilder<boolean>;
}

const COUNTED: readonly Counted[] = [
  { what: '报修照片', table: 'repair_photo', at: 'at' },
  { what: '计划与检查照片', table: 'schedule_photo', at: 'at' },
  { what: '采购照片', table: 'purchase_photo', at: 'at' },
  { what: '旧物照片', table: 'issue_photo', at: 'at' },
  { what: '报修单', table: 'repair_ticket', at: 'reported_at' },
  {
    what: '仍存原文的消息',
    table: 'inbox',
    at: 'received_at',
    where: sql<boolean>`payload is not null`,
  },
  {
    what: '写到“学生”“同学”“孩子”的报修单',
    table: 'repair_ticket',
    at: 'reported_at',
    where: sql<boolean>`items::text ~ '学生|同学|孩子|小朋友'`,
  },
  {
    what: '按要求删除了文字的报修单',
    table: 'repair_ticket',
    at: 'reported_at',
    where: sql<boolean>`items::text like ${`%${REDACTED}%`}`,
  },
  { what: '教职工账号', table: 'person', at: null, where: sql<boolean>`active` },
  {
    what: '已按要求删除的离职人员',
    table: 'person',
    at: null,
    where: sql<boolean>`name like '离职人员%'`,
  },
];

/** How many came to be in the year, and how many are there now. */
async function count(
  db: Kysely<Tables>,
  schoolId: string,
  year: number,
  { what, table, at, where = sql<boolean>`true` }: Counted,
) {
  const inYear =
    at === null
      ? sql`null::int`
      : sql`count(*) filter (where extract(year from ${sql.ref(at)} at time zone ${ZONE}) = ${year}::int)::int`;
  const { rows } = await sql<{ inYear: number | null; now: number }>`
    select ${inYear} as "inYear", count(*)::int as now from ${sql.table(table)}
    where school_id = ${schoolId} and ${where}`.execute(db);
  return { what, inYear: rows[0]?.inYear ?? null, now: rows[0]?.now ?? 0 };
}

/** What the yearly compliance audit of minors' data asks of this system, as markdown in Chinese. */
export async function minorsReport(
  db: Kysely<Tables>,
  schoolId: string,
  year: number,
): Promise<string> {
  const fields = (await columnsIn(db)).filter(({ table, column }) =>
    OF_STUDENTS.test(`${table} ${column}`),
  );
  const rows = await Promise.all(COUNTED.map((one) => count(db, schoolId, year, one)));
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
    `| 内容 | ${year} 年新增 | 现存 |`,
    '| --- | --- | --- |',
    ...rows.map(({ what, inYear, now }) => `| ${what} | ${inYear ?? '–'} | ${now} |`),
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
