import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setup, TEMPLATE } from '../global-setup.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations');

/** The migrated database that every run starts from, made anew when a migration is younger. */
export async function ensureTemplate(): Promise<void> {
  const newest = Math.max(
    ...readdirSync(MIGRATIONS).map((name) => statSync(join(MIGRATIONS, name)).mtimeMs),
  );
  if (!existsSync(TEMPLATE) || statSync(TEMPLATE).mtimeMs < newest) await setup();
}
