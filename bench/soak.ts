/**
 * `npm run bench:soak -- [--url postgres://…] [--events 100000] [--rate 150]`: memory of the service over a long
 * run, embedded, or with an address on PostgreSQL. What a school says in a day comes in at a constant rate and is
 * dealt with; memory is taken every twentieth of the way, and its slope is fitted to the second
 * half, when every cache is full.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Child, start } from './child.ts';
import { drip } from './load.ts';
import { makeChat } from './messages.ts';
import { ownDatabase } from './own-database.ts';
import { slope, table } from './rounds.ts';

const STEPS = 20;

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    events: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '150' },
  },
});
const count = z.coerce.number().int().positive();
const [events, rate] = [count.parse(values.events), count.parse(values.rate)];

const row =
  values.url === ''
    ? await soak('embedded', '')
    : await ownDatabase(values.url, (url) => soak('PostgreSQL', url));
console.log(
  table(
    ['database', 'events', 'MB at the start', 'MB at the end', 'most MB', 'MB per 100,000 events'],
    [row],
  ),
);

async function soak(label: string, url: string): Promise<string[]> {
  const platform = await start({ kind: 'platform', unlimited: true });
  const child = await start({
    kind: 'ours',
    url,
    schema: 'soak',
    platform: platform.url,
    unlimited: true,
  });
  try {
    const points: { readonly events: number; readonly megabytes: number }[] = [];
    for (let step = 0; step < STEPS; step++) {
      const share = Math.round(events / STEPS);
      const requests = makeChat(share, step * share);
      await drip(child.url, requests, { rate, seconds: share / rate });
      await settled(child);
      const { resident } = await child.counts();
      points.push({ events: (step + 1) * share, megabytes: resident / 1e6 });
      console.error(`${label}: ${(step + 1) * share} events, ${(resident / 1e6).toFixed(0)} MB`);
    }
    const half = points.slice(STEPS / 2);
    return [
      label,
      String(events),
      (points[0]?.megabytes ?? Number.NaN).toFixed(0),
      (points.at(-1)?.megabytes ?? Number.NaN).toFixed(0),
      Math.max(...points.map(({ megabytes }) => megabytes)).toFixed(0),
      (slope(half.map(({ events: x, megabytes: y }) => [x, y])) * 100_000).toFixed(2),
    ];
  } finally {
    await child.stop();
    await platform.stop();
  }
}

async function settled(child: Child): Promise<void> {
  for (;;) {
    const { waiting, unsent } = await child.counts();
    if (waiting === 0 && unsent === 0) return;
    await sleep(200);
  }
}
