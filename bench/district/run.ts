/**
 * `npm run district -- --url postgres://… [--schools 300] [--years 5] [--scale 1] [--until …]`: fills an empty
 * database with a district. It is yours to make and to drop:
 * `createdb district && npm run district -- --url postgres://…/district; dropdb district`.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openDatabase } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { fill } from './fill.ts';
import { END } from './frame.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    schools: { type: 'string', default: '300' },
    years: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    until: { type: 'string', default: END },
  },
});
const size = z
  .object({
    url: z.string().startsWith('postgres'),
    schools: z.coerce.number().int().positive(),
    years: z.coerce.number().int().positive(),
    scale: z.coerce.number().positive(),
    until: z.string().transform((text) => Temporal.Instant.from(text).toString()),
  })
  .parse(values);

const started = performance.now();
await using database = await openDatabase<Tables>({
  url: size.url,
  synchronous: false,
  poolSize: 2,
});
await database.migrate();
const { n } = await database.db
  .selectFrom('person')
  .select((eb) => eb.fn.countAll<number>().as('n'))
  .executeTakeFirstOrThrow();
if (n > 0) throw new Error('the database is not empty: make one for the district alone');
await fill(database, size, (line) => console.log(line));
console.log(`${((performance.now() - started) / 1_000).toFixed(0)} s in all.`);
