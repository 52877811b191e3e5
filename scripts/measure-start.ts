/**
 * Time from start to ready, and resident memory at rest, as Linux counts it:
 * `node scripts/measure-start.ts [postgres://…]`. Embedded three times (the second start
 * writes Node's compile cache, the third reads it), then the server.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REST_MS = 5_000;
const SAMPLE = join(import.meta.dirname, '..', 'schools', 'sample.yaml');
const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');

const [url] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'houqin-measure-'));
try {
  for (const name of ['embedded, first', 'embedded, second', 'embedded, third'])
    console.log(`${name}: ${await measure({ DATA_DIR: directory })}`);
  if (url) console.log(`PostgreSQL: ${await measure({ DATA_DIR: directory, DATABASE_URL: url })}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** As `npm start` does at a school: with an app's settings, the platform out of reach. */
async function measure(own: Record<string, string>): Promise<string> {
  const port = '34779';
  const from = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=4', MAIN], {
    env: {
      PATH: process.env['PATH'],
      LARK_APP_ID: 'cli_a000000000000001',
      LARK_APP_SECRET: 'measured',
      LARK_ENCRYPT_KEY: 'measured',
      LARK_VERIFICATION_TOKEN: 'measured',
      LARK_DOMAIN: 'http://127.0.0.1:9',
      SCHOOL_FILE: SAMPLE,
      LOG_LEVEL: 'silent',
      PORT: port,
      ...own,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  try {
    const ready = () =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
    while (!(await ready())) {
      if (child.exitCode !== null) throw new Error(`the start failed with ${child.exitCode}`);
      await sleep(20);
    }
    const seconds = (performance.now() - from) / 1_000;
    await sleep(REST_MS);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
    return `ready after ${seconds.toFixed(1)} s, ${resident.toFixed(0)} MB resident at rest`;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
