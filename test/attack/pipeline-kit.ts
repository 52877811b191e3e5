import { pino } from 'pino';
import { features } from '../../src/features/index.ts';
import { ensureGuest, ensurePerson } from '../../src/features/people/public.ts';
import { createPipeline } from '../../src/pipeline.ts';
import type { InboundMessage } from '../../src/kernel/inbound.ts';
import type { School } from '../../src/kernel/school.ts';
import { parseSchoolFile, schoolFromFile } from '../../src/school-file/index.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { understand } from '../../src/understanding/index.ts';
import { stockSchool } from '../stock-kit.ts';

const parsed = parseSchoolFile('name: 校\nsetup: true\ngroups: { staff: null, logistics: null }\n');
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
/** A school of one tenant, `ours`. */
export const school = { ...schoolFromFile(parsed.file, 'cli_stock'), tenantKey: 'ours' };

/** The route of messages and taps over a database, what is said kept in memory. */
export function pipelineOver(
  database: Database<Tables>,
  of: School = school,
  transaction: Database<Tables>['transaction'] = (work) => database.transaction(work),
) {
  const { within, lines, cards } = stockSchool(database, of);
  const pipeline = createPipeline({
    features,
    understand,
    readsUpTo: 1_000,
    log: pino({ level: 'silent' }),
    transaction,
    context: within,
    person: (context, openId) => ensurePerson(context, openId),
    guest: (context, openId) => ensureGuest(context, openId),
    outbox: {
      cardByMessage: async () => null,
      holdForTap: async () => undefined,
      release: () => undefined,
      refresh: () => undefined,
      wake: () => undefined,
    },
    wantVoice: async () => undefined,
    render: () => ({}),
  });
  return { pipeline, lines, cards };
}

let serial = 0;
/** Words of a person of the own tenant in the direct chat. */
export function directly(by: string, text: string, sentAt: Temporal.Instant): InboundMessage {
  return {
    kind: 'message',
    messageId: `om_direct_${++serial}`,
    chatId: `oc_${by}`,
    chatKind: 'direct',
    senderOpenId: by,
    tenantKey: 'ours',
    senderTenantKey: 'ours',
    text,
    mentions: [],
    addressed: true,
    imageKeys: [],
    voice: null,
    file: null,
    parentId: null,
    unreadable: null,
    sentAt,
  };
}

export async function addPerson(
  database: Database<Tables>,
  openId: string,
  over: {
    roles?: string[];
    active?: boolean;
    away?: string;
    substitute?: string;
    schoolId?: string;
  } = {},
) {
  await database.db
    .insertInto('person')
    .values({
      school_id: over.schoolId ?? 'cli_stock',
      id: openId,
      open_id: openId,
      name: openId,
      name_known: true,
      unit: null,
      trades: '[]',
      phone: null,
      room: null,
      origin: 'chat',
      version: 1,
      roles: JSON.stringify(over.roles ?? ['teacher']),
      active: over.active ?? true,
      absent_until: over.away === undefined ? null : Temporal.PlainDate.from(over.away),
      substitute_id: over.substitute ?? null,
    })
    .execute();
}
