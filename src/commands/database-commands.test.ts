import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'houqin-commands-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function run(name: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const script = join(import.meta.dirname, `${name}.ts`);
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env: { PATH, DATA_DIR: directory, ...env },
  });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

it.each(['db-migrate', 'db-backup', 'db-restore', 'db-move'])('%s explains itself', (name) => {
  const help = run(name, ['--help']);
  expect(help.status).toBe(0);
  expect(help.stdout).toContain(`npm run ${name.replace('-', ':')}`);
});

it('an embedded database is migrated, backed up and restored', () => {
  expect(run('db-restore')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('没有备份'),
  });
  expect(run('db-migrate')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('升级完成'),
  });
  expect(run('db-migrate')).toMatchObject({ status: 0, stdout: '数据库已是最新结构' });
  expect(run('db-backup')).toMatchObject({ status: 0, stdout: expect.stringContaining('已备份') });
  expect(run('db-restore')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('原来的数据在'),
  });
  expect(run('db-migrate').stdout).toBe('数据库已是最新结构');
});

it('what is asked about people is answered out of an embedded database', () => {
  const school = { LARK_APP_ID: 'cli_a000000000000001' };
  expect(run('report-minors', [], school)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('未成年人个人信息'),
  });
  expect(run('person-export', ['ou_nobody'], school).stderr).toBe('没有找到“ou_nobody”');
  expect(run('ticket-redact', ['BX2611-0001'], school).stderr).toBe('没有找到 BX2611-0001');
  expect(run('breach', ['--since', '2026-11-01'], school).stderr).toContain(
    '--since：“2026-11-01”',
  );
});

it('what makes no sense is refused in one line', () => {
  const server = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  for (const [name, args, env] of [
    ['db-backup', [], server],
    ['db-restore', [], server],
    ['db-move', [], {}],
    ['db-restore', ['/none'], {}],
    ['db-migrate', ['--nonsense'], {}],
    ['db-migrate', [], server],
  ] as const) {
    const refused = run(name, args, env);
    expect(refused.status).toBe(1);
    expect(refused.stderr.split('\n')).toHaveLength(1);
  }
});
