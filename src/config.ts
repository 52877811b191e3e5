import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';

export interface Config {
  /** playground: simulated platform, embedded database of its own, loopback only. */
  readonly mode: 'playground' | 'platform';
  readonly lark: {
    /** Null in the playground, which makes its own. */
    readonly appId: string | null;
    /** Without a trailing slash. */
    readonly domain: string;
    readonly transport: 'webhook' | 'websocket';
    /** What happened longer ago is refused, in hours; null: it is taken, and noted in the log. */
    readonly maxAgeHours: number | null;
  };
  /** The embedded database, its backups and attachments; the playground has a folder of its own. */
  readonly dataDir: string;
  /** As phones see this service, without a trailing slash; null when there is no such address. */
  readonly publicUrl: string | null;
  readonly llm: { readonly url: string; readonly model: string } | null;
  readonly schoolFile: string;
  /** False: nobody named a file, so the playground may fall back to the sample it ships. */
  readonly schoolFileGiven: boolean;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logLevel: z.infer<typeof logLevel>;
}

export type LoadedConfig =
  | { readonly ok: true; readonly config: Config; readonly secrets: Secrets }
  | {
      readonly ok: false;
      readonly problems: string[];
      /** What the school's file must be checked with all the same, so that one go names every mistake. */
      readonly config: Pick<Config, 'mode' | 'schoolFile' | 'schoolFileGiven'>;
    };

export type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);
/** Within the school nobody can listen who is not in the building: RFC 1918, RFC 4193, names without a public end. */
const PRIVATE =
  /^(?:(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+$|\[f[cd][\da-f]{2}:|[^.:[\]]+$|.+\.(?:local|lan|internal)$)/u;
const LARK_DOMAIN = 'https://open.feishu.cn';

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
const transport = z.enum(['webhook', 'websocket']);
const filled = z.string();
/** The platform sends an event for the last time 7.1 hours after it happened (feishu.md). */
const maxAge = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(8).max(720));
const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));
const webUrl = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
/** The key of the model and people's words go over it: in the clear on loopback and inside the school only. */
const ownUrl = webUrl.refine((value) => {
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || LOOPBACK.has(hostname) || PRIVATE.test(hostname);
});
const platformUrl = webUrl.refine((value) => {
  const address = new URL(value);
  const safe = address.protocol === 'https:' || LOOPBACK.has(address.hostname);
  return safe && address.origin === value;
});
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ });

/**
 * The environment (contract §2), checked whole: every mistake in one go, one line each with the
 * setting's name, what is wrong and what would be right. No line ever holds a secret's value.
 */
export function loadConfig(env: Environment): LoadedConfig {
  const reader = new Reader(env);
  const appId = reader.plain(
    'LARK_APP_ID',
    z.string().regex(/^[\w-]{3,100}$/),
    '应为控制台“凭证与基础信息”里的 App ID',
    null,
  );
  const playground = env['LARK_APP_ID'] === undefined;
  const secrets = {
    appSecret: reader.secret('LARK_APP_SECRET', filled, ''),
    encryptKey: reader.secret('LARK_ENCRYPT_KEY', filled, ''),
    formerKey: reader.secret('LARK_ENCRYPT_KEY_PREVIOUS', filled, ''),
    verificationToken: reader.secret('LARK_VERIFICATION_TOKEN', filled, ''),
    databaseUrl: reader.secret(
      'DATABASE_URL',
      databaseUrl,
      '应为 postgres://用户:密码@主机:5432/库名 样式的地址',
    ),
    llmApiKey: reader.secret('LLM_API_KEY', filled, ''),
  };
  const dataDir = reader.plain('DATA_DIR', filled, '', './data');
  const llmUrl = reader.address(
    'LLM_URL',
    ownUrl,
    '应为 https:// 开头的地址（http:// 只可用于本机和校内地址）',
  );
  const llmModel = reader.plain('LLM_MODEL', filled, '', null);
  const config: Config = {
    mode: playground ? 'playground' : 'platform',
    lark: {
      appId,
      domain:
        reader.address(
          'LARK_DOMAIN',
          platformUrl,
          `应为 https:// 开头、不带路径的地址，如 ${LARK_DOMAIN}（http:// 只可用于本机）`,
        ) ?? LARK_DOMAIN,
      transport: reader.plain('LARK_TRANSPORT', transport, '应为 webhook 或 websocket', 'webhook'),
      maxAgeHours: reader.plain(
        'LARK_MAX_AGE_HOURS',
        maxAge,
        '应为 8 到 720 的整数（平台 7 小时后还会重发事件）',
        null,
      ),
    },
    dataDir: playground ? join(dataDir, 'playground') : dataDir,
    publicUrl: reader.address(
      'PUBLIC_URL',
      webUrl,
      '应为手机能打开的地址，如 https://houqin.school.cn',
    ),
    llm: llmUrl && llmModel ? { url: llmUrl, model: llmModel } : null,
    schoolFile: reader.plain('SCHOOL_FILE', filled, '', './school.yaml'),
    schoolFileGiven: reader.given('SCHOOL_FILE'),
    host: reader.plain(
      'HOST',
      z.string().regex(/^[\w.:-]+$/),
      '应为监听的 IP 地址或主机名，如 127.0.0.1',
      '127.0.0.1',
    ),
    port: reader.plain('PORT', port, '应为 0 到 65535 的整数', 3000),
    logLevel: reader.plain(
      'LOG_LEVEL',
      logLevel,
      `应为 ${logLevel.options.join('、')} 之一`,
      'info',
    ),
  };
  const problems = [
    ...reader.problems,
    ...(playground ? besidePlayground(env, config) : missingForPlatform(reader, config)),
    ...halves(reader),
  ];
  if (problems.length > 0) return { ok: false, problems, config };
  return {
    ok: true,
    config,
    secrets: new Secrets({
      appSecret: secrets.appSecret,
      encryptKeys: [secrets.encryptKey, secrets.formerKey].flatMap((key) => key ?? []),
      verificationToken: secrets.verificationToken,
      databaseUrl: secrets.databaseUrl,
      llmApiKey: secrets.llmApiKey,
    }),
  };
}

/** A lost LARK_APP_ID must never open a page on which anyone can be anybody (contract §1). */
function besidePlayground(env: Environment, { host }: Config): string[] {
  // The image sets HOST itself, so a line about that would send people the wrong way.
  if (env['HOUQIN_IMAGE'] !== undefined && env['LARK_APP_ID'] === undefined) {
    return [
      'LARK_APP_ID：没有设置，应为控制台“凭证与基础信息”里的 App ID；镜像不能用来试用，试用请在源码目录里 npm start',
    ];
  }
  const why = '没有 LARK_APP_ID 就是试用模式，';
  const others = Object.keys(env).filter(
    (name) =>
      env[name] !== undefined &&
      (name.startsWith('LARK_') || (/^DATABASE_URL(_FILE)?$/.test(name) && env[name] !== '')),
  );
  const problems = others.map(
    (name) => `${name}：${why}不能同时设置它；正式使用请设置 LARK_APP_ID，试用请去掉它`,
  );
  if (!LOOPBACK.has(host))
    problems.push(`HOST：${why}只能监听本机；应为 127.0.0.1，正式使用请设置 LARK_APP_ID`);
  return problems;
}

function missingForPlatform(reader: Reader, { lark }: Config): string[] {
  const needed = { LARK_APP_SECRET: '应为控制台“凭证与基础信息”里的 App Secret' };
  const byWebhook = {
    LARK_ENCRYPT_KEY:
      '应为控制台“事件与回调 › 加密策略”里的 Encrypt Key（或改用 LARK_TRANSPORT=websocket）',
    LARK_VERIFICATION_TOKEN:
      '应为控制台“事件与回调 › 加密策略”里的 Verification Token（或改用 LARK_TRANSPORT=websocket）',
  };
  const missing = Object.entries(
    lark.transport === 'webhook' ? { ...needed, ...byWebhook } : needed,
  )
    .filter(([name]) => !reader.given(name))
    .map(([name, right]) => `${name}：没有设置，${right}`);
  // The long connection's client takes no other form, and would say so to nobody.
  const wrong =
    lark.transport === 'websocket' && lark.appId && !/^cli_[0-9a-f]{16}$/i.test(lark.appId);
  return wrong
    ? [...missing, `LARK_APP_ID：“${lark.appId}” 不对，长连接要求 cli_ 加 16 位数字和字母 a–f`]
    : missing;
}

/** Settings that mean nothing without another one. */
function halves(reader: Reader): string[] {
  const pairs = [
    ['LLM_URL', 'LLM_MODEL', '应为模型的名称'],
    ['LLM_MODEL', 'LLM_URL', '应为兼容 OpenAI 的接口地址'],
    ['LLM_API_KEY', 'LLM_URL', '应为兼容 OpenAI 的接口地址'],
    ['LARK_ENCRYPT_KEY_PREVIOUS', 'LARK_ENCRYPT_KEY', '应为现在的 Encrypt Key'],
  ] as const;
  return pairs.flatMap(([one, other, right]) =>
    reader.given(one) && !reader.given(other)
      ? [`${other}：没有设置，但设置了 ${one}；${right}`]
      : [],
  );
}

/** Reads settings one by one and collects what is wrong with them. An empty value counts as not set. */
class Reader {
  readonly problems: string[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
    if (env['LARK_APP_ID']?.trim() === '') {
      this.problems.push('LARK_APP_ID：是空的，应为控制台里的 App ID；试用请去掉这个变量');
    }
  }

  given(name: string): boolean {
    return this.#text(name) !== null || this.#text(`${name}_FILE`) !== null;
  }

  plain<T>(name: string, schema: z.ZodType<T, string>, right: string, otherwise: T): T;
  plain<T>(name: string, schema: z.ZodType<T, string>, right: string, otherwise: null): T | null;
  plain<T>(
    name: string,
    schema: z.ZodType<T, string>,
    right: string,
    otherwise: T | null,
  ): T | null {
    const text = this.#text(name);
    return text === null
      ? otherwise
      : (this.#check(name, text, schema, `“${text}” 不对，${right}`) ?? otherwise);
  }

  /** An address may carry a password, so a wrong one is not repeated. */
  address(name: string, schema: z.ZodType<string, string>, right: string): string | null {
    const text = this.#text(name);
    return text === null ? null : this.#check(name, text, schema, `地址不对，${right}`);
  }

  /** From NAME, or from the file that NAME_FILE names. */
  secret(name: string, schema: z.ZodType<string, string>, right: string): string | null {
    const path = this.#text(`${name}_FILE`);
    let text = this.#text(name);
    if (path !== null && text !== null) {
      this.problems.push(`${name}_FILE：和 ${name} 同时设置了，应二者留一`);
    } else if (path !== null) {
      text = this.#file(`${name}_FILE`, path);
    }
    return text === null ? null : this.#check(name, text, schema, `不对，${right}`);
  }

  #text(name: string): string | null {
    return this.#env[name]?.trim() || null;
  }

  #file(name: string, path: string): string | null {
    try {
      const text = readFileSync(path, 'utf8').trim();
      if (text === '') this.problems.push(`${name}：文件 ${path} 是空的，应只含这个值`);
      return text || null;
    } catch {
      this.problems.push(`${name}：读不了文件 ${path}，应为一个可读的文件`);
      return null;
    }
  }

  #check<T>(name: string, text: string, schema: z.ZodType<T, string>, wrong: string): T | null {
    const checked = schema.safeParse(text);
    if (checked.success) return checked.data;
    this.problems.push(`${name}：${wrong}`);
    return null;
  }
}

export interface SecretValues {
  readonly appSecret: string | null;
  /** The current Encrypt Key first, then the former one; empty when none is set. */
  readonly encryptKeys: readonly string[];
  readonly verificationToken: string | null;
  readonly databaseUrl: string | null;
  readonly llmApiKey: string | null;
}

const HIDDEN = '[secret]';

/** What must never be printed: console, logger, JSON and template strings all get `[secret]`. */
export class Secrets implements SecretValues {
  readonly #values: SecretValues;

  constructor(values: SecretValues) {
    this.#values = values;
  }

  get appSecret(): string | null {
    return this.#values.appSecret;
  }

  get encryptKeys(): readonly string[] {
    return this.#values.encryptKeys;
  }

  get verificationToken(): string | null {
    return this.#values.verificationToken;
  }

  get databaseUrl(): string | null {
    return this.#values.databaseUrl;
  }

  get llmApiKey(): string | null {
    return this.#values.llmApiKey;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
