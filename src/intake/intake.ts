import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { InboundTap } from '../kernel/inbound.ts';
import type { JsonObject } from '../kernel/json.ts';
import { inboxStats, type InboxStats } from './claim.ts';
import { claims, readEnvelope, type Recognised } from './envelope.ts';
import { createOpener, type Secrets } from './open.ts';
import { InboxRunner, type RunnerParts } from './runner.ts';
import { isHarmless } from './safe-json.ts';
import { InboxStore, within, type InboxDatabase } from './store.ts';
import type { Headers } from './verify.ts';

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  /** To be called once the answer is on the wire. */
  readonly flushed?: () => void;
}

export interface IntakeParts<Tables> {
  readonly database: InboxDatabase<Tables>;
  /** The app id: one app serves one school. */
  readonly schoolId: string;
  /** Null for the long connection, which has no signatures; `receive` then refuses everything. */
  readonly secrets: Secrets | null;
  /** What happened longer ago is refused; null or left out: it is taken and noted in the log. */
  readonly maxAgeHours?: number | null;
  readonly botOpenId: () => string | null;
  readonly clock: Clock;
  readonly process: RunnerParts<Tables>['process'];
  readonly read?: RunnerParts<Tables>['read'];
  /** After the commit of one input: what it enqueued can be sent now. */
  readonly committed?: () => void;
  readonly tap: (tap: InboundTap) => Promise<{ body: JsonObject; flushed(): void }>;
  /** True: the disk has no room, so nothing new is stored and the platform sends events again. */
  readonly full?: () => boolean;
  readonly log: Logger;
  readonly leaseMilliseconds?: number;
}

export interface Intake {
  /** One request of the platform, exactly as it came. Never rejects. */
  receive(raw: Buffer, headers: Headers): Promise<Answer>;
  /** One envelope from a connection that is trusted by itself. Never rejects. */
  receiveTrusted(envelope: unknown): Promise<Answer>;
  readonly runner: { start(): void; stop(): Promise<void>; settle(): Promise<void> };
  stats(): Promise<InboxStats>;
}

/** The platform sends an event for the last time 7.1 hours after it happened; after that it is a repetition of somebody's. */
const LATE_HOURS = 8;
/** Contract §3: an event while the database is away is answered within a second. */
const DURABLE_MS = 800;
const MAX_BYTES = 1024 * 1024;
const OK: Answer = { status: 200, body: {} };
const REFUSED: Answer = { status: 401, body: { error: 'unauthorized' } };
const AWAY: Answer = { status: 503, body: { error: 'temporarily unavailable' } };
const TAP_FAILED = '系统暂时无法处理，这次点按没有生效，请稍后再试';

/** What is stored has no secret in it: the token has been compared, and whoever reads a backup need not know it. */
function withoutToken(envelope: unknown, text: string): string {
  const { token } = claims(envelope);
  return token ? text.replaceAll(JSON.stringify(token), '""') : text;
}

/** Throws when secrets are given but incomplete: there is no way to serve the webhook without them. */
export function createIntake<Tables>(parts: IntakeParts<Tables>): Intake {
  const { schoolId, clock, log } = parts;
  const open = parts.secrets ? createOpener(parts.secrets) : null;
  const store = new InboxStore(parts.database, schoolId, () => clock.now());
  const runner = new InboxRunner({ ...parts, owner: randomUUID() });

  /** The stamp is inside what was signed. Whether the platform signs a repetition anew is not documented. */
  function tooOld({ inbound, key }: Recognised): boolean {
    const at = inbound.kind === 'message' ? inbound.sentAt : inbound.at;
    const hours = (clock.now().epochMilliseconds - at.epochMilliseconds) / 3_600_000;
    if (hours <= LATE_HOURS) return false;
    const refused = hours > (parts.maxAgeHours ?? Infinity);
    log.warn({ input: key, hours: Math.round(hours), refused }, 'an input is of long ago');
    return refused;
  }

  async function accept(envelope: unknown, text: string): Promise<Answer> {
    const reading = readEnvelope(envelope, parts.botOpenId());
    if (reading.kind === 'ignored') return OK;
    if (reading.kind === 'inbound' && tooOld(reading)) return REFUSED;
    if (reading.kind === 'inbound' && reading.inbound.kind === 'tap')
      return answerTap(reading.inbound);
    if (parts.full?.()) return AWAY;
    const payload = withoutToken(envelope, text);
    try {
      if (reading.kind === 'unknown') {
        const id = `q:${createHash('sha256').update(text).digest('hex')}`;
        log.error({ input: id, why: reading.why }, 'an input fits no envelope and is kept aside');
        const row = {
          id,
          lane: id,
          stamp: clock.now().epochMilliseconds,
          after: null,
          payload,
        } as const;
        await within(
          DURABLE_MS,
          store.insert({ ...row, state: 'quarantined', error: reading.why }),
        );
        return OK;
      }
      const { key, lane, after, inbound } = reading;
      const at = inbound.kind === 'message' ? inbound.sentAt : inbound.at;
      const row = { id: key, lane, stamp: at.epochMilliseconds, after, payload } as const;
      await within(DURABLE_MS, store.insert({ ...row, state: 'waiting', error: null }));
      runner.wake();
      return OK;
    } catch (error) {
      log.error({ err: error }, 'an input could not be stored; the platform sends it again');
      return AWAY;
    }
  }

  async function answerTap(tap: InboundTap): Promise<Answer> {
    try {
      const answer = await parts.tap(tap);
      return { status: 200, body: answer.body, flushed: () => answer.flushed() };
    } catch (error) {
      log.error({ err: error, event: tap.eventId }, 'a tap failed');
      // The platform sends no tap again: the person has to know.
      return { status: 200, body: { toast: { type: 'error', content: TAP_FAILED } } };
    }
  }

  return {
    async receive(raw, headers) {
      if (raw.length > MAX_BYTES) return { status: 413, body: { error: 'too large' } };
      const opened = open?.(raw, headers) ?? { kind: 'refused' };
      if (opened.kind === 'refused') return REFUSED;
      if (opened.kind === 'malformed')
        return { status: 400, body: { error: 'not acceptable as JSON' } };
      if (opened.kind === 'challenge')
        return { status: 200, body: { challenge: opened.challenge } };
      const { appId } = claims(opened.envelope);
      if (appId !== undefined && appId !== schoolId) return REFUSED;
      return accept(opened.envelope, opened.text);
    },
    async receiveTrusted(envelope) {
      if (!isHarmless(envelope)) return { status: 400, body: { error: 'not acceptable as JSON' } };
      const { appId } = claims(envelope);
      if (appId !== undefined && appId !== schoolId) return REFUSED;
      return accept(envelope, JSON.stringify(envelope));
    },
    runner,
    stats: () => inboxStats(parts.database.db, schoolId, clock.now()),
  };
}
