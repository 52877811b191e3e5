import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, type Counts, start } from './child.ts';
import { drip } from './load.ts';
import { makeReports } from './messages.ts';
import { inTurn, median, spread, table } from './rounds.ts';

const REPORTS = 150;
const ROUNDS = 3;
/** What a school may bring on one morning; the send limits allow it in one burst. */
const MORNING = 30;
const PATIENCE_MS = 30_000;

type Name = 'server' | 'embedded';
const LABELS: Record<Name, string> = { server: 'PostgreSQL', embedded: 'embedded' };

/** From a message to its ticket, and on to the last card about it at the simulated platform. */
export async function tickets(url: string): Promise<void> {
  const names: Name[] = url ? ['server', 'embedded'] : ['embedded'];
  const free = await fromReportToCard(url, names, {
    unlimited: true,
    reports: REPORTS,
    rounds: ROUNDS,
  });
  console.log(`\n## Tickets, ${REPORTS} reports at once, without the send limits\n`);
  console.log(
    table(
      [
        'database',
        'tickets committed/s',
        'tickets with all cards sent/s',
        'cards each',
        'SQL each',
      ],
      names.map((name) => {
        const own = free(name);
        return [
          LABELS[name],
          spread(own.map(({ committed }) => REPORTS / committed)),
          spread(own.map(({ sent }) => REPORTS / sent)),
          median(own.map(({ cards }) => cards)).toFixed(1),
          name === 'server' ? median(own.map(({ statements }) => statements)).toFixed(0) : '–',
        ];
      }),
    ),
  );
  const paced = await fromReportToCard(url, names, {
    unlimited: false,
    reports: MORNING,
    rounds: 1,
  });
  console.log(`\n## Tickets, ${MORNING} reports at once, within the send limits\n`);
  console.log(
    table(
      ['database', 'all committed after s', 'all cards sent after s'],
      names.map((name) => [
        LABELS[name],
        spread(
          paced(name).map(({ committed }) => committed),
          1,
        ),
        spread(
          paced(name).map(({ sent }) => sent),
          1,
        ),
      ]),
    ),
  );
}

interface Round {
  /** Seconds until the last ticket was committed, and until its last card was sent. */
  readonly committed: number;
  readonly sent: number;
  readonly cards: number;
  readonly statements: number;
}

export async function fromReportToCard(
  url: string,
  names: readonly Name[],
  how: { readonly unlimited: boolean; readonly reports: number; readonly rounds: number },
): Promise<(name: Name) => Round[]> {
  const { unlimited } = how;
  const platform = await start({ kind: 'platform', unlimited });
  const children = new Map<Name, Child>();
  try {
    for (const name of names) {
      const database =
        name === 'server' ? { url, schema: unlimited ? 'unlimited' : 'limited' } : {};
      const child = await start({
        kind: 'ours',
        ...database,
        platform: platform.url,
        unlimited,
      });
      children.set(name, child);
      await measure(child, 20);
    }
    return await inTurn(names, how.rounds, async (name) => {
      const child = children.get(name);
      if (!child) throw new Error(`${name} does not run`);
      return measure(child, how.reports);
    });
  } finally {
    for (const child of children.values()) await child.stop();
    await platform.stop();
  }
}

async function measure(child: Child, reports: number): Promise<Round> {
  await child.reset();
  const requests = makeReports(reports);
  const before = await child.counts();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1_000;
  const sending = drip(child.url, requests, { rate: 2_000, seconds: reports / 2_000 });
  const until = async (done: (counts: Counts) => boolean): Promise<Counts> => {
    for (;;) {
      const counts = await child.counts();
      if (done(counts)) return counts;
      if (performance.now() - started > PATIENCE_MS)
        throw new Error(`not done in time: ${JSON.stringify(counts)}`);
      await sleep(50);
    }
  };
  await until(({ tickets: made }) => made >= reports);
  const committed = seconds();
  const { failed } = await sending;
  if (failed > 0) throw new Error(`${failed} reports were not acknowledged`);
  const after = await until(({ unsent }) => unsent === 0);
  return {
    committed,
    sent: seconds(),
    cards: after.sent / reports,
    statements: (after.statements - before.statements) / reports,
  };
}
