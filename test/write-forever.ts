import { openDatabase } from '../src/storage/open-database.ts';
import type { SpineTables } from '../src/storage/tables.ts';

/** A process to be killed: writes numbers one by one and prints each after its commit. */
const [directory = '', first = '0'] = process.argv.slice(2);
const database = await openDatabase<SpineTables>({ directory });
await database.migrate();
for (let value = Number(first); ; value++) {
  await database.transaction((tx) =>
    tx
      .insertInto('counter')
      .values({ school_id: 's', name: String(value), value })
      // The process before this one may have been killed between its commit and its line.
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  process.stdout.write(`${value}\n`);
}
