/**
 * `npm run bench -- [postgres://…] [acks | levels | tickets | queues | drain] [--long]`: durable
 * acknowledgements, whole tickets, the queues and the outbox. Read the ratios: they come from rounds in
 * turn within one run. Without an address only the embedded database is measured. docs/performance.md says what
 * each figure is; `--long` measures a minute where else ten seconds do.
 */
import { parseArgs } from 'node:util';
import { acknowledgements } from './acknowledgements.ts';
import { drain } from './drain.ts';
import { levels } from './levels.ts';
import { ownDatabase } from './own-database.ts';
import { queues } from './queues.ts';
import { tickets } from './tickets.ts';

const PARTS = ['acks', 'levels', 'tickets', 'queues', 'drain'] as const;
type Part = (typeof PARTS)[number];

const {
  values: { long },
  positionals: [server = '', only = ''],
} = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false } },
});
if (only !== '' && !PARTS.some((part) => part === only))
  throw new Error(`there is no part ${only}; there are ${PARTS.join(', ')}`);
const LIMIT_MS = long ? 1_800_000 : 900_000;

const started = performance.now();
const over = setTimeout(() => {
  console.error('The bench takes too long and stops; the machine is too busy for it.');
  process.kill(process.pid, 'SIGTERM');
}, LIMIT_MS);
try {
  if (server === '') await measure('');
  else await ownDatabase(server, measure);
  console.log(`\n${((performance.now() - started) / 1_000).toFixed(0)} s in all.`);
} finally {
  clearTimeout(over);
}

async function measure(url: string): Promise<void> {
  const wanted = (part: Part) => only === '' || only === part;
  if (wanted('acks')) await acknowledgements(url);
  if (wanted('levels')) await levels(url, long);
  if (wanted('tickets')) await tickets(url);
  if (url && wanted('queues')) await queues(url);
  if (url && wanted('drain')) await drain(url, long);
}
