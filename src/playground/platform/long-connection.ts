import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { DEADLINE_MS, type Channel, type ChannelAnswer } from './channel.ts';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';

export interface LongConnectionSettings {
  readonly appId: string;
  readonly appSecret: string;
}

const PATH = '/ws/v2';
const MAX_CONNECTIONS = 50;
const AUTH_FAILED = 514;
const TOO_MANY = 1_000_040_350;
const credentials = z.object({ AppID: z.string(), AppSecret: z.string() });
const answered = z.object({ code: z.number(), data: z.string().optional() });

type Wait = (answer: ChannelAnswer | null) => void;

export type LongConnections = ReturnType<typeof longConnections>;

/**
 * The platform's long connection: an app asks for an address with its secret, connects with the
 * ticket in it, and then gets envelopes as frames, each of which it answers with a frame.
 */
export function longConnections(http: FastifyInstance, settings: LongConnectionSettings) {
  const clients = new Map<WebSocket, Map<string, Wait>>();
  const tickets = new Set<string>();
  /** Made for the first who asks: every start would pay for loading it. */
  let server: WebSocketServer | null = null;
  /** The platform's own values, in seconds; a test that cannot wait makes them smaller. */
  const clientConfig = {
    PingInterval: 120,
    ReconnectCount: -1,
    ReconnectInterval: 120,
    ReconnectNonce: 30,
  };
  const seen = { asked: 0, pings: 0 };
  const options: {
    /** A payload longer than this is cut into several frames. */
    frameBytes: number;
    /** What every request for an address is refused with. */
    refusal: { code: number; data: object | null } | null;
    /** True: frames are taken and nothing comes back, as from a peer that has vanished. */
    deaf: boolean;
  } = { frameBytes: 64 * 1024, refusal: null, deaf: false };

  http.post('/callback/ws/endpoint', async (request) => {
    seen.asked += 1;
    if (options.refusal) return { ...options.refusal, msg: 'refused' };
    const { success, data } = credentials.safeParse(request.body);
    const known = success && data.AppID === settings.appId && data.AppSecret === settings.appSecret;
    if (!known) return { code: AUTH_FAILED, msg: 'auth failed', data: {} };
    if (clients.size >= MAX_CONNECTIONS)
      return { code: TOO_MANY, msg: 'the number of connections exceeded the limit', data: {} };
    server ??= new (await import('ws')).WebSocketServer({ noServer: true });
    const ticket = randomUUID();
    tickets.add(ticket);
    const query = new URLSearchParams({
      aid: '552564',
      device_id: String(randomInt(1e12)),
      access_key: randomBytes(16).toString('hex'),
      service_id: '33554678',
      ticket,
    });
    const host = request.headers.host ?? '';
    const URL = `ws://${host}${PATH}?${query.toString()}`;
    return { code: 0, msg: '', data: { URL, ClientConfig: clientConfig } };
  });

  http.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const asked = new URL(request.url ?? '/', 'ws://platform');
    // A ticket opens one connection.
    if (
      !server ||
      asked.pathname !== PATH ||
      !tickets.delete(asked.searchParams.get('ticket') ?? '')
    ) {
      socket.end('HTTP/1.1 403 Forbidden\r\nhandshake-status: 403\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (client) => take(client));
  });

  function take(client: WebSocket): void {
    const waiting = new Map<string, Wait>();
    clients.set(client, waiting);
    client.on('message', (data: RawData) => {
      if (options.deaf) return;
      const frame = decodeFrame(Buffer.isBuffer(data) ? data : Buffer.alloc(0));
      if (frame.method === 0) pong(client, frame);
      else waiting.get(frame.headers['message_id'] ?? '')?.(answerOf(frame));
    });
    client.on('error', () => client.terminate());
    client.on('close', () => {
      clients.delete(client);
      for (const wait of waiting.values()) wait(null);
    });
  }

  function pong(client: WebSocket, { service, headers }: Frame): void {
    if (headers['type'] !== 'ping') return;
    seen.pings += 1;
    const payload = Buffer.from(JSON.stringify(clientConfig));
    client.send(encodeFrame({ service, method: 0, headers: { type: 'pong' }, payload }));
  }

  const channel: Channel = {
    // The connection is what is trusted; no token stands in what comes through it.
    token: '',
    async send(envelope) {
      // One of them, whichever: there is no broadcast.
      const [client, waiting] = [...clients][randomInt(Math.max(1, clients.size))] ?? [];
      if (!client || !waiting) return null;
      const id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<ChannelAnswer | null>();
      waiting.set(id, resolve);
      const timer = setTimeout(() => resolve(null), DEADLINE_MS);
      for (const frame of framesOf(envelope, id, options.frameBytes)) client.send(frame);
      const answer = await promise;
      clearTimeout(timer);
      waiting.delete(id);
      return answer;
    },
  };

  return {
    channel,
    clientConfig,
    options,
    /** How often an address was asked for, and pings that were answered. */
    seen,
    connected: () => clients.size,
    /** Cuts every connection, as a server that goes down does. */
    drop(): void {
      for (const client of clients.keys()) client.terminate();
    },
    close(): void {
      for (const client of clients.keys()) client.terminate();
      server?.close();
    },
  };
}

function* framesOf(envelope: unknown, id: string, size: number): Generator<Buffer> {
  const payload = Buffer.from(JSON.stringify(envelope));
  const sum = Math.max(1, Math.ceil(payload.length / size));
  const common = { type: 'event', message_id: id, trace_id: randomUUID(), sum: String(sum) };
  for (let seq = 0; seq < sum; seq++) {
    yield encodeFrame({
      service: 33_554_678,
      method: 1,
      headers: { ...common, seq: String(seq) },
      payload: payload.subarray(seq * size, (seq + 1) * size),
    });
  }
}

/** What the frame carries back: `code` as an HTTP status, `data` the answer's JSON in base64. */
function answerOf({ payload }: Frame): ChannelAnswer {
  const { code, data } = answered.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  return { status: code, text: data === undefined ? '' : Buffer.from(data, 'base64').toString() };
}
