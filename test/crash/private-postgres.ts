import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './bot.ts';

const INSTALLED = '/usr/lib/postgresql';

/** Where the server's programs are; null where there are none. */
function programs(): string | null {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED).toSorted().toReversed() : [];
  const found = versions.map((version) => join(INSTALLED, version, 'bin'));
  return found.find((path) => existsSync(join(path, 'pg_ctl'))) ?? null;
}

/** A PostgreSQL server of one's own that may be stopped at will; null where none is installed. */
export async function startPrivatePostgres() {
  const bin = programs();
  if (bin === null) return null;
  const directory = mkdtempSync(join(tmpdir(), 'houqin-pg-'));
  const port = await freePort();
  const root = process.getuid?.() === 0;
  if (root) {
    const id = (of: string) => Number(execFileSync('id', [of, 'postgres']));
    chownSync(directory, id('-u'), id('-g'));
  }
  // PostgreSQL refuses to run as root.
  const run = (...command: string[]) =>
    root
      ? execFileSync('runuser', ['-u', 'postgres', '--', ...command], { stdio: 'ignore' })
      : execFileSync(command[0] ?? '', command.slice(1), { stdio: 'ignore' });
  const data = join(directory, 'data');
  run(join(bin, 'initdb'), '-D', data, '-A', 'trust', '-U', 'postgres');
  const address = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1`;
  const log = join(directory, 'log');
  const start = () =>
    run(join(bin, 'pg_ctl'), '-w', '-t', '120', '-D', data, '-l', log, '-o', address, 'start');
  const stop = (how: 'fast' | 'immediate') =>
    run(join(bin, 'pg_ctl'), '-w', '-D', data, '-m', how, 'stop');
  start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    /** As a crash, or as an administrator does it. */
    restart(how: 'fast' | 'immediate') {
      stop(how);
      start();
    },
    close() {
      stop('immediate');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
