import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readSchoolText } from '../app.ts';
import { asIcs, asJson, asText, previewOf } from '../features/schedule/preview.ts';
import { parseSchoolFile } from '../school-file/index.ts';

const HELP = `npm run schedule:preview -- --from 2026-09-01 --to 2027-07-31 [--format text|json|ics]
按学校文件（SCHOOL_FILE，默认 ./school.yaml，没有时用自带的示例学校）列出这段时间会发什么：
什么时候、发到哪里、发给谁。不需要数据库，也不会发送。`;

const SAMPLE = join(import.meta.dirname, '..', '..', 'schools', 'sample.yaml');
/** Longer spans are somebody's slip. */
const MOST_DAYS = 800;

const day = z.iso.date().transform((value) => Temporal.PlainDate.from(value));
const options = z.object({
  from: day,
  to: day,
  format: z.enum(['text', 'json', 'ics']).default('text'),
});

process.exitCode = run();

function run(): number {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      format: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const given = options.safeParse(values);
  if (!given.success) {
    for (const { path } of given.error.issues)
      console.error(`--${path.join('.')}：不对；日期应如 2026-09-01，格式应为 text、json 或 ics`);
    return 1;
  }
  const { from, to, format } = given.data;
  const days = from.until(to).total('days');
  if (days < 0 || days > MOST_DAYS) {
    console.error(`--to：应不早于 --from，且相隔不超过 ${MOST_DAYS} 天`);
    return 1;
  }
  const path = process.env['SCHOOL_FILE'] || './school.yaml';
  let text: string;
  try {
    text = readSchoolText(path, process.env['SCHOOL_FILE'] ? null : SAMPLE);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
  const parsed = parseSchoolFile(text);
  if (!parsed.ok) {
    for (const problem of parsed.problems) console.error(`${path} ${problem}`);
    return 1;
  }
  const preview = previewOf(parsed.file, from, to);
  const show = { text: asText, json: asJson, ics: asIcs }[format];
  console.log(show(preview));
  return 0;
}
