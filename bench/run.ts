/**
 * Durable acknowledgements as ratios in the same run: `npm run bench -- [postgres://…]`. Each contender
 * is a process of its own under 32 connections, all sending different, signed and encrypted messages.
 * Without an address only the embedded database is measured, and not the SDK's adapter with pg.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { makeMessages } from './messages.ts';

const SECONDS = 6;
const CONNECTIONS = 32;
const LABELS: Record<string, string> = {
  bare: 'Fastify, verify + decrypt, no database',
  sdk: "the SDK's Express adapter, one insert per event",
};
const [url = ''] = process.argv.slice(2);

const bodies = makeMessages(20_000);
const rows: { name: string; rate: number; p99: number; failed: number }[] = [];
const contenders = url ? ['bare', 'sdk', 'ours'] : ['bare'];
for (const name of contenders) rows.push(await measure(name, url));
rows.push(await measure('ours', ''));

const bare = rows[0]?.rate ?? Number.NaN;
const sdk = url ? (rows[1]?.rate ?? Number.NaN) : Number.NaN;
console.log('| service | acknowledged/s | p99 ms | × bare | × SDK | not 200 |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const { name, rate, p99, failed } of rows) {
  const times = (other: number) => (Number.isNaN(other) ? '–' : (rate / other).toFixed(2));
  console.log(
    `| ${name} | ${rate.toFixed(0)} | ${p99} | ${times(bare)} | ${times(sdk)} | ${failed} |`,
  );
}

async function measure(name: string, database: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'service.ts'), name, database], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    const [line] = await once(child.stdout, 'data');
    let next = 0;
    const result = await autocannon({
      url: String(line).trim(),
      connections: CONNECTIONS,
      duration: SECONDS,
      requests: [
        {
          method: 'POST',
          path: '/webhook/lark',
          setupRequest: (request) => ({ ...request, ...bodies[next++ % bodies.length] }),
        },
      ],
    });
    const label =
      name === 'ours' ? `this service, ${database ? 'PostgreSQL' : 'embedded'}` : LABELS[name];
    return {
      name: label ?? name,
      rate: result['2xx'] / result.duration,
      p99: result.latency.p99,
      failed: result.non2xx + result.errors,
    };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
