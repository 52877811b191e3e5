import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig, type Environment } from './config.ts';

const REAL = {
  LARK_APP_ID: 'cli_abc',
  LARK_APP_SECRET: 'hush-app',
  LARK_ENCRYPT_KEY: 'hush-key',
  LARK_VERIFICATION_TOKEN: 'hush-token',
};

function problems(env: Environment): string[] {
  const loaded = loadConfig(env);
  return loaded.ok ? [] : loaded.problems;
}

function secretFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'config-')), 'secret');
  writeFileSync(path, text);
  return path;
}

describe('without an app id', () => {
  it('the mode is the playground, on loopback, with data of its own', () => {
    expect(loadConfig({ DATA_DIR: '/data' })).toMatchObject({
      ok: true,
      config: { mode: 'playground', dataDir: '/data/playground', host: '127.0.0.1', port: 3000 },
    });
  });

  it.each([
    ['DATABASE_URL', 'postgres://u:hush@db/x'],
    ['DATABASE_URL_FILE', '/nowhere'],
    ['LARK_APP_SECRET', 'hush'],
    ['LARK_DOMAIN', 'https://open.feishu.cn'],
    ['LARK_ANYTHING', ''],
    ['LARK_APP_ID', ''],
    ['HOST', '0.0.0.0'],
  ])('the start is refused beside %s', (name, value) => {
    const found = problems({ [name]: value });
    expect(found.some((line) => line.startsWith(`${name}：`))).toBe(true);
    expect(found.join()).not.toContain('hush');
  });
});

describe('in the image', () => {
  it.each([{}, { HOST: '127.0.0.1' }, { HOST: '0.0.0.0', DATABASE_URL: 'postgres://u:hush@db/x' }])(
    'there is no playground, whatever else is set: %o',
    (env) => {
      const found = problems({ HOUQIN_IMAGE: '1', ...env });
      expect(found).toEqual([expect.stringMatching(/^LARK_APP_ID：没有设置/)]);
    },
  );
});

describe('with an app id', () => {
  it('the defaults of the contract hold', () => {
    const loaded = loadConfig(REAL);
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        mode: 'platform',
        lark: {
          appId: 'cli_abc',
          domain: 'https://open.feishu.cn',
          transport: 'webhook',
          maxAgeHours: null,
        },
        dataDir: './data',
        publicUrl: null,
        llm: null,
        schoolFile: './school.yaml',
        schoolFileGiven: false,
        logLevel: 'info',
      },
    });
  });

  it('the webhook needs secret, encrypt key and token, and says so in one go', () => {
    expect(problems({ LARK_APP_ID: 'cli_abc' }).map((line) => line.split('：')[0])).toEqual([
      'LARK_APP_SECRET',
      'LARK_ENCRYPT_KEY',
      'LARK_VERIFICATION_TOKEN',
    ]);
  });

  it('the long connection needs the app secret only, and an app id that its client takes', () => {
    const env = { LARK_APP_SECRET: 's', LARK_TRANSPORT: 'websocket' };
    expect(problems({ ...env, LARK_APP_ID: 'cli_a0123456789abcdf' })).toEqual([]);
    expect(problems({ ...env, LARK_APP_ID: 'cli_abc' })).toEqual([
      'LARK_APP_ID：“cli_abc” 不对，长连接要求 cli_ 加 16 位数字和字母 a–f',
    ]);
  });

  it.each([
    ['PORT', '99999', '“99999” 不对，应为 0 到 65535 的整数'],
    ['PORT', 'http', '“http” 不对'],
    ['LOG_LEVEL', 'loud', '“loud” 不对，应为 fatal、'],
    ['LARK_TRANSPORT', 'pigeon', '应为 webhook 或 websocket'],
    ['LARK_MAX_AGE_HOURS', '7', '应为 8 到 720 的整数'],
    ['LARK_MAX_AGE_HOURS', 'all', '应为 8 到 720 的整数'],
    ['LARK_APP_ID', 'a b', '“a b” 不对'],
    ['LARK_DOMAIN', 'http://open.feishu.cn', 'http:// 只可用于本机'],
    ['LARK_DOMAIN', 'https://u:hush@open.feishu.cn', '不带路径'],
    ['LARK_DOMAIN', 'open.feishu.cn', '地址不对'],
    ['DATABASE_URL', 'mysql://root:hush@db/x', '应为 postgres://'],
    ['PUBLIC_URL', 'ftp://hush', '应为手机能打开的地址'],
    ['HOST', 'a b', '应为监听的'],
    ['LLM_URL', 'hush', '应为 https://'],
    ['LLM_URL', 'http://llm.example.com/hush', 'http:// 只可用于本机和校内地址'],
    ['LLM_URL', 'http://11.0.0.1/hush', 'http:// 只可用于本机和校内地址'],
    ['LLM_URL', 'http://10.evil.cn.example/hush', 'http:// 只可用于本机和校内地址'],
    ['LARK_APP_SECRET_FILE', '/nowhere', '和 LARK_APP_SECRET 同时设置了'],
    ['DATABASE_URL_FILE', '/nowhere/at/all', '读不了文件 /nowhere/at/all'],
    ['DATABASE_URL_FILE', secretFile(' \n'), '是空的'],
  ])(
    '%s = %s is refused with what would be right, and no secret is repeated',
    (name, value, right) => {
      const line = problems({ ...REAL, [name]: value }).find((found) =>
        found.startsWith(`${name}：`),
      );
      expect(line).toContain(right);
      expect(line).not.toContain('hush');
    },
  );

  it.each([
    [{ LLM_URL: 'https://llm' }, 'LLM_MODEL'],
    [{ LLM_MODEL: 'm' }, 'LLM_URL'],
    [{ LLM_API_KEY: 'k' }, 'LLM_URL'],
  ])('%o alone lacks its other half', (half, other) => {
    expect(problems({ ...REAL, ...half })[0]).toMatch(new RegExp(`^${other}：没有设置`));
  });

  it.each([
    'http://localhost:9',
    'http://192.168.3.4',
    'http://172.16.0.9:1',
    'http://llm:8000/v1',
    'http://gpu.lan',
  ])('inside the school the language model may be asked over http: %s', (LLM_URL) => {
    expect(loadConfig({ ...REAL, LLM_URL, LLM_MODEL: 'm' })).toMatchObject({ ok: true });
  });

  it('a trailing slash and a loopback address over http are fine', () => {
    const loaded = loadConfig({
      ...REAL,
      LARK_DOMAIN: 'http://127.0.0.1:4000/',
      PUBLIC_URL: 'https://x.cn/h/',
    });
    expect(loaded).toMatchObject({
      ok: true,
      config: { lark: { domain: 'http://127.0.0.1:4000' }, publicUrl: 'https://x.cn/h' },
    });
  });
});

describe('secrets', () => {
  const { LARK_APP_SECRET: _, ...rest } = REAL;
  const loaded = loadConfig({
    ...rest,
    LARK_APP_SECRET_FILE: secretFile('hush-file\n'),
    LARK_ENCRYPT_KEY_PREVIOUS: 'hush-former',
    DATABASE_URL: 'postgres://u:hush-db@db/x',
    LLM_URL: 'https://l',
    LLM_MODEL: 'm',
    LLM_API_KEY: 'hush-llm',
  });
  if (!loaded.ok) throw new Error(loaded.problems.join());

  it('come from a file as well, and both encrypt keys count during a rotation', () => {
    expect(loaded.secrets.appSecret).toBe('hush-file');
    expect(loaded.secrets.encryptKeys).toEqual(['hush-key', 'hush-former']);
    expect(loaded.secrets.verificationToken).toBe('hush-token');
    expect(loaded.secrets.databaseUrl).toBe('postgres://u:hush-db@db/x');
    expect(loaded.secrets.llmApiKey).toBe('hush-llm');
  });

  it('never print, whichever way they are looked at', () => {
    const printed = [
      JSON.stringify(loaded),
      inspect(loaded, { depth: 9, showHidden: true }),
      String(loaded.secrets),
    ];
    expect(printed.join()).not.toContain('hush');
    expect(inspect(loaded.secrets)).toBe('[secret]');
  });
});
