import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseSchoolFile } from '../school-file/index.ts';

const HELP = `npm run school:check [-- 文件]   检查学校文件；不写文件名时检查 SCHOOL_FILE 或 ./school.yaml
每个错误一行：第几行、哪一项、写了什么、应该怎么写。没有错误时退出码为 0。`;

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const path = positionals[0] ?? (process.env['SCHOOL_FILE'] || './school.yaml');

if (values.help) console.log(HELP);
else process.exitCode = check(path);

function check(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    console.error(`${file}：读不了这个文件，应为学校文件的路径（新建请运行 npm run school:init）`);
    return 1;
  }
  const parsed = parseSchoolFile(text);
  if (!parsed.ok) {
    for (const problem of parsed.problems) console.error(`${file} ${problem}`);
    return 1;
  }
  console.log(`${file}：${parsed.file.name}，${parsed.file.people.length} 人，没有错误`);
  return 0;
}
