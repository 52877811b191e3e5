import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { understand } from '../understanding/index.ts';

const HELP = `nlu:predict -- [--at INSTANT] [--timezone ZONE] < texts.jsonl > predictions.jsonl
One {"id","text"} a line in, one {"id","intent","slots"} a line out, in order, by the rules alone.
  --at        the instant relative dates count from (default 2026-11-23T10:00+08:00)
  --timezone  the school's zone (default Asia/Shanghai)`;

const line = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

const { values } = parseArgs({
  options: { at: { type: 'string' }, timezone: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) process.stdout.write(`${HELP}\n`);
else {
  const context = {
    now: Temporal.Instant.from(values.at ?? '2026-11-23T10:00+08:00'),
    timezone: values.timezone ?? 'Asia/Shanghai',
  };
  for await (const row of createInterface({ input: process.stdin })) {
    if (row.trim() === '') continue;
    const { id, text } = line.parse(JSON.parse(row));
    const { intent, slots } = understand(text, context);
    process.stdout.write(`${JSON.stringify({ id, intent, slots })}\n`);
  }
}
