import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { MovableClock } from '../kernel/clock.ts';
import { guard, PAGE_HEADERS } from './guard.ts';
import { BOT_OPEN_ID, type Change, type Message, type Platform } from './platform/index.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const MAX_PICTURE = 10 * 1024 * 1024;
const MAX_AHEAD = { hours: 24 * 366 };

const said = z.object({
  person: z.string(),
  chat: z.string().nullable(),
  text: z.string().min(1).max(10_000),
  mentionBot: z.boolean().default(false),
  replyTo: z.string().optional(),
});
const tapped = z.object({
  person: z.string(),
  message: z.string(),
  /** Its place among the card's buttons, from 0. */
  button: z.number().int().nonnegative(),
  form: z.record(z.string(), z.unknown()).default({}),
});
const pictured = z.object({ person: z.string(), chat: z.string().optional() });
const opened = z.object({ person: z.string() });
const recalled = z.object({ message: z.string() });
const moved = z.union([
  z.object({
    hours: z
      .number()
      .positive()
      .max(24 * 366),
  }),
  z.object({ to: z.string().max(40) }),
]);

/** A message as the page shows it; times in milliseconds. */
function shown(message: Message) {
  const { createdAt, updatedAt, openTaps: _openTaps, ...rest } = message;
  return {
    ...rest,
    createdAt: createdAt.epochMilliseconds,
    updatedAt: updatedAt.epochMilliseconds,
  };
}

/**
 * Mounts the chat page at `/` and its interface under `/playground/api/`. Sees nothing of the bot:
 * what it shows is what the simulated platform has. `timezone`: the school's, an IANA name.
 */
export function registerPage(
  app: FastifyInstance,
  platform: Platform,
  clock: MovableClock,
  timezone = 'Asia/Shanghai',
): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', guard);
    scope.addHook('preHandler', async (request, reply) => {
      // The product's parser hands every body on as bytes.
      if (!Buffer.isBuffer(request.body) || request.url.includes('/api/picture')) return;
      try {
        request.body = JSON.parse(request.body.toString('utf8'));
      } catch {
        await reply.code(400).send({ error: 'not JSON' });
      }
    });
    if (!scope.hasContentTypeParser('application/octet-stream')) {
      scope.addContentTypeParser(
        'application/octet-stream',
        { parseAs: 'buffer' },
        (_request, body, done) => done(null, body),
      );
    }
    scope.setErrorHandler(async (error: Error, _request, reply) =>
      reply.code(400).send({ error: error.message }),
    );
    servePage(scope);
    serveEvents(scope, platform, clock);
    serveActions(scope, platform, clock, timezone);
  });
}

function servePage(scope: FastifyInstance): void {
  const folder = join(import.meta.dirname, 'page');
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const bytes = readFileSync(join(folder, name));
    const path = name === 'index.html' ? '/' : `/playground/${name}`;
    scope.get(path, async (_request, reply) => reply.type(type).send(bytes));
  }
}

function serveEvents(scope: FastifyInstance, platform: Platform, clock: MovableClock): void {
  const streams = new Set<NodeJS.WritableStream>();
  const send = (kind: string, data: unknown) => {
    const text = `event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of streams) stream.write(text);
  };
  const listener = (change: Change) =>
    change.kind === 'message' ? send('message', shown(change.message)) : send('chat', change.chat);
  platform.world.listeners.add(listener);
  // Keeps the connection and the page's clock alive.
  const beat = setInterval(() => send('clock', clock.now().epochMilliseconds), 5_000);
  beat.unref();
  scope.addHook('preClose', async () => {
    clearInterval(beat);
    platform.world.listeners.delete(listener);
    for (const stream of streams) stream.end();
  });
  scope.get('/playground/api/events', (request, reply) => {
    reply.hijack();
    const headers = { ...PAGE_HEADERS, 'content-type': 'text/event-stream' };
    reply.raw.writeHead(200, headers);
    reply.raw.write('retry: 1000\n\n');
    streams.add(reply.raw);
    request.raw.on('close', () => streams.delete(reply.raw));
  });
}

function serveActions(
  scope: FastifyInstance,
  platform: Platform,
  clock: MovableClock,
  timezone: string,
): void {
  const { world } = platform;
  scope.get('/playground/api/state', async () => ({
    now: clock.now().epochMilliseconds,
    timezone,
    bot: BOT_OPEN_ID,
    people: [...world.people.values()],
    chats: [...world.chats.values()],
    messages: [...world.messages.values()].map(shown),
  }));
  scope.get('/playground/api/resource/:key', async (request, reply) => {
    const { key } = z.object({ key: z.string() }).parse(request.params);
    const bytes = world.resources.get(key);
    if (!bytes) return reply.code(404).send({ error: 'unknown' });
    const download = key.startsWith('file_');
    if (download) reply.header('content-disposition', 'attachment');
    return reply.type(download ? 'application/octet-stream' : pictureType(bytes)).send(bytes);
  });
  scope.post('/playground/api/say', async (request) => {
    const { person, chat, text, mentionBot, replyTo } = said.parse(request.body);
    const options = { mentionBot, ...(replyTo === undefined ? {} : { replyTo }) };
    return shown(await platform.say(person, chat, text, options));
  });
  scope.post('/playground/api/picture', { bodyLimit: MAX_PICTURE }, async (request) => {
    const { person, chat } = pictured.parse(request.query);
    const bytes = z.instanceof(Buffer).parse(request.body);
    return shown(await platform.say(person, chat ?? null, bytes));
  });
  scope.post('/playground/api/tap', async (request) => {
    const { person, message, button, form } = tapped.parse(request.body);
    return platform.tap(person, message, { index: button }, form);
  });
  scope.post('/playground/api/open', async (request) => {
    await platform.openChat(opened.parse(request.body).person);
    return {};
  });
  scope.post('/playground/api/recall', async (request) => {
    await platform.recall(recalled.parse(request.body).message);
    return {};
  });
  scope.post('/playground/api/clock', async (request) => {
    const wanted = moved.parse(request.body);
    const now = clock.now();
    const to =
      'to' in wanted
        ? Temporal.PlainDateTime.from(wanted.to).toZonedDateTime(timezone).toInstant()
        : now.add({ seconds: Math.round(wanted.hours * 3_600) });
    if (Temporal.Instant.compare(to, now) < 0) throw new Error('时钟只能往后拨');
    if (Temporal.Instant.compare(to, now.add(MAX_AHEAD)) > 0) throw new Error('一次最多拨一年');
    clock.moveTo(to);
    await platform.retry();
    return { now: clock.now().epochMilliseconds };
  });
}

function pictureType(bytes: Buffer): string {
  if (bytes.subarray(0, 4).toString('latin1') === '\x89PNG') return 'image/png';
  if (bytes.subarray(0, 3).toString('hex') === 'ffd8ff') return 'image/jpeg';
  if (bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'image/webp';
  return bytes.subarray(0, 3).toString('latin1') === 'GIF'
    ? 'image/gif'
    : 'application/octet-stream';
}
