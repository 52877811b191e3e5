/**
 * Proves the Dockerfile where there is no Docker: `node scripts/prove-image.ts`. Its own steps are
 * read and run in a clean folder, and what came out is run as the image would be: with the image's
 * settings and Node, production dependencies only, as somebody else than root, in folders that
 * cannot be written but for the data. Linux only; as root it becomes `nobody`.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { systemClock } from '../src/kernel/clock.ts';
import { createPlatform } from '../src/playground/platform/index.ts';

const REPOSITORY = resolve(import.meta.dirname, '..');
const TEACHER = 'ou_teacher3';
const root = mkdtempSync(join(tmpdir(), 'houqin-image-'));
const inRoot = (path: string) => join(root, path);
const isRoot = process.getuid?.() === 0;
const someone = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const words = z.array(z.string());
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })),
});

function claim(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`✓ ${what}`);
}

/** The instructions, continued lines joined. */
function instructions(): { name: string; rest: string }[] {
  const text = readFileSync(join(REPOSITORY, 'Dockerfile'), 'utf8');
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n');
  return lines.flatMap((line) => {
    const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    return name && rest ? [{ name, rest }] : [];
  });
}

/** What `.dockerignore` lets into the build: everything is out but what it names. */
function copyContext(): void {
  const rules = readFileSync(join(REPOSITORY, '.dockerignore'), 'utf8').trim().split('\n');
  const kept = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  const known = new Set(['*', '**/*.test.ts', ...kept.map((name) => `!${name}`)]);
  claim(
    '.dockerignore has no rule that this script does not know',
    rules.every((rule) => known.has(rule)),
  );
  const filter = (path: string) => !path.endsWith('.test.ts');
  for (const name of kept)
    cpSync(join(REPOSITORY, name), inRoot(join('context', name)), { recursive: true, filter });
}

interface Built {
  readonly env: Record<string, string>;
  readonly health: readonly string[];
  readonly start: readonly string[];
}

/** Runs the build. Paths of the image are those below `root`; `/app` of the first stage is `/dependencies`. */
function build(): Built {
  const env: Record<string, string> = {};
  let [health, start]: [string[], string[]] = [[], []];
  let user = 'root';
  let stage = '';
  for (const { name, rest } of instructions()) {
    const app = inRoot(stage);
    if (name === 'FROM') {
      const [, version, as] = /^node:([\d.]+)\S*(?: AS (\w+))?$/.exec(rest) ?? [];
      claim(
        `the image's Node is the one that is pinned, ${version}`,
        `v${version}` === process.version,
      );
      stage = as ?? 'app';
      mkdirSync(inRoot(stage));
    } else if (name === 'ENV') {
      for (const pair of rest.split(' ')) env[pair.split('=')[0] ?? ''] = pair.split('=')[1] ?? '';
    } else if (name === 'COPY') {
      const [, from, paths = ''] = /^(?:--from=(\w+) )?(.+)$/.exec(rest) ?? [];
      const names = paths.split(' ');
      const to = names.pop() ?? '';
      for (const path of names) {
        const target = join(app, to, to.endsWith('/') ? path : '');
        // Nothing else is taken from a finished stage, so moving is copying.
        if (from) renameSync(inRoot(path.replace('/app', from)), target);
        else cpSync(inRoot(join('context', path)), target, { recursive: true });
      }
    } else if (name === 'RUN' && rest.startsWith('mkdir /data')) {
      claim(
        'the data folder belongs to the user of the image',
        rest.includes('chown node:node /data'),
      );
      mkdirSync(inRoot('data'));
      if (isRoot) chownSync(inRoot('data'), 65_534, 65_534);
    } else if (name === 'RUN') execFileSync('sh', ['-c', rest], { cwd: app, stdio: 'inherit' });
    else if (name === 'USER') user = rest;
    else if (name === 'CMD') start = words.parse(JSON.parse(rest));
    else if (name === 'HEALTHCHECK')
      health = words.parse(JSON.parse(rest.slice(rest.indexOf('CMD ') + 4)));
  }
  claim('it does not run as root', user === 'node');
  return { env, health, start };
}

/** Development packages by the lock file, and the pinned Node, which the image has anyway. */
function checkPackages(): void {
  const lock = lockSchema.parse(
    JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')),
  );
  const present = (path: string) => statSync(inRoot(join('app', path)), { throwIfNoEntry: false });
  const dev = Object.entries(lock.packages).flatMap(([path, { dev: is }]) => (is ? [path] : []));
  claim(
    `none of ${dev.length} development packages is in it`,
    dev.length > 50 && !dev.some(present),
  );
  const nodes = readdirSync(inRoot('app/node_modules')).filter((name) =>
    /^node-(linux|bin)/.test(name),
  );
  claim('no second Node is in it', nodes.length === 0 && !present('node_modules/.bin/node'));
  const tests = readdirSync(inRoot('app/src'), { recursive: true, encoding: 'utf8' });
  claim('no test is in it', !tests.some((path) => path.endsWith('.test.ts')));
  const size = execFileSync('sh', ['-c', 'du -sm .'], { cwd: inRoot('app'), encoding: 'utf8' });
  console.log(`  ${size.split('\t')[0]} MB beside Node and the system`);
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return String(typeof address === 'object' ? address?.port : 0);
}

async function until(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`${what} did not come about`);
    await sleep(100);
  }
}

async function prove({ env, health, start }: Built): Promise<void> {
  mkdirSync(inRoot('bin'));
  cpSync(process.execPath, inRoot('bin/node'));
  cpSync(join(REPOSITORY, 'schools/sample.yaml'), inRoot('school.yaml'));
  execFileSync('chmod', ['-R', 'a+rX,a-w', inRoot('app'), inRoot('bin'), inRoot('school.yaml')]);
  chmodSync(root, 0o555);
  const port = await freePort();
  const image = {
    ...env,
    PORT: port,
    DATA_DIR: inRoot('data'),
    SCHOOL_FILE: inRoot('school.yaml'),
  };
  const options = (own: Record<string, string>) => ({
    ...someone,
    cwd: inRoot('app'),
    env: { PATH: inRoot('bin'), ...image, ...own },
    encoding: 'utf8' as const,
  });
  const [program = '', ...args] = start;
  const [probe = '', ...probeArgs] = health;
  const healthy = () => spawnSync(probe, probeArgs, options({})).status === 0;

  const touch = `require('node:fs').writeFileSync('src/written', '')`;
  const touched = spawnSync('node', ['-e', touch], options({}));
  claim('its code cannot be written', touched.stderr.includes('EACCES'));
  for (const host of [{}, { HOST: '127.0.0.1' }]) {
    const { status, stdout, stderr } = spawnSync(program, args, options(host));
    const refused = status === 1 && stdout === '' && /^LARK_APP_ID：[^\n]+\n$/.test(stderr);
    claim(`without LARK_APP_ID it ends with one line (${JSON.stringify(host)})`, refused);
  }
  claim('HEALTHCHECK fails while nothing runs', !healthy());

  const secret = () => randomBytes(16).toString('hex');
  const keys = {
    appId: 'cli_a000000000000001',
    appSecret: secret(),
    encryptKey: secret(),
    verificationToken: secret(),
  };
  const people = [{ openId: TEACHER, name: '王老师' }];
  const platform = await createPlatform({ ...keys, people, groups: [], clock: systemClock });
  const bot = spawn(program, args, {
    ...options({
      LARK_APP_ID: keys.appId,
      LARK_APP_SECRET: keys.appSecret,
      LARK_ENCRYPT_KEY: keys.encryptKey,
      LARK_VERIFICATION_TOKEN: keys.verificationToken,
      LARK_DOMAIN: platform.address,
    }),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(bot, 'exit');
  try {
    const ready = () =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until('ready', ready);
    claim('HEALTHCHECK holds with the image’s own Node', healthy());
    platform.connect(`http://127.0.0.1:${port}/webhook/lark`);
    const heard = (kind: string) =>
      platform.messagesOf(TEACHER).some((message) => message.fromBot && message.kind === kind);
    await platform.say(TEACHER, null, '302 空调不制冷');
    await until('the receipt', () => heard('interactive'));
    const [number] = /BX\d{4}-\d{4}/.exec(JSON.stringify(platform.messagesOf(TEACHER))) ?? [];
    await platform.say(TEACHER, null, `打印 ${number}`);
    await until('the printed form', () => heard('file'));
    claim('a report becomes a ticket and a printed form', true);
    const from = performance.now();
    bot.kill('SIGTERM');
    await ended;
    claim(
      'SIGTERM ends it with 0 within 10 s',
      bot.exitCode === 0 && performance.now() - from < 10_000,
    );
  } finally {
    bot.kill('SIGKILL');
    await platform.close();
  }
  claim('it wrote where its data is', readdirSync(inRoot('data')).length > 0);
}

try {
  chmodSync(root, 0o755);
  copyContext();
  const built = build();
  checkPackages();
  await prove(built);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  execFileSync('chmod', ['-R', 'u+w', root]);
  rmSync(root, { recursive: true, force: true });
}
