import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fillEmbedded } from './embedded.ts';

/** The process that initialise.ts starts: makes a database in the folder it is given, and ends. */
const [folder = ''] = process.argv.slice(2);
process.stdin.resume().on('close', () => process.exit(1));
await fillEmbedded(folder);
// The disk may keep a rename and lose what the renamed files hold.
for (const entry of readdirSync(folder, { recursive: true })) sync(join(folder, String(entry)));
sync(folder);
sync(dirname(folder));
process.exit(0);

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
