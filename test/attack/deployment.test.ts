import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      init: z.boolean().optional(),
      read_only: z.boolean().optional(),
      tmpfs: z.array(z.string()).optional(),
      cap_drop: z.array(z.string()).optional(),
      security_opt: z.array(z.string()).optional(),
      mem_limit: z.string().optional(),
      pids_limit: z.int().optional(),
      privileged: z.boolean().optional(),
      ports: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).optional(),
      secrets: z.array(z.string()).optional(),
    }),
  ),
});

it('the container may do as little as it can', () => {
  const { services } = compose.parse(parse(read('compose.yaml')));
  const { houqin, postgres } = services;
  expect(houqin).toMatchObject({
    init: true,
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    mem_limit: expect.stringMatching(/^\d+m$/),
    pids_limit: expect.any(Number),
  });
  expect(houqin?.privileged).toBeUndefined();
  // Only from this machine: whoever publishes it puts a proxy with TLS before it.
  for (const port of houqin?.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  expect(postgres?.ports).toBeUndefined();
  expect(read('Dockerfile')).toMatch(/^USER node$/m);
});

it('secrets come from files, never from the image or the settings of the container', () => {
  const environment = compose.parse(parse(read('compose.yaml'))).services['houqin']?.environment;
  for (const name of ['LARK_APP_SECRET', 'LARK_ENCRYPT_KEY', 'LARK_VERIFICATION_TOKEN']) {
    expect(environment?.[name]).toBeUndefined();
    expect(environment?.[`${name}_FILE`]).toMatch(/^\/run\/secrets\//);
  }
  expect(read('Dockerfile')).not.toMatch(/SECRET|TOKEN|ENCRYPT_KEY|PASSWORD/);
  expect(read('.dockerignore').split('\n')[0]).toBe('*');
});

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      link: z.boolean().optional(),
      dev: z.boolean().optional(),
      inBundle: z.boolean().optional(),
    }),
  ),
});

it('every package is pinned by its content, and none may run a script when it is installed', () => {
  const { packages } = lock.parse(JSON.parse(read('package-lock.json')));
  const all = Object.entries(packages).filter(([path]) => path !== '');
  expect(all.length).toBeGreaterThan(100);
  for (const [path, { integrity, inBundle }] of all)
    expect([path, inBundle === true || integrity?.startsWith('sha512-')]).toEqual([path, true]);
  const own = z
    .object({
      allowScripts: z.record(z.string(), z.boolean()),
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(read('package.json')));
  for (const version of Object.values({ ...own.dependencies, ...own.devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Object.values(own.allowScripts)).not.toContain(true);
  // A package more is a decision: raise this with a line in docs/decisions/0003-dependencies.md.
  expect(Object.keys(own.dependencies).length).toBeLessThanOrEqual(21);
  for (const name of Object.keys(own.dependencies))
    expect(read('docs/decisions/0003-dependencies.md')).toContain(name);
});

/** Files of the product whose words match. */
function sources(folder: string): string[] {
  return readdirSync(new URL(`../../${folder}`, import.meta.url), { withFileTypes: true }).flatMap(
    (entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sources(path);
      return /(?<!\.test)\.ts$/.test(entry.name) ? [path] : [];
    },
  );
}

/** What makes text of others into SQL, code, a command or a request. */
const DANGEROUS: readonly (readonly [why: string, pattern: RegExp, allowed: readonly string[]])[] =
  [
    ['sql.raw', /\bsql\.raw\b/, []],
    ['sql.lit of what is no constant', /\bsql\.lit\((?![A-Z_]+\)|\d|')/, []],
    [
      'a name in SQL from a value',
      /\bsql\.(?:ref|id|table)\((?!')|\.dynamic\b/,
      // Names of tables and columns that stand in our own lists: the auditor's, retention's, the move's, the data map's.
      [
        'src/auditor/changed.ts',
        'src/auditor/invariant.ts',
        'src/auditor/look.ts',
        'src/retention.ts',
        'src/storage/move.ts',
        'src/personal/',
      ],
    ],
    [
      'code from text',
      /\beval\b\s*\(|\bFunction\s*\(|node:vm|node:module|\bimport\((?!\s*')|createRequire|\brequire\(/,
      // The compile cache of the start.
      ['src/main.ts'],
    ],
    ['a shell', /node:child_process|node:cluster/, ['src/storage', 'src/commands']],
    ['a thread', /node:worker_threads/, ['src/received-file.ts', 'src/received-table.ts']],
    [
      'a request of our own',
      /(?<![#.\w])fetch\(|globalThis[.[]\W?fetch|node:https?'|node:(?:net|tls|dgram|http2|dns)|['"]undici|['"]axios|\b(?:EventSource|XMLHttpRequest)\b|new WebSocket\b/,
      ['src/language-model', 'src/playground', 'src/commands'],
    ],
    ['the connection of the SDK', /\bWSClient\b/, ['src/transport/long-connection.ts']],
  ];

it('nothing in the product builds SQL, code, commands or requests from text', () => {
  const files = sources('src');
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => {
    const text = read(file);
    return DANGEROUS.filter(
      ([, pattern, allowed]) =>
        pattern.test(text) && !allowed.some((folder) => file.startsWith(folder)),
    ).map(([why]) => `${file}: ${why}`);
  });
  expect(found).toEqual([]);
});

it.each([
  ['sql.raw(`select ${name}`)', 'sql.raw'],
  ['sql.lit(message.text)', 'sql.lit of what is no constant'],
  ['new Function(text)', 'code from text'],
  ["import { exec } from 'node:child_process';", 'a shell'],
  ['await fetch(message.url)', 'a request of our own'],
  ["import { connect } from 'node:net';", 'a request of our own'],
  ['await globalThis.fetch(url)', 'a request of our own'],
  ['sql.table(message.text)', 'a name in SQL from a value'],
  ['db.dynamic.ref(column)', 'a name in SQL from a value'],
  ['await import(name)', 'code from text'],
  ["import { Worker } from 'node:worker_threads';", 'a thread'],
])('a planted %s is seen', (text, why) => {
  expect(DANGEROUS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)).toEqual([
    why,
  ]);
});
