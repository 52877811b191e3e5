import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const CHILD = join(import.meta.dirname, 'backup-child.ts');

/**
 * Writes `folder`, a database in use, to `file` as one gzip'd dump. Everything but the two short
 * statements `begin` and `end` happens in a child process: making a dump in this one would hold every
 * query back for seconds. `end` answers PostgreSQL's backup label.
 */
export async function copyRunning(
  folder: string,
  file: string,
  statements: { begin(): Promise<void>; end(): Promise<string> },
): Promise<void> {
  const copy = await mkdtemp(join(dirname(file), '.copying-'));
  let open = false;
  const end = () => {
    open = false;
    return statements.end();
  };
  try {
    await statements.begin();
    open = true;
    await run(folder, copy, file, end);
  } finally {
    if (open) await end();
    await rm(copy, { recursive: true, force: true });
  }
}

/** The child's standard input is held open: when this process dies, it ends and so does the child. */
async function run(
  folder: string,
  copy: string,
  file: string,
  end: () => Promise<string>,
): Promise<void> {
  const child = spawn(process.execPath, [CHILD, folder, copy, file], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  // A child that has died is told of by its end, not by the pipe.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`the backup could not be made (${code ?? signal}): ${said.trim()}`));
    });
  });
  const copied = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', () => resolve());
  });
  try {
    await Promise.race([copied, ended]);
    child.stdin.write(`${JSON.stringify(await end())}\n`);
    await ended;
  } finally {
    child.kill('SIGKILL');
    await ended.catch(() => undefined);
  }
}
