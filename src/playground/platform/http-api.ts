import { setTimeout as pause } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { fastify, type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { directoryApi } from './directory-api.ts';
import { strikes, type Faults } from './faults.ts';
import { longConnections, type LongConnections } from './long-connection.ts';
import { messagesApi, read } from './messages-api.ts';
import { Refusal } from './refusal.ts';
import type { Scopes } from './scopes.ts';
import { speechApi, type Spoken } from './speech-api.ts';
import type { World } from './world.ts';

export interface ApiSettings {
  readonly appId: string;
  readonly appSecret: string;
  readonly world: World;
  readonly faults: Faults;
  readonly scopes: Scopes;
  /** What was said in voice messages, newest last. */
  readonly spoken: readonly Spoken[];
  /** Messages a second into one chat. */
  readonly perSecond: number;
}

export interface Api {
  readonly http: FastifyInstance;
  readonly longConnection: LongConnections;
  /** Makes the present token dead, as the platform may at any time. */
  killToken(): void;
}

const TOKEN_SECONDS = 7_200;
const credentials = z.object({ app_id: z.string(), app_secret: z.string() });

/** The open platform's HTTP interface as far as the bot uses it, with its token check, codes and faults. */
export function createApi(settings: ApiSettings): Api {
  const { appId, appSecret, world, faults, scopes, spoken, perSecond } = settings;
  const http = fastify({ logger: false, bodyLimit: 40 * 1024 * 1024, forceCloseConnections: true });
  let token: { value: string; until: Temporal.Instant } | null = null;

  http.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  http.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof Refusal) {
      return reply
        .code(error.status)
        .headers(error.headers)
        .send({ code: error.code, msg: error.message, error: { log_id: makeLogId() } });
    }
    return reply.code(error.statusCode ?? 500).send({ code: 99992402, msg: error.message });
  });
  http.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/open-apis/')) return;
    if (request.url.startsWith('/open-apis/auth/')) return;
    const given = request.headers.authorization?.replace(/^Bearer /, '');
    if (!given) throw new Refusal(400, 99991661, 'Missing access token for authorization');
    const alive = token && Temporal.Instant.compare(world.clock.now(), token.until) < 0;
    if (!alive || given !== token?.value) {
      throw new Refusal(400, 99991663, 'Invalid access token for authorization');
    }
    if (!request.url.startsWith('/open-apis/im/')) return;
    if (faults.delay.count > 0) {
      faults.delay.count -= 1;
      await pause(faults.delay.milliseconds);
    }
    if (strikes(faults, 'dropConnection')) {
      reply.hijack();
      request.raw.socket.destroy();
      return;
    }
    if (strikes(faults, 'status5xx')) {
      await reply.code(502).type('text/html').send('<html><body>502 Bad Gateway</body></html>');
      return;
    }
    if (strikes(faults, 'rateLimit')) {
      throw new Refusal(429, 99991400, 'request trigger frequency limit', {
        'x-ogw-ratelimit-limit': '50',
        'x-ogw-ratelimit-reset': '1',
      });
    }
  });
  http.addHook('preSerialization', async (request, reply, payload) => {
    if (reply.statusCode === 200 && request.url.startsWith('/open-apis/im/')) {
      if (strikes(faults, 'lostAnswer')) request.raw.socket.destroy();
    }
    return payload;
  });

  http.post('/open-apis/auth/v3/tenant_access_token/internal', async (request) => {
    const given = read(credentials, request.body);
    if (given.app_id !== appId) throw new Refusal(200, 10003, 'invalid param');
    if (given.app_secret !== appSecret) throw new Refusal(200, 10014, 'app secret invalid');
    const now = world.clock.now();
    const left = token ? now.until(token.until).total('seconds') : 0;
    if (!token || left < 1_800) {
      const until = now.add({ seconds: TOKEN_SECONDS });
      token = { value: `t-${randomBytes(16).toString('hex')}`, until };
    }
    const expire = Math.floor(now.until(token.until).total('seconds'));
    return { code: 0, msg: 'ok', tenant_access_token: token.value, expire };
  });
  messagesApi(http, { world, scopes, appId, perSecond });
  directoryApi(http, world);
  speechApi(http, spoken, scopes);
  return {
    http,
    longConnection: longConnections(http, { appId, appSecret }),
    killToken() {
      token = null;
    },
  };
}

function makeLogId(): string {
  return randomBytes(16).toString('hex').toUpperCase();
}
