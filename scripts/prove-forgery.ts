/**
 * `npm run proof:forgery -- --requests 1000000 [--seed 1]`: so many forged requests against the
 * verification as the service has it, every 200th over HTTP. Fails unless each gets the one refusal
 * and nothing reaches the database.
 */
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { parseArgs } from 'node:util';
import { attack, intakeOver } from '../test/attack/forgery.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
  },
});
let touched = 0;
const count = (): never => {
  touched++;
  throw new Error('the database was reached');
};
const db = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (inner) => new PostgresIntrospector(inner),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createDriver: () => ({
      init: async () => undefined,
      acquireConnection: async () => count(),
      beginTransaction: async () => count(),
      commitTransaction: async () => count(),
      rollbackTransaction: async () => count(),
      releaseConnection: async () => undefined,
      destroy: async () => undefined,
    }),
  },
});
const intake = intakeOver({ kind: 'server', db, transaction: async () => count() }, () => {
  touched++;
});
const started = performance.now();
const outcome = await attack(intake, {
  count: Number(values.requests),
  share: 200,
  seed: Number(values.seed),
});
const seconds = (performance.now() - started) / 1_000;
const accepted = [...outcome.accepted.values()].reduce((sum, n) => sum + n, 0);
console.log(
  `${outcome.sent} forged requests of ${outcome.kinds.size} kinds (${outcome.overHttp} over HTTP) in ${seconds.toFixed(0)} s: ` +
    `${accepted} accepted, ${touched} reached the database, ${outcome.bodies.size} kind(s) of answer`,
);
for (const [kind, n] of outcome.accepted) console.log(`  accepted: ${kind}: ${n}`);
process.exitCode = accepted + touched === 0 && outcome.bodies.size === 1 ? 0 : 1;
