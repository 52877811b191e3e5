import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createService, readSchoolText } from './app.ts';
import type { Service } from './service.ts';
import type { Config, Secrets } from './config.ts';
import { MovableClock, systemClock } from './kernel/clock.ts';
import { ROLE_NAMES } from './features/people/public.ts';
import { createLogger } from './logging.ts';
import { createPlatform } from './playground/platform/index.ts';
import { registerPage } from './playground/index.ts';
import { parseSchoolFile, type SchoolFile } from './school-file/index.ts';
import { openDatabase } from './storage/open-database.ts';
import type { Tables } from './tables.ts';

/** A start that cannot go on, with one line for a person per mistake. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface Running {
  /** The address to open or to put into the console. */
  readonly address: string;
  readonly service: Service;
  stop(): Promise<void>;
}

const SAMPLE = join(import.meta.dirname, '..', 'schools', 'sample.yaml');
/** The playground's own app; the long id is what the SDK accepts as one. */
const PLAYGROUND_APP = 'cli_a000000000000001';

/** Starts what the settings ask for. Throws StartError on a mistake in the school's file. */
export async function launch(config: Config, secrets: Secrets): Promise<Running> {
  return config.mode === 'playground'
    ? launchPlayground(config, secrets)
    : launchPlatform(config, secrets);
}

async function launchPlatform(config: Config, secrets: Secrets): Promise<Running> {
  const file = readSchool(config, null);
  const log = createLogger(config.logLevel);
  const database = await openDatabase<Tables>(
    secrets.databaseUrl
      ? {
          url: secrets.databaseUrl,
          onIdleError: (err) => log.warn({ err }, 'a database connection was lost'),
        }
      : { directory: config.dataDir },
  );
  const service = createService({
    appId: config.lark.appId ?? '',
    appSecret: secrets.appSecret ?? '',
    encryptKeys: secrets.encryptKeys,
    verificationToken: secrets.verificationToken ?? '',
    domain: config.lark.domain,
    transport: config.lark.transport,
    maxAgeHours: config.lark.maxAgeHours,
    dataDir: config.dataDir,
    database,
    file,
    publicUrl: config.publicUrl,
    ...secondReader(config, secrets),
    log,
  });
  await service.start();
  const address = await service.server.listen({ host: config.host, port: config.port });
  return { address, service, stop: () => service.stop() };
}

/** A simulated platform on a port of its own, and the bot talking to it as to the real one. */
async function launchPlayground(config: Config, secrets: Secrets): Promise<Running> {
  const file = readSchool(config, SAMPLE);
  const log = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const clock = new MovableClock(systemClock.now(), systemClock);
  const keys = {
    appId: PLAYGROUND_APP,
    appSecret: secret(),
    encryptKey: secret(),
    verificationToken: secret(),
  };
  const database = await openDatabase<Tables>({ directory: config.dataDir });
  const platform = await createPlatform({ ...keys, ...cast(file), clock });
  const service = createService({
    ...keys,
    encryptKeys: [keys.encryptKey],
    domain: platform.address,
    transport: 'webhook',
    dataDir: config.dataDir,
    database,
    file,
    publicUrl: config.publicUrl,
    ...secondReader(config, secrets),
    clock,
    log,
  });
  registerPage(service.server.http, platform, clock);
  await service.start();
  const address = await service.server.listen({ host: config.host, port: config.port });
  platform.connect(`${address}/webhook/lark`);
  return {
    address,
    service,
    async stop() {
      await service.stop();
      await platform.close();
    },
  };
}

function secondReader({ llm }: Config, { llmApiKey }: Secrets) {
  return llm ? { llm: { ...llm, apiKey: llmApiKey } } : {};
}

function secret(): string {
  return randomBytes(16).toString('hex');
}

/** The people and groups of a school's file, as the simulated platform knows them. */
export function cast(file: SchoolFile) {
  const people = file.people.flatMap((person) =>
    person.id ? [{ openId: person.id, name: person.name, title: titleOf(person) }] : [],
  );
  const everyone = people.map((person) => person.openId);
  const office = file.people.flatMap((person) =>
    person.id && person.roles.some((role) => role !== 'teacher' && role !== 'unitHead')
      ? [person.id]
      : [],
  );
  const groups = [
    { chatId: file.groups.logistics, name: '总务群', members: office },
    { chatId: file.groups.staff, name: '全体教职工群', members: everyone },
    { chatId: file.groups.reports, name: '报修群', members: everyone },
  ].flatMap(({ chatId, ...group }) => (chatId === null ? [] : [{ chatId, ...group }]));
  return { people, groups };
}

/** What stands under a name: the unit, then the duties; a technical right is no title. */
function titleOf({ unit, roles }: SchoolFile['people'][number]): string {
  const shown = roles.filter((role) => role !== 'admin' || roles.length === 1);
  const titles = shown.map((role) => ROLE_NAMES[role]).join('、');
  return [unit, titles].filter(Boolean).join(' · ');
}

type WhichSchool = Pick<Config, 'mode' | 'schoolFile' | 'schoolFileGiven'>;

/** The mistakes in the school's file, one line each; none when the service could start with it. */
export function schoolProblems(config: WhichSchool): readonly string[] {
  try {
    readSchool(config, config.mode === 'playground' ? SAMPLE : null);
    return [];
  } catch (error) {
    if (error instanceof StartError) return error.problems;
    throw error;
  }
}

function readSchool(config: WhichSchool, fallback: string | null): SchoolFile {
  let text: string;
  try {
    text = readSchoolText(config.schoolFile, config.schoolFileGiven ? null : fallback);
  } catch (error) {
    throw new StartError([error instanceof Error ? error.message : String(error)]);
  }
  const parsed = parseSchoolFile(text);
  if (!parsed.ok)
    throw new StartError(parsed.problems.map((problem) => `${config.schoolFile} ${problem}`));
  return parsed.file;
}
