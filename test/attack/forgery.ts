/** Forged requests against the intake and, a share of them, against the HTTP server. */
import { Agent, request as httpRequest } from 'node:http';
import { type Logger, pino } from 'pino';
import { createIntake, type Intake } from '../../src/intake/intake.ts';
import type { InboxDatabase } from '../../src/intake/store.ts';
import { type Clock, MovableClock } from '../../src/kernel/clock.ts';
import { createServer } from '../../src/transport/webhook.ts';
import { APP_ID, BOT, ENCRYPT_KEY, TOKEN } from '../signed.ts';
import { forgeries, type Request } from './forgeries.ts';

/** An intake as the service has it. Whatever passes verification reaches `database`. */
export function intakeOver<Tables>(
  database: InboxDatabase<Tables>,
  tapped: () => void = () => undefined,
  over: { readonly maxAgeHours?: number; readonly clock?: Clock; readonly log?: Logger } = {},
): Intake {
  return createIntake<Tables>({
    database,
    schoolId: APP_ID,
    secrets: { encryptKeys: [ENCRYPT_KEY, 'the former key'], verificationToken: TOKEN },
    maxAgeHours: over.maxAgeHours ?? null,
    botOpenId: () => BOT,
    clock: over.clock ?? new MovableClock(Temporal.Instant.from('2026-11-24T02:00:00Z')),
    process: async () => undefined,
    tap: async () => {
      tapped();
      return { body: {}, flushed: () => undefined };
    },
    log: over.log ?? pino({ level: 'silent' }),
  });
}

export interface Outcome {
  readonly sent: number;
  readonly overHttp: number;
  /** By kind: how many were answered by anything but the one refusal. */
  readonly accepted: ReadonlyMap<string, number>;
  readonly kinds: ReadonlyMap<string, number>;
  /** All bodies of refusals; one, if they are alike. */
  readonly bodies: ReadonlySet<string>;
}

/** Sends `count` forgeries, every `share`-th of them over a socket. */
export async function attack(
  intake: Intake,
  { count, share, seed }: { count: number; share: number; seed: number },
): Promise<Outcome> {
  const server = createServer({
    intake,
    health: { live: () => true, unready: () => [] },
    metrics: {
      registry: { contentType: 'text/plain', metrics: async () => '' },
      acknowledged: { inc: () => undefined },
    },
    log: pino({ level: 'silent' }),
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: false, maxSockets: 4 });
  const [accepted, kinds] = [new Map<string, number>(), new Map<string, number>()];
  const bodies = new Set<string>();
  const more = (map: Map<string, number>, kind: string) => map.set(kind, (map.get(kind) ?? 0) + 1);
  let [sent, overHttp] = [0, 0];
  try {
    for (const { kind, raw, headers } of forgeries(seed)) {
      if (sent === count) break;
      sent++;
      more(kinds, kind);
      const wire = sent % share === 0;
      if (wire) overHttp++;
      const answer = wire
        ? await post(`${address}/webhook/lark`, { raw, headers }, agent)
        : await intake.receive(raw, headers).then(({ status, body }) => ({
            status,
            body: JSON.stringify(body),
          }));
      bodies.add(answer.body);
      if (answer.status !== 401) more(accepted, kind);
    }
  } finally {
    agent.destroy();
    await server.close();
  }
  return { sent, overHttp, accepted, kinds, bodies };
}

/** One request with exactly these headers, repeated ones as they are. */
export function post(
  address: string,
  { raw, headers }: Request,
  agent?: Agent,
): Promise<{ status: number; body: string; headers: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    body: string;
    headers: string;
  }>();
  const sent: Record<string, string | string[]> = { 'content-length': String(raw.length) };
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) sent[name] = typeof value === 'string' ? value : [...value];
  const out = httpRequest(address, { method: 'POST', headers: sent, ...(agent && { agent }) });
  out.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      const { date: _, ...kept } = response.headers;
      resolve({
        status: response.statusCode ?? 0,
        body: Buffer.concat(chunks).toString(),
        headers: JSON.stringify(kept),
      });
    });
    response.on('error', reject);
  });
  out.on('error', reject);
  out.end(raw);
  return promise;
}
