import { type Child, start } from './child.ts';
import { drip, flood } from './load.ts';
import { makeReports } from './messages.ts';
import { median, table } from './rounds.ts';

/** Shares of the raw limit that was measured a moment before. */
const SHARES = [0.25, 0.5, 0.75];
const RAW_ROUNDS = 3;
const RAW_SECONDS = 2;
const WARM_UP = 50;

type Name = 'bare' | 'server' | 'working' | 'embedded';
const LABELS: Record<Name, string> = {
  bare: '(a) Fastify, verify + decrypt, no database',
  server: 'this service, PostgreSQL, processing paused',
  working: 'this service, PostgreSQL, everything being dealt with',
  embedded: 'this service, embedded, processing paused',
};

/** Latency under constant arrival, at shares of the most that the same process took in the same run. */
export async function levels(url: string, long: boolean): Promise<void> {
  const seconds = long ? 30 : 8;
  const requests = makeReports(30_000);
  const platform = await start({ kind: 'platform' });
  const rows: string[][] = [];
  const names: Name[] = url ? ['bare', 'server', 'working', 'embedded'] : ['bare', 'embedded'];
  const settings = {
    bare: { kind: 'bare' },
    server: { kind: 'ours', url, schema: 'levels' },
    working: { kind: 'ours', url, schema: 'levels_working', platform: platform.url },
    embedded: { kind: 'ours' },
  } as const;
  try {
    for (const name of names) {
      const child = await start(settings[name]);
      try {
        // What is compiled at the first messages is measured as a start, not here.
        await drip(child.url, makeReports(WARM_UP), { rate: WARM_UP, seconds: 1 });
        // Who deals with what comes is measured at the same rates as who does not: its queue only grows.
        const raw = name === 'working' ? await pausedLimit(url) : await limit(child);
        for (const share of SHARES) {
          await child.reset();
          const rate = raw * share;
          const due = makeReports(Math.ceil(rate * seconds));
          const { p50, p99, p999, most, failed } = await drip(child.url, due, { rate, seconds });
          rows.push([
            LABELS[name],
            raw.toFixed(0),
            `${share * 100} %`,
            rate.toFixed(0),
            ...[p50, p99, p999, most].map((one) => one.toFixed(1)),
            String(failed),
          ]);
        }
      } finally {
        await child.stop();
      }
    }
  } finally {
    await platform.stop();
  }
  console.log(`\n## Acknowledgements under constant arrival, ${seconds} s each\n`);
  console.log(
    table(
      [
        'service',
        'raw limit /s',
        'arriving',
        '/s',
        'p50 ms',
        'p99 ms',
        'p99.9 ms',
        'most ms',
        'not 200',
      ],
      rows,
    ),
  );

  async function limit(child: Child): Promise<number> {
    await flood(child.url, requests, 1);
    const rates: number[] = [];
    for (let round = 0; round < RAW_ROUNDS; round++) {
      await child.reset();
      rates.push((await flood(child.url, requests, RAW_SECONDS)).rate);
    }
    return median(rates);
  }

  async function pausedLimit(of: string): Promise<number> {
    const child = await start({ kind: 'ours', url: of, schema: 'levels_limit' });
    try {
      return await limit(child);
    } finally {
      await child.stop();
    }
  }
}
