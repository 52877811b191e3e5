import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSchoolFile } from '../school-file/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'school-'));

/** As much of the platform as set-up asks. */
const platform = createServer((request, response) => {
  const path = request.url ?? '';
  const items = path.includes('/members')
    ? [{ member_id: 'ou_chen', name: '陈主任', member_id_type: 'open_id' }]
    : [{ chat_id: 'oc_l', name: '总务群' }];
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify(
      path.includes('/auth/')
        ? { code: 0, msg: 'ok', tenant_access_token: 't', expire: 7200 }
        : { code: 0, msg: 'ok', data: { items, has_more: false, page_token: '' } },
    ),
  );
});
const address = await new Promise<string>((resolve) => {
  platform.listen(0, '127.0.0.1', () => {
    const at = platform.address();
    resolve(`http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`);
  });
});
afterAll(() => platform.close());

function run(command: string, args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number | null; out: string }>((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, `${command}.ts`), ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (out += String(chunk)));
    child.on('close', (code) => resolve({ code, out }));
  });
}

describe('school:init', () => {
  const school = join(folder, 'school.yaml');
  const env = {
    LARK_APP_ID: 'cli_a000000000000001',
    LARK_APP_SECRET: 'hush',
    LARK_DOMAIN: address,
    SCHOOL_FILE: school,
  };

  it('writes a first file from the platform once, and never over another', async () => {
    const first = await run('school-init', ['--admin', 'ou_chen', '--name', '实验小学'], env);
    expect(first).toMatchObject({ code: 0 });
    expect(parseSchoolFile(readFileSync(school, 'utf8'))).toMatchObject({
      ok: true,
      file: {
        name: '实验小学',
        groups: { staff: null, logistics: 'oc_l' },
        people: [{ id: 'ou_chen', name: '陈主任', roles: ['admin', 'teacher'] }],
      },
    });
    const second = await run('school-init', ['--admin', 'ou_chen'], env);
    expect(second.code).toBe(1);
    expect(second.out).toContain('不覆盖');
  });

  it('asks for credentials and for the first admin', async () => {
    const none = await run('school-init', []);
    expect(none).toMatchObject({ code: 1, out: expect.stringContaining('LARK_APP_ID：没有设置') });
    const nobody = await run('school-init', [], {
      ...env,
      SCHOOL_FILE: join(folder, 'other.yaml'),
    });
    expect(nobody).toMatchObject({ code: 1, out: expect.stringContaining('--admin') });
    expect(nobody.out).not.toContain('hush');
  });
});

describe('school:check', () => {
  it('is silent about nothing: mistakes and the missing file exit 1, a right file exits 0', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'name: 校\ngroup: {}\n');
    expect(await run('school-check', [wrong])).toMatchObject({
      code: 1,
      out: expect.stringContaining('是不是想写 groups？'),
    });
    expect((await run('school-check', [], { SCHOOL_FILE: join(folder, 'none') })).code).toBe(1);
    const sample = join(import.meta.dirname, '../../schools/sample.yaml');
    expect(await run('school-check', [sample])).toMatchObject({ code: 0 });
    expect((await run('school-schema', ['--check'])).code).toBe(0);
    for (const command of ['school-check', 'school-init', 'school-schema']) {
      expect(await run(command, ['--help'])).toMatchObject({
        code: 0,
        out: expect.stringContaining('npm run'),
      });
    }
  });
});
