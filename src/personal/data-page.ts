import { DATA_MAP } from './data-map.ts';
import type { TableUse } from './table-use.ts';

const CLASSES = [
  ['who', '个人（是谁）'],
  ['contact', '个人（姓名、联系方式）'],
  ['words', '可能含个人信息（文字）'],
  ['picture', '可能含个人信息（图片）'],
  ['rest', '业务或运行'],
] as const;

/** The columns of a table with the name of their class. */
export function columnsOf(use: TableUse): readonly (readonly [column: string, kind: string])[] {
  return CLASSES.flatMap(([key, kind]) =>
    (use[key] ?? '')
      .split(' ')
      .filter(Boolean)
      .map((column) => [column, kind] as const),
  );
}

/** docs/data-map.md. */
export function dataPage(): string {
  const lines = Object.entries(DATA_MAP).flatMap(([table, use]) =>
    columnsOf(use).map(
      ([column, kind]) =>
        `| \`${table}\` | \`${column}\` | ${use.purpose} | ${kind} | ${use.keep} |`,
    ),
  );
  return [
    '# 数据清单',
    '',
    '由 `npm run data:map` 按数据库的实际结构写成，每一列都有用途、类别和保存期限；测试保证没有遗漏。',
    '系统没有学生账号，也没有学生的字段；学生的信息只可能出现在“文字”和“图片”两类里。',
    '`school_id` 是应用编号，不是个人信息。备份保存 30 天，其中的内容随备份一起过期。',
    '',
    '| 表 | 列 | 用途 | 类别 | 保存 |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
