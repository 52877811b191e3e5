import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { schoolJsonSchema } from '../school-file/schema.ts';

const HELP = `npm run school:schema            writes docs/school.schema.json, which editors use for school.yaml
npm run school:schema -- --check only says whether it is up to date`;

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const file = new URL('../../docs/school.schema.json', import.meta.url);
const text = `${JSON.stringify(schoolJsonSchema(), null, 2)}\n`;

if (values.help) {
  console.log(HELP);
} else if (!values.check) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/school.schema.json is out of date: npm run school:schema');
  process.exitCode = 1;
}
