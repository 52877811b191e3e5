/**
 * `npm run bench -- [postgres://…] [acks | tickets]`: durable acknowledgements and whole tickets per second. Read the
 * ratios: they come from rounds in turn within one run. Without an address only the embedded
 * database is measured. docs/performance.md says what each figure is.
 */
import { Client } from 'pg';
import { acknowledgements } from './acknowledgements.ts';
import { tickets } from './tickets.ts';

const [server = '', only = ''] = process.argv.slice(2);
const name = `houqin_bench_${process.pid}`;
const LIMIT_MS = 480_000;

const started = performance.now();
const over = setTimeout(() => {
  console.error('The bench takes too long and stops; the machine is too busy for it.');
  void dropDatabase().finally(() => process.exit(1));
}, LIMIT_MS);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void dropDatabase().finally(() => process.exit(130)));
try {
  const url = server === '' ? '' : await makeDatabase();
  if (only !== 'tickets') await acknowledgements(url);
  if (only !== 'acks') await tickets(url);
  console.log(`\n${((performance.now() - started) / 1_000).toFixed(0)} s in all.`);
} finally {
  clearTimeout(over);
  await dropDatabase();
}

async function makeDatabase(): Promise<string> {
  await onServer(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Children that still hold it lose their connections. */
async function dropDatabase(): Promise<void> {
  if (server !== '') await onServer(`drop database if exists ${name} with (force)`);
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}
