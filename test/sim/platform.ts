import { defaultHttpInstance } from '@larksuiteoapi/node-sdk';
import type { MovableClock } from '../../src/kernel/clock.ts';
import { createApi } from '../../src/playground/platform/http-api.ts';
import { World, type Chat } from '../../src/playground/platform/world.ts';
import type { Fault, FaultCounts } from './faults.ts';
import { inTransaction, type Gate } from './gate.ts';
import { deckOf, type Random } from './random.ts';
import { GROUPS, PERSONS } from './school.ts';

export const APP_ID = 'cli_a000000000000001';

/** One call of the bot, as the platform's own log has it. */
export interface Call {
  readonly at: number;
  readonly replica: string;
  readonly method: string;
  readonly path: string;
  readonly chat: string | null;
  readonly uuid: string | null;
  readonly body: string;
  readonly status: number;
  readonly code: number | null;
  /** The message it made. */
  readonly messageId: string | null;
  /** The bot never heard of its success. */
  readonly lost: boolean;
  /** For so many milliseconds the platform takes nothing more. */
  readonly resetMs: number;
  readonly skewed: boolean;
}

type Wire = NonNullable<Parameters<typeof defaultHttpInstance.getUri>[0]>;

/** What the adapter answers with; 4xx and 5xx are rejected in the form of the SDK's transport. */
interface Reply {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly data: unknown;
}

interface Served {
  /** What the bot hears; null: nothing. */
  readonly reply: Reply | null;
  readonly lost: boolean;
  /** What the platform did although the bot heard otherwise. */
  readonly truth?: Reply;
}

export interface SimPlatform {
  readonly world: World;
  readonly calls: Call[];
  /** Calls that kept a transaction open while they waited for an answer. */
  readonly insideTransactions: string[];
  /** Chance of a fault in one call; 0 while everything is well. */
  trouble: number;
  /** Everything is refused until then, in milliseconds. */
  congestedUntil: number;
  tokenDown: boolean;
  /** Strikes the next message that is sent; `to` somebody, where it is said. */
  next: { readonly fault: (typeof TROUBLES)[number]; readonly to?: string } | null;
  /** A replica's clock is wrong, so that it cannot know when the others were told to wait until. */
  skewed: boolean;
  /** To happen while a call is slower than the sender's lease. */
  meanwhile: ((replica: string) => Promise<void>) | null;
  killToken(): void;
  join(host: string, gate: Gate): void;
  direct(openId: string): Chat;
  close(): Promise<void>;
}

export const TROUBLES = [
  'connectFailed',
  'lostResponse',
  'serverErrorApplied',
  'serverErrorNotApplied',
  'rateLimit429',
  'rateLimit400',
  'slowerThanLease',
  'groupLimit',
  'cardRefused',
  'cardTooLarge',
  'cardTooOld',
] as const satisfies readonly Fault[];

/** The playground's platform without sockets: the SDK's transport is led into it, and every outbound fault sits there. */
export async function simPlatform(parts: {
  readonly clock: MovableClock;
  readonly random: Random;
  readonly counts: FaultCounts;
  readonly appSecret: string;
}): Promise<SimPlatform> {
  const { clock, random, counts, appSecret } = parts;
  const world = new World(clock);
  for (const { id, name } of PERSONS) world.people.set(id, { openId: id, name });
  for (const chatId of GROUPS) {
    const members = PERSONS.map(({ id }) => id);
    world.chats.set(chatId, { chatId, name: chatId, kind: 'group', members, bot: true });
  }
  const noFaults = {
    delay: {
      count: 0,
      milliseconds: 0,
    },
    status5xx: 0,
    lostAnswer: 0,
    rateLimit: 0,
    dropConnection: 0,
    duplicate: 0,
    reorder: 0,
  };
  const api = createApi({
    appId: APP_ID,
    appSecret,
    world,
    faults: noFaults,
    scopes: { history: true, groupMessages: false, speech: false },
    spoken: [],
    perSecond: Infinity,
  });
  await api.http.ready();
  const deck = deckOf(random, TROUBLES);
  const gates = new Map<string, Gate>();
  const taken = new Set<string | null>();
  /** What is refused for its content is so again, whoever of the two tries. */
  const refusedFor = new Map<string | null, number>();
  const count = (fault: Fault) => counts.set(fault, (counts.get(fault) ?? 0) + 1);
  const platform: SimPlatform = {
    world,
    calls: [],
    insideTransactions: [],
    trouble: 0,
    congestedUntil: 0,
    tokenDown: false,
    next: null,
    skewed: false,
    meanwhile: null,
    killToken() {
      count('tokenExpired');
      api.killToken();
    },
    join: (host, gate) => void gates.set(host, gate),
    direct: (openId) => world.directChat(openId),
    close: () => api.http.close(),
  };

  const inject = async (url: URL, wire: Wire): Promise<Reply> => {
    // What is on its way is taken: two attempts at once meet one fate.
    const uuid = uuidOf(wire);
    const before = taken.has(uuid);
    taken.add(uuid);
    const response = await api.http.inject({
      method: method(wire.method),
      url: url.pathname + url.search,
      headers: headersOf(wire.headers),
      ...(wire.data === undefined ? {} : { payload: payloadOf(wire.data) }),
    });
    const data = wire.responseType === 'arraybuffer' ? response.rawPayload : response.payload;
    if (response.statusCode !== 200 && !before) taken.delete(uuid);
    return { status: response.statusCode, headers: { ...response.headers }, data };
  };
  const refuse = (status: number, code: number, headers: Record<string, string> = {}): Reply => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    data: JSON.stringify({ code, msg: 'refused by the simulation' }),
  });

  async function serve(url: URL, wire: Wire): Promise<Served> {
    const host = url.host;
    const ok = async () => ({ reply: await inject(url, wire), lost: false });
    if (url.pathname.includes('/auth/')) {
      if (!platform.tokenDown) return ok();
      count('tokenEndpointDown');
      return { reply: null, lost: false };
    }
    const saying = url.pathname.startsWith('/open-apis/im/v1/messages') && wire.method !== 'get';
    if (clock.now().epochMilliseconds < platform.congestedUntil) {
      count('congestion');
      return { reply: refuse(429, 99991400), lost: false };
    }
    const uuid = uuidOf(wire);
    const code = saying && uuid !== null ? refusedFor.get(uuid) : undefined;
    if (code !== undefined) return { reply: refuse(400, code), lost: false };
    const next = saying && wire.method === 'post' ? platform.next : null;
    const wanted =
      next && (next.to === undefined || String(wire.data).includes(next.to)) ? next.fault : null;
    if (wanted === null && (!saying || !random.chance(platform.trouble))) return ok();
    if (wanted !== null) platform.next = null;
    const card = String(wire.data).includes('"interactive"');
    const patch = wire.method === 'patch';
    const fault = wanted ?? deck.draw();
    switch (fault) {
      case 'connectFailed':
        count(fault);
        return { reply: null, lost: false };
      case 'lostResponse': {
        count(fault);
        const truth = await inject(url, wire);
        clock.moveBy({ seconds: 8 });
        return { reply: null, lost: true, truth };
      }
      case 'serverErrorApplied': {
        count(fault);
        const truth = await inject(url, wire);
        return { reply: { status: 502, headers: {}, data: '<html>502</html>' }, lost: true, truth };
      }
      case 'serverErrorNotApplied':
        count(fault);
        return { reply: { status: 502, headers: {}, data: '<html>502</html>' }, lost: false };
      case 'rateLimit429':
        count(fault);
        return { reply: refuse(429, 99991400, { 'x-ogw-ratelimit-reset': '4' }), lost: false };
      case 'rateLimit400':
        count(fault);
        return { reply: refuse(400, 99991400, { 'x-ogw-ratelimit-reset': '3' }), lost: false };
      case 'slowerThanLease': {
        const { meanwhile } = platform;
        // The other replica would wait for the one connection that this one holds.
        if (!meanwhile || inTransaction.getStore()?.open) return ok();
        // A replica that stands still goes on where it waited, with its lease long over.
        const stands = random.chance(0.4);
        count(stands ? 'pausedReplica' : fault);
        const reply = await inject(url, wire);
        clock.moveBy({ seconds: stands ? 300 : 13 });
        await meanwhile(host);
        return { reply, lost: false };
      }
      case 'groupLimit':
        count(fault);
        return { reply: refuse(400, 230020), lost: false };
      case 'cardRefused':
        // What was taken once, though nobody heard of it, is not refused for its content.
        if (!card || patch || taken.has(uuid)) return ok();
        count(fault);
        refusedFor.set(uuid, 230099);
        return { reply: refuse(400, 230099), lost: false };
      case 'cardTooLarge':
        if (!card || patch || taken.has(uuid)) return ok();
        count(fault);
        refusedFor.set(uuid, 230025);
        return { reply: refuse(400, 230025), lost: false };
      case 'cardTooOld':
      default:
        if (!patch || url.pathname.endsWith('urgent_app')) return ok();
        count(fault);
        return { reply: refuse(400, 230031), lost: false };
    }
  }

  const adapter = async (config: Wire): Promise<Reply> => {
    const url = new URL(defaultHttpInstance.getUri(config));
    const gate = gates.get(url.host);
    gate?.check();
    if (inTransaction.getStore()?.open)
      platform.insideTransactions.push(`${config.method ?? 'get'} ${url.pathname}`);
    const at = clock.now().epochMilliseconds;
    const served = await serve(url, config);
    const { reply, lost } = served;
    if (url.pathname.startsWith('/open-apis/im/') && config.method !== 'get')
      note(at, url, config, served);
    if (
      reply?.status === 200 &&
      config.method !== 'get' &&
      url.pathname.includes('/im/v1/messages')
    )
      gate?.afterSend();
    gate?.check();
    if (reply === null)
      throw Object.assign(new Error('no answer'), { code: lost ? 'ECONNABORTED' : 'ECONNREFUSED' });
    const response = { ...reply, statusText: '', config };
    if (reply.status >= 400) throw Object.assign(new Error('refused'), { response });
    return response;
  };

  function note(at: number, url: URL, wire: Wire, { reply, lost, truth }: Served): void {
    const body = typeof wire.data === 'string' ? parse(wire.data) : {};
    const answer = typeof reply?.data === 'string' ? parse(reply.data) : {};
    const really = typeof truth?.data === 'string' ? parse(truth.data) : answer;
    const made = field(really['data'], 'message_id');
    const id = /\/messages\/([^/]+)/.exec(url.pathname)?.[1];
    const receiver = field(body, 'receive_id');
    const chat = receiver ?? (id === undefined ? null : (world.messages.get(id)?.chatId ?? null));
    platform.calls.push({
      at,
      replica: url.host,
      method: wire.method ?? 'get',
      path: url.pathname,
      chat,
      uuid: field(body, 'uuid'),
      body: field(body, 'content') ?? '',
      status: reply?.status ?? 0,
      code: typeof answer['code'] === 'number' ? answer['code'] : null,
      messageId: wire.method === 'post' ? made : (id ?? null),
      lost,
      resetMs: Number(reply?.headers['x-ogw-ratelimit-reset'] ?? 0) * 1_000,
      skewed: platform.skewed,
    });
  }

  Object.assign(defaultHttpInstance.defaults, { adapter });
  return platform;
}

function uuidOf({ data }: Wire): string | null {
  return typeof data === 'string' ? field(parse(data), 'uuid') : null;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function field(value: unknown, name: string): string | null {
  const found: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
  return typeof found === 'string' ? found : null;
}

function method(name: string | undefined): 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' {
  const upper = (name ?? 'get').toUpperCase();
  if (upper === 'POST' || upper === 'PATCH' || upper === 'PUT' || upper === 'DELETE') return upper;
  return 'GET';
}

function headersOf(headers: unknown): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...Object(headers) }))
    if (typeof value === 'string') plain[name] = value;
  return plain;
}

function payloadOf(data: unknown): string | Buffer | NodeJS.ReadableStream {
  if (typeof data === 'string' || Buffer.isBuffer(data)) return data;
  if (typeof data === 'object' && data !== null && 'pipe' in data && data instanceof Object)
    return Object(data);
  return JSON.stringify(data);
}
