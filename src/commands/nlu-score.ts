import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { score } from '../understanding/score.ts';
import { understand } from '../understanding/index.ts';
import { endQuietly, orOneLine, readInstant, readLine } from './output.ts';

const HELP = `nlu:score -- FILE [--at INSTANT] [--floor 0.xx]
Understands every labelled line of FILE and prints the score by the annotation rules, and the confusions.
  --at     the instant relative dates count from (default 2026-11-23T10:00+08:00)
  --floor  exit 1 when the overall score is below it`;

const line = z.object({
  id: z.string(),
  text: z.string(),
  intent: z.string(),
  slots: z.record(z.string(), z.unknown()),
});

endQuietly();
await orOneLine(() => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { at: { type: 'string' }, floor: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [file] = positionals;
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (file === undefined) {
    process.stderr.write(`${HELP}\n`);
    process.exitCode = 2;
    return;
  }
  const gold = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) =>
      text.trim() === '' ? [] : [readLine(line, text, `${file} line ${index + 1}`)],
    );
  const context = {
    now: readInstant('--at', values.at ?? '2026-11-23T10:00+08:00'),
    timezone: 'Asia/Shanghai',
  };
  const predicted = gold.map(({ id, text }) => {
    const { intent, slots } = understand(text, context);
    return { id, intent, slots: { ...slots } };
  });
  const { confusions, ...figures } = score(gold, predicted);
  // Before the first word is written: whoever stops reading must not turn a failure into a success.
  if (values.floor !== undefined && !(figures.overall >= Number(values.floor)))
    process.exitCode = 1;
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  for (const c of confusions) process.stdout.write(`${c.gold} → ${c.predicted}  ${c.text}\n`);
});
