import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Intake } from '../intake/intake.ts';

export interface ServerParts {
  readonly intake: Pick<Intake, 'receive'>;
  readonly health: {
    live(): boolean;
    /** Why the service is not ready; empty when it is. */
    unready(): Promise<readonly string[]> | readonly string[];
    /** What whoever looks should know although the service is ready. */
    notes?(): readonly string[];
  };
  readonly metrics: {
    readonly registry: { readonly contentType: string; metrics(): Promise<string> };
    readonly acknowledged: { inc(labels: { status: string }): void };
  };
  readonly log: Logger;
  /** The calendar that whoever has the link may read; null: there is no such link (any more). */
  readonly calendar?: (token: string) => Promise<string | null>;
}

export interface Server {
  readonly http: FastifyInstance;
  /** Answers the address it listens on. */
  listen(where: { host: string; port: number }): Promise<string>;
  /** Takes no new requests and answers those in flight. */
  close(): Promise<void>;
}

const MAX_BYTES = 1024 * 1024;
/** Not for the webhook: the intake ends by itself in time, and a watch over each request costs a twentieth of it. */
const WATCHED = { handlerTimeout: 5_000 };
/** A personal calendar by its unguessable name. */
const CALENDAR = /^([0-9a-f]{32})\.ics$/;
/** Calendars that are looked up at a time. */
const AT_ONCE = 4;
const UNAUTHORIZED = { error: 'unauthorized' };

function noted(notes: readonly string[]) {
  return notes.length > 0 ? { notes } : {};
}

/** The HTTP surface: the webhook, health and metrics, the personal calendars, and nothing else. */
export function createServer(parts: ServerParts): Server {
  const { intake, health, metrics, log, calendar } = parts;
  let closing = false;
  let guesses = 0;
  const flushed = new WeakMap<object, () => void>();
  const http = fastify({
    logger: false,
    bodyLimit: MAX_BYTES,
    exposeHeadRoutes: false,
    requestTimeout: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // Node looks for what is too slow every 30 s unless told otherwise.
    http: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    },
  });

  // The signature is over the bytes as sent, whatever they call themselves.
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  http.addHook('onRequest', async (request) => {
    request.headers['content-type'] = 'application/octet-stream';
  });
  http.addHook('onSend', async (_request, reply) => {
    // A kept connection would hold the stop back until its peer lets go.
    if (closing) reply.header('connection', 'close');
  });
  http.addHook('onResponse', async (request, reply) => {
    flushed.get(request)?.();
    if (request.url === '/webhook/lark')
      metrics.acknowledged.inc({ status: String(reply.statusCode) });
    log.debug(
      { method: request.method, route: request.routeOptions.url, status: reply.statusCode },
      'request',
    );
  });
  http.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500)
      return reply.code(status).send({ error: status === 413 ? 'too large' : 'bad request' });
    log.error({ err: error }, 'a request failed');
    return reply.code(503).send({ error: 'temporarily unavailable' });
  });

  http.post('/webhook/lark', async (request, reply) => {
    // The platform never compresses; nothing here unpacks what somebody else did.
    if (request.headers['content-encoding'] !== undefined)
      return reply.code(401).send(UNAUTHORIZED);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const answer = await intake.receive(body, request.headers);
    if (answer.flushed) flushed.set(request, answer.flushed);
    return reply.code(answer.status).send(answer.body);
  });
  http.get('/health/live', WATCHED, async (_request, reply) => {
    const live = health.live();
    return reply.code(live ? 200 : 503).send({ live });
  });
  http.get('/health/ready', WATCHED, async (_request, reply) => {
    const because = closing ? ['stopping'] : await health.unready();
    return reply
      .code(because.length === 0 ? 200 : 503)
      .send({ ready: because.length === 0, because, ...noted(health.notes?.() ?? []) });
  });
  http.get('/metrics', WATCHED, async (_request, reply) => {
    reply.header('content-type', metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  http.get<{ Params: { file: string } }>('/calendar/:file', WATCHED, async (request, reply) => {
    const token = CALENDAR.exec(request.params.file)?.[1];
    if (guesses >= AT_ONCE) {
      // Anybody may ask, so that nobody can keep the database from people's taps.
      reply.header('retry-after', '10');
      return reply.code(503).send({ error: 'temporarily unavailable' });
    }
    guesses++;
    const found = await Promise.resolve(token === undefined ? null : calendar?.(token)).finally(
      () => guesses--,
    );
    // Who guesses learns nothing, and nobody in between keeps a copy.
    reply.header('cache-control', 'private, no-store').header('x-robots-tag', 'noindex');
    if (found === null || found === undefined) return reply.code(404).send({ error: 'not found' });
    reply.header('content-type', 'text/calendar; charset=utf-8');
    reply.header('x-content-type-options', 'nosniff');
    return found;
  });

  return {
    http,
    listen: (where) => http.listen(where),
    async close() {
      closing = true;
      await http.close();
    },
  };
}
