import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');
export const SAMPLE = join(ROOT, 'schools', 'sample.yaml');

/** The keys of an app, made anew for each test. */
export function makeKeys() {
  const secret = () => randomBytes(16).toString('hex');
  return {
    appId: 'cli_a000000000000001',
    appSecret: secret(),
    encryptKey: secret(),
    verificationToken: secret(),
  };
}

export function settings(keys: ReturnType<typeof makeKeys>, own: Record<string, string>) {
  return {
    LARK_APP_ID: keys.appId,
    LARK_APP_SECRET: keys.appSecret,
    LARK_ENCRYPT_KEY: keys.encryptKey,
    LARK_VERIFICATION_TOKEN: keys.verificationToken,
    SCHOOL_FILE: SAMPLE,
    LOG_LEVEL: 'silent',
    ...own,
  };
}

/** `node src/main.ts` as a school runs it. */
export function startBot(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(ROOT, 'src', 'main.ts')], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'exit').then(() => undefined);
  return {
    kill: (signal: 'SIGKILL' | 'SIGTERM') => child.kill(signal),
    ended,
    code: () => child.exitCode,
    /** All it wrote, its log and its errors. */
    said: () => output + errors,
    /** What it said on standard error, by line. */
    lines: () => errors.split('\n').filter((line) => line !== ''),
  };
}

/** A port that was free a moment ago, so that every start of one test has the same address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until it answers so, or fails. */
export async function until(
  what: string,
  done: () => Promise<boolean> | boolean,
  milliseconds = 45_000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`${what} did not come about`);
    await sleep(25);
  }
}

export async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  } catch {
    return false;
  }
}
