import { afterAll, beforeEach, expect } from 'vitest';
import { testDatabase } from './database.ts';
import { SchoolCalendar } from '../src/kernel/calendar.ts';
import { MovableClock } from '../src/kernel/clock.ts';
import type { Context } from '../src/kernel/feature.ts';
import { idMaker } from '../src/kernel/ids.ts';
import type { JsonObject } from '../src/kernel/json.ts';
import type { Person } from '../src/kernel/people.ts';
import type { ShowOptions } from '../src/kernel/say.ts';
import type { School } from '../src/kernel/school.ts';
import { questionsIn } from '../src/dialogue/questions.ts';
import { checkCard } from '../src/lark/check-card.ts';
import { renderCard } from '../src/lark/render-card.ts';
import { parseSchoolFile, schoolFromFile } from '../src/school-file/index.ts';
import type { Tables } from '../src/tables.ts';
import type { OpenWork } from '../src/features/people/hooks.ts';
import { createPeople } from '../src/features/people/index.ts';
import { ensurePerson, personByOpenId } from '../src/features/people/public.ts';
import { seedPeople } from '../src/features/people/seed.ts';
import { loadSchool } from '../src/features/people/settings.ts';

const FILE = `
name: 校
setup: true
groups: { staff: null, logistics: null }
people:
  - { id: ou_admin, name: 管老师, roles: [admin] }
  - { id: ou_director, name: 陈主任, roles: [director] }
  - { id: ou_principal, name: 林校长, roles: [principal] }
  - { id: ou_head3, name: 周老师, roles: [unitHead], unit: 三年级 }
  - { id: ou_wang, name: 王老师, unit: 三年级 }
  - { id: ou_li, name: 老李, roles: [repairer], trades: [electrical] }
  - { name: 老张, offline: true, phone: "138", roles: [guard] }
`;
const parsed = parseSchoolFile(FILE);
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
export const { file } = parsed;
const base: School = schoolFromFile(file, 'cli_a');

export const database = await testDatabase<Tables>();
afterAll(() => database.close());

/** What was said and shown, and what stands in somebody's name, as another feature would keep it. */
export const state: {
  open: Record<string, string[]>;
  posters: string[];
  said: string[];
  cards: Map<string, ShowOptions>;
} = { open: {}, posters: [], said: [], cards: new Map() };
const work: OpenWork = {
  list: async (_, one) => state.open[one.name] ?? [],
  handOver: async (_, from, to) => {
    state.open[to.name] = state.open[from.name] ?? [];
    delete state.open[from.name];
  },
};
export const feature = createPeople({
  openWork: [work],
  poster: async (_, admin) => void state.posters.push(admin.name),
});

// A Tuesday.
export const clock = new MovableClock(Temporal.Instant.from('2026-11-24T02:00:00Z'));
const newId = idMaker(clock);

export async function within<R>(act: (context: Context<Tables>) => Promise<R>): Promise<R> {
  return database.transaction(async (tx) =>
    act({
      tx,
      now: clock.now(),
      newId,
      school: await loadSchool(tx, base),
      calendar: new SchoolCalendar('Asia/Shanghai', {}, []),
      timers: { set: async () => undefined, clear: async () => undefined },
      questions: questionsIn(tx.$pickTables<'question'>(), 'cli_a', clock.now()),
      blobs: { fetchImage: async () => '' },
      number: async () => '',
      say: {
        async show(options) {
          expect(checkCard(renderCard(options.card))).toEqual([]);
          state.cards.set(options.key, options);
        },
        async text(to, text) {
          state.said.push(`${to.kind === 'person' ? to.openId : to.chatId}: ${text}`);
        },
        async reply(_, to, text) {
          state.said.push(`${to.kind === 'person' ? to.openId : to.chatId}: ${text}`);
        },
        file: async () => undefined,
        async shown(key) {
          const shown = state.cards.get(key);
          return shown ? { card: shown.card, messageId: null } : null;
        },
        keyOf: async () => null,
      },
    }),
  );
}

/** Somebody types; answers what was said back. */
export async function types(
  openId: string,
  text: string,
  chat?: string,
  mentions: { openId: string; name: string }[] = [],
): Promise<string> {
  state.said = [];
  await within(async (context) => {
    for (const { pattern, handle } of feature.phrases ?? []) {
      const match = pattern.exec(text);
      if (!match) continue;
      const message = {
        kind: 'message',
        messageId: 'om_1',
        chatId: chat ?? 'oc_p2p',
        chatKind: chat ? 'group' : 'direct',
        senderOpenId: openId,
        tenantKey: 't',
        operatorTenantKey: 't',
        senderTenantKey: 't',
        sentAt: context.now,
        text,
        mentions,
        addressed: true,
        imageKeys: [],
        voice: null,
        file: null,
        parentId: null,
        unreadable: null,
      } as const;
      await handle(context, { message, sender: await ensurePerson(context, openId) }, match);
      return;
    }
    state.said.push('(nobody)');
  });
  return state.said.join('\n');
}

/** Somebody taps; answers the toast. */
export async function taps(
  openId: string,
  verb: string,
  value: JsonObject = {},
  form: JsonObject = {},
): Promise<string> {
  state.said = [];
  return within(async (context) => {
    const answer = await feature.taps?.[verb]?.(context, {
      tap: {
        kind: 'tap',
        eventId: newId(),
        messageId: 'om',
        chatId: 'oc',
        operatorOpenId: openId,
        tenantKey: 't',
        operatorTenantKey: 't',
        at: context.now,
        action: `people.${verb}`,
        value,
        form,
      },
      operator: await ensurePerson(context, openId),
      cardKey: null,
      place: 'direct',
    });
    return `${answer?.toast.type}: ${answer?.toast.content}`;
  });
}

export function values(key: string): JsonObject {
  const shown = state.cards.get(key);
  if (!shown) throw new Error(`no card ${key}, there are ${[...state.cards.keys()].join()}`);
  return shown.card.values;
}

export async function person(openId: string): Promise<Person> {
  const found = await within((context) => personByOpenId(context.tx, 'cli_a', openId));
  if (!found) throw new Error(`nobody is ${openId}`);
  return found;
}

export const idOf = async (openId: string) => (await person(openId)).id;

export async function addGroup(chatId: string, chatName: string): Promise<void> {
  await within(async (context) =>
    feature.notice?.(
      context,
      {
        kind: 'botAdded',
        eventId: 'e',
        tenantKey: 't',
        operatorTenantKey: 't',
        at: context.now,
        chatId,
        chatName,
        person: 'ou_admin',
      },
      await ensurePerson(context, 'ou_admin'),
    ),
  );
}

beforeEach(async () => {
  state.open = {};
  state.posters = [];
  state.said = [];
  state.cards = new Map();
  await within(async ({ tx }) => {
    for (const table of [
      'person',
      'person_change',
      'setting',
      'known_chat',
      'leave_request',
    ] as const) {
      await tx.deleteFrom(table).execute();
    }
  });
  await within((context) => seedPeople(context, file));
});
