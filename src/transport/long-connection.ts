import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Intake } from '../intake/intake.ts';

export interface LongConnectionParts {
  readonly appId: string;
  readonly appSecret: string;
  /** Base address of the open platform, without a slash at its end. */
  readonly domain: string;
  readonly intake: Pick<Intake, 'receiveTrusted'>;
  readonly log: Logger;
  readonly patience?: typeof PATIENCE;
}

export interface LongConnection {
  connected(): boolean;
  /** Answers what is in flight, for a few seconds at most, and says goodbye. */
  stop(): Promise<void>;
}

const PATIENCE = {
  /** The SDK gives up for ever on some refusals (a busy platform is one) and pauses for minutes after others. */
  retryMilliseconds: 10_000,
  /** Without it the SDK waits for ever for a peer that vanished without a word. */
  pongSeconds: 10,
};
const HANDSHAKE_MS = 10_000;
/** The platform waits this long for an answer; what takes longer is not waited for at the end either. */
const LAST_ANSWERS_MS = 3_000;
/** The answer leaves in the same turn that ends the handler; this is far beyond it and far below a person's notice. */
const FLUSH_MS = 200;

/** What one event of the connection is answered with. Rejects when it could not be taken: the platform sends it again. */
export async function takeEvent(
  intake: Pick<Intake, 'receiveTrusted'>,
  envelope: unknown,
): Promise<unknown> {
  const answer = await intake.receiveTrusted(envelope);
  if (answer.status >= 500) throw new Error('not taken');
  if (answer.flushed) void sleep(FLUSH_MS).then(answer.flushed);
  return answer.status === 200 ? answer.body : {};
}

/** The code among what the SDK says, such as ECONNREFUSED or `code: 514`; nothing else of it. */
function reasonIn(said: readonly unknown[]): string {
  const found = /\b(?:E[A-Z]{4,}|code:? \d{1,12}|timeout of \d{1,9}ms)\b/.exec(
    said.flat().join(' '),
  );
  return found?.[0] ?? 'unknown';
}

/**
 * Connects to the platform instead of being called by it, for a school with no public address.
 * The connection itself is what authenticates; events on it carry no signature and no token.
 * Connecting goes on in the background and is repeated for ever.
 */
export async function startLongConnection(parts: LongConnectionParts): Promise<LongConnection> {
  const { intake, log, patience = PATIENCE } = parts;
  const sdk = await import('@larksuiteoapi/node-sdk');
  // Its own words contain whole events, the ticket and the app's secret; codes alone are passed on.
  const logger = {
    error: (...said: unknown[]) => log.warn({ reason: reasonIn(said) }, 'long connection: trouble'),
    warn: () => undefined,
    info: () => undefined,
    debug: () => undefined,
    trace: () => undefined,
  };

  const answering = new Set<Promise<unknown>>();

  /** Takes every event as it came: the SDK's own dispatch flattens envelopes and loses the unknown ones. */
  class Dispatcher extends sdk.EventDispatcher {
    override async invoke(envelope: unknown): Promise<unknown> {
      const answer = takeEvent(intake, envelope);
      answering.add(answer);
      try {
        return await answer;
      } finally {
        answering.delete(answer);
      }
    }
  }
  const eventDispatcher = new Dispatcher({ logger });
  const client = new sdk.WSClient({
    appId: parts.appId,
    appSecret: parts.appSecret,
    domain: parts.domain,
    logger,
    handshakeTimeoutMs: HANDSHAKE_MS,
    wsConfig: { pingTimeout: patience.pongSeconds },
    onReady: () => log.info('long connection: connected'),
    onReconnecting: () => log.warn('long connection: lost, connecting again'),
    onReconnected: () => log.info('long connection: connected again'),
    onError: () =>
      log.error(
        'long connection: refused, trying again; check app id, secret and the subscription mode',
      ),
  });
  await client.start({ eventDispatcher });
  const again = setInterval(() => {
    const { state, nextConnectTime = 0 } = client.getConnectionStatus();
    // Never beside an attempt that is under way: there would be two connections.
    const pausing = nextConnectTime > Date.now() + 1_000;
    if (state === 'failed' || (state !== 'connected' && pausing))
      void client.start({ eventDispatcher });
  }, patience.retryMilliseconds);
  again.unref();
  return {
    connected: () => client.getConnectionStatus().state === 'connected',
    async stop() {
      clearInterval(again);
      const answered = Promise.allSettled(answering);
      await Promise.race([answered, sleep(LAST_ANSWERS_MS, undefined, { ref: false })]);
      if (answering.size > 0) log.warn('long connection: closed before everything was answered');
      // Written in the turn after the answer is there.
      await sleep(FLUSH_MS);
      client.close();
    },
  };
}
