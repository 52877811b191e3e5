import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { understand } from '../understanding/index.ts';
import { endQuietly, orOneLine, readInstant, readLine } from './output.ts';

const HELP = `nlu:predict -- [--at INSTANT] [--timezone ZONE] < texts.jsonl > predictions.jsonl
One {"id","text"} a line in, one {"id","intent","slots"} a line out, in order, by the rules alone.
  --at        the instant relative dates count from (default 2026-11-23T10:00+08:00)
  --timezone  the school's zone (default Asia/Shanghai)`;

const line = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

endQuietly();
await orOneLine(async () => {
  const { values } = parseArgs({
    options: { at: { type: 'string' }, timezone: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const context = {
    now: readInstant('--at', values.at ?? '2026-11-23T10:00+08:00'),
    timezone: values.timezone ?? 'Asia/Shanghai',
  };
  let number = 0;
  for await (const row of createInterface({ input: process.stdin })) {
    number += 1;
    if (row.trim() === '') continue;
    const { id, text } = readLine(line, row, `line ${number}`);
    const { intent, slots } = understand(text, context);
    process.stdout.write(`${JSON.stringify({ id, intent, slots })}\n`);
  }
});
