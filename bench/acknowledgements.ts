import { type Child, type Settings, start } from './child.ts';
import { drip, flood, type Measured } from './load.ts';
import { makeReports } from './messages.ts';
import { inTurn, median, spread, table } from './rounds.ts';

const SECONDS = 2;
const ROUNDS = 5;
/** With processing on what came in piles up, so there are fewer rounds and a reset after each. */
const ROUNDS_ON = 3;
const HALF_SECONDS = 5;

type Name = 'bare' | 'sdk' | 'paused' | 'embedded' | 'on' | 'embeddedOn';
const LABELS: Record<Name, string> = {
  bare: '(a) Fastify, verify + decrypt, no database',
  sdk: "(b) the SDK's Express adapter, one insert per event, PostgreSQL",
  paused: 'this service, PostgreSQL, processing paused',
  embedded: 'this service, embedded, processing paused',
  on: 'this service, PostgreSQL, processing on',
  embeddedOn: 'this service, embedded, processing on',
};
type Round = Measured & { readonly cpu: number };

/** Durable acknowledgements under 32 connections, processing paused and on. */
export async function acknowledgements(url: string): Promise<void> {
  const requests = makeReports(40_000);
  const platform = await start({ kind: 'platform' });
  const settings: Record<Name, Settings> = {
    bare: { kind: 'bare' },
    sdk: { kind: 'sdk', url },
    paused: { kind: 'ours', url, schema: 'paused' },
    embedded: { kind: 'ours' },
    on: { kind: 'ours', url, schema: 'processing', platform: platform.url },
    embeddedOn: { kind: 'ours', platform: platform.url },
  };
  const measure = async (names: readonly Name[], rounds: number, halfLoad: boolean) => {
    const children = new Map<Name, Child>();
    try {
      for (const name of names) children.set(name, await start(settings[name]));
      const child = (name: Name) => {
        const found = children.get(name);
        if (!found) throw new Error(`${name} does not run`);
        return found;
      };
      for (const name of names) {
        await flood(child(name).url, requests, 1);
        await child(name).reset();
      }
      const results = await inTurn(names, rounds, async (name): Promise<Round> => {
        const before = await child(name).counts();
        const measured = await flood(child(name).url, requests, SECONDS);
        const after = await child(name).counts();
        if (name !== 'bare' && measured.answered > requests.length)
          throw new Error('more answers than different messages: the round is not valid');
        await child(name).reset();
        return { ...measured, cpu: (after.cpu - before.cpu) / measured.answered };
      });
      const half = new Map<Name, Measured>();
      for (const name of halfLoad ? names : []) {
        const rate = median(results(name).map((round) => round.rate)) / 2;
        half.set(name, await drip(child(name).url, requests, { rate, seconds: HALF_SECONDS }));
        await child(name).reset();
      }
      return { results, half };
    } finally {
      for (const child of children.values()) await child.stop();
    }
  };
  try {
    const paused: Name[] = url ? ['bare', 'sdk', 'paused', 'embedded'] : ['bare', 'embedded'];
    const { results } = await measure(paused, ROUNDS, false);
    console.log('\n## Acknowledgements, 32 connections\n');
    console.log(
      table(
        ['service', 'acknowledged/s', 'p99 ms', '× (a)', '× (b)', 'processor µs each', 'not 200'],
        paused.map((name) => row(name, results)),
      ),
    );
    const on: Name[] = url ? ['on', 'embeddedOn'] : ['embeddedOn'];
    const processing = await measure(on, ROUNDS_ON, true);
    console.log('\n## Acknowledgements, processing on\n');
    console.log(
      table(
        ['service', 'acknowledged/s', 'p99 ms', 'at half load /s', 'p50 ms', 'p99 ms', 'not 200'],
        on.map((name) => halfRow(name, processing.results(name), processing.half.get(name))),
      ),
    );
  } finally {
    await platform.stop();
  }
}

function row(name: Name, results: (name: Name) => Round[]): string[] {
  const own = results(name);
  const times = (other: Name) => {
    const others = results(other);
    return others.length === 0 || other === name
      ? '–'
      : spread(
          own.map(({ rate }, i) => rate / (others[i]?.rate ?? Number.NaN)),
          2,
        );
  };
  return [
    LABELS[name],
    spread(own.map(({ rate }) => rate)),
    spread(own.map(({ p99 }) => p99)),
    times('bare'),
    times('sdk'),
    median(own.map(({ cpu }) => cpu)).toFixed(0),
    String(own.reduce((sum, { failed }) => sum + failed, 0)),
  ];
}

function halfRow(name: Name, own: readonly Round[], half: Measured | undefined): string[] {
  return [
    LABELS[name],
    spread(own.map(({ rate }) => rate)),
    spread(own.map(({ p99 }) => p99)),
    (half?.rate ?? Number.NaN).toFixed(0),
    (half?.p50 ?? Number.NaN).toFixed(1),
    (half?.p99 ?? Number.NaN).toFixed(1),
    String(own.reduce((sum, { failed }) => sum + failed, half?.failed ?? 0)),
  ];
}
