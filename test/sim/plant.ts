/**
 * To be loaded first: `node --import ./test/sim/plant.ts …` with PLANTED_BUG naming one of the bugs. The
 * product's source is rewritten while it is read, so that nothing of a bug is ever in the product.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUGS } from './bugs/index.ts';
import { planted } from './planted.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const name = process.env['PLANTED_BUG'];

if (name !== undefined && name !== '') {
  const bug = BUGS.find((one) => one.name === name);
  if (!bug) throw new Error(`no planted bug is called ${name}`);
  if (bug.edits.some(({ file }) => file.startsWith('migrations/')))
    process.env['PLANTED_MIGRATION'] = 'yes';
  const waiting = Map.groupBy(bug.edits, ({ file }) => pathToFileURL(join(ROOT, file)).href);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const edits = waiting.get(url);
      if (!edits || loaded.source === undefined || loaded.source === null) return loaded;
      const source =
        typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      return { ...loaded, source: planted(source, edits) };
    },
  });
}
