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
}

export interface LongConnection {
  connected(): boolean;
  stop(): void;
}

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

/**
 * Connects to the platform instead of being called by it, for a school with no public address.
 * The connection itself is what authenticates; events on it carry no signature and no token.
 * Connecting goes on in the background and is repeated for ever.
 */
export async function startLongConnection(parts: LongConnectionParts): Promise<LongConnection> {
  const { intake, log } = parts;
  const sdk = await import('@larksuiteoapi/node-sdk');
  const note = (level: 'debug' | 'info' | 'warn' | 'error') => () =>
    log[level]('long connection: see the SDK');
  // Its own words are dropped: they contain whole events and the app's secret.
  const logger = {
    error: note('warn'),
    warn: note('debug'),
    info: note('debug'),
    debug: () => undefined,
    trace: () => undefined,
  };

  /** Takes every event as it came: the SDK's own dispatch flattens envelopes and loses the unknown ones. */
  class Dispatcher extends sdk.EventDispatcher {
    override invoke(envelope: unknown): Promise<unknown> {
      return takeEvent(intake, envelope);
    }
  }
  const client = new sdk.WSClient({
    appId: parts.appId,
    appSecret: parts.appSecret,
    domain: parts.domain,
    logger,
    onReady: () => log.info('long connection: connected'),
    onReconnecting: () => log.warn('long connection: lost, connecting again'),
    onReconnected: () => log.info('long connection: connected again'),
    onError: () =>
      log.error('long connection: refused; check app id, secret and the subscription mode'),
  });
  await client.start({ eventDispatcher: new Dispatcher({ logger }) });
  return {
    connected: () => client.getConnectionStatus().state === 'connected',
    stop: () => client.close({ force: true }),
  };
}
