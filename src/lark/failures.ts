import { z } from 'zod';
import { type FailureClass, SendFailure } from '../outbox/send.ts';

/**
 * What the platform's codes mean for sending; codes not listed are a bug of ours. 300000: a tap of
 * the card is not answered yet, so nothing was changed and the update goes a moment later.
 */
const BY_CODE = new Map<number, FailureClass>(
  Object.entries({
    wait: [99991400, 230020, 11232, 230049, 190004, 190005, 190010, 300000],
    alarm: [99991662, 99991673, 99991672, 99991401, 99991403, 230006, 230027, 230036],
    giveUp: [
      230002, 230011, 230110, 230013, 230018, 230035, 230022, 230028, 230029, 195100, 41050, 230034,
      99992351, 99992360, 99992361, 99992354, 230038, 230054, 230075, 230053, 232009, 232011,
      232006, 230023, 230024, 230052, 230098,
    ],
    tooOld: [230031],
    card: [230099, 200861, 230025],
  } satisfies Partial<Record<FailureClass, number[]>>).flatMap(([kind, codes]) =>
    codes.map((code): [number, FailureClass] => [code, classOf(kind)]),
  ),
);

function classOf(kind: string): FailureClass {
  return z.enum(['wait', 'alarm', 'giveUp', 'tooOld', 'card']).parse(kind);
}

/** Codes of a tenant token that is no longer taken; they come with 200, 400 or 401. */
const TOKEN = new Set([99991661, 99991663, 99991664, 99991665, 99991671]);

const answerSchema = z.object({ code: z.number(), msg: z.string().default('') }).loose();
export type Answer = z.infer<typeof answerSchema>;

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export function tokenRejected(reply: Reply): boolean {
  const answer = answerSchema.safeParse(reply.body);
  return answer.success && TOKEN.has(answer.data.code);
}

/** The answer when it is a success; throws SendFailure otherwise, an unreadable one being unknown. */
export function successOf(reply: Reply): Answer {
  const answer = answerSchema.safeParse(reply.body);
  const code = answer.success ? answer.data.code : null;
  if (answer.success && code === 0) return answer.data;
  const message = answer.success ? answer.data.msg.slice(0, 200) : `HTTP ${reply.status}`;
  const wait = resetOf(reply);
  if (reply.status === 429 || (code !== null && BY_CODE.get(code) === 'wait')) {
    throw new SendFailure('wait', message, code, wait ?? 2_000, wait !== null);
  }
  const known = code === null ? undefined : BY_CODE.get(code);
  if (known) throw new SendFailure(known, message, code);
  if (reply.status >= 500 || code === null) throw new SendFailure('retry', message, code, wait);
  if (TOKEN.has(code)) throw new SendFailure('wait', message, code, 30_000);
  throw new SendFailure('bug', message, code);
}

/** Seconds in the platform's header, as milliseconds; between one second and ten minutes. */
function resetOf(reply: Reply): number | null {
  const seconds = Number(reply.headers['x-ogw-ratelimit-reset']);
  return Number.isFinite(seconds) && seconds > 0
    ? Math.min(600_000, Math.max(1_000, seconds * 1_000))
    : null;
}

/** Errors of the network: a connection that was never made cannot have delivered anything. */
export function networkFailure(error: unknown): SendFailure {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)$/.test(code)) {
    return new SendFailure('wait', `not connected: ${code}`, null, 5_000);
  }
  return new SendFailure('retry', `no answer: ${code || 'unknown'}`);
}
