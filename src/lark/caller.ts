import type { Client } from '@larksuiteoapi/node-sdk';
import type { Logger } from 'pino';
import { z } from 'zod';
import { SendFailure } from '../outbox/send.ts';
import { type Answer, networkFailure, type Reply, successOf, tokenRejected } from './failures.ts';

export interface CallerParts {
  readonly appId: string;
  readonly appSecret: string;
  /** Base address such as https://open.feishu.cn. */
  readonly domain: string;
  readonly log: Logger;
  /** Limit of every call, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** Below the domain, beginning with /open-apis/. */
  readonly url: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly data?: unknown;
  /** Instead of `data` where it can be read only once: made anew for every attempt. */
  readonly makeData?: () => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly responseType?: 'arraybuffer';
  /** Bytes of the answer; a longer one is given up while it comes. */
  readonly maxContentLength?: number;
}

/** The transport's headers are an object of its own class, which a record refuses. */
const headersSchema = z
  .unknown()
  .transform((headers): Record<string, unknown> => ({ ...Object(headers) }));

/** What the SDK's transport throws for 4xx and 5xx. */
const refusedSchema = z.object({
  response: z.object({
    status: z.number(),
    headers: headersSchema,
    data: z.unknown(),
  }),
});
const answeredSchema = z.object({ data: z.unknown(), headers: headersSchema });
/** The SDK's own switch to be given the headers too; its types leave it out. */
const WITH_HEADERS = { $return_headers: true };
/** Bytes; a page of a hundred members takes a hundredth of it. */
const MOST_OF_AN_ANSWER = 4 * 1024 * 1024;
const tokenSchema = z.object({ tenant_access_token: z.string(), expire: z.number() });

/**
 * Calls the platform through the SDK's client, with what the SDK leaves out: a time limit, one
 * token request however many ask, a refresh when the token is rejected, and no body in any log.
 */
export class Caller {
  readonly #parts: CallerParts;
  readonly #timeout: number;
  #client: Promise<Client> | null = null;
  #token: { value: string; until: number } | null = null;
  #fetching: Promise<string> | null = null;

  constructor(parts: CallerParts) {
    this.#parts = parts;
    this.#timeout = parts.timeoutMs ?? 8_000;
  }

  /** The platform's answer with code 0; throws SendFailure. */
  async call(call: Call): Promise<Answer> {
    return successOf(await this.raw(call));
  }

  /** As call, without looking at the answer: for downloads. */
  async raw(call: Call): Promise<Reply> {
    const token = await this.#current();
    const reply = await this.#once(call, token);
    if (!tokenRejected(reply)) return reply;
    if (this.#token?.value === token) this.#token = null;
    return this.#once(call, await this.#current());
  }

  #current(): Promise<string> {
    if (this.#token && this.#token.until > performance.now())
      return Promise.resolve(this.#token.value);
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<string> {
    const answer = await this.#once({
      method: 'POST',
      url: '/open-apis/auth/v3/tenant_access_token/internal',
      data: { app_id: this.#parts.appId, app_secret: this.#parts.appSecret },
    });
    // No message went out: a token refused for its secret is an alarm, anything else passes.
    if (
      typeof answer.body === 'object' &&
      answer.body !== null &&
      'code' in answer.body &&
      answer.status < 500
    ) {
      const { code } = answer.body;
      if (code === 10003 || code === 10014 || code === 10012)
        throw new SendFailure('alarm', 'the app id or secret is wrong', code);
    }
    const token = tokenSchema.safeParse(answer.body);
    if (!token.success) throw new SendFailure('wait', 'no access token', null, 5_000);
    this.#token = {
      value: token.data.tenant_access_token,
      until: performance.now() + Math.max(60, token.data.expire - 180) * 1_000,
    };
    return token.data.tenant_access_token;
  }

  async #once(call: Call, token?: string): Promise<Reply> {
    this.#client ??= this.#open();
    const client = await this.#client;
    const { headers = {}, makeData, ...rest } = call;
    try {
      const answered = answeredSchema.parse(
        await client.request<unknown>({
          ...rest,
          ...(makeData ? { data: makeData() } : {}),
          ...WITH_HEADERS,
          // Its addresses are known and answer themselves: elsewhere nobody gets the secret or a word.
          maxRedirects: 0,
          maxContentLength: call.maxContentLength ?? MOST_OF_AN_ANSWER,
          timeout: this.#timeout,
          signal: AbortSignal.timeout(this.#timeout + 500),
          headers: token === undefined ? headers : { ...headers, Authorization: `Bearer ${token}` },
        }),
      );
      return {
        status: 200,
        headers: answered.headers,
        body: readable(answered.data, answered.headers),
      };
    } catch (error) {
      if (call.maxContentLength !== undefined && String(error).includes('maxContentLength'))
        throw new SendFailure('bug', `more than ${call.maxContentLength} bytes`);
      const refused = refusedSchema.safeParse(error);
      if (!refused.success) throw token === undefined ? notSent(error) : networkFailure(error);
      const { status, headers: answered, data } = refused.data.response;
      return { status, headers: answered, body: readable(data, answered) };
    }
  }

  /** Half a second of loading that only a process that sends pays. */
  async #open(): Promise<Client> {
    const sdk = await import('@larksuiteoapi/node-sdk');
    const { log } = this.#parts;
    const say = (level: 'debug' | 'warn') => () =>
      log[level]("the platform's client reported something; see the outcome of the call");
    return new sdk.Client({
      appId: this.#parts.appId,
      appSecret: this.#parts.appSecret,
      disableTokenCache: true,
      domain: this.#parts.domain.replace(/\/+$/, ''),
      // The SDK logs bodies, the bearer token and even the app secret.
      logger: {
        error: say('warn'),
        warn: say('debug'),
        info: say('debug'),
        debug: say('debug'),
        trace: () => undefined,
      },
    });
  }
}

function notSent(error: unknown): SendFailure {
  return new SendFailure('wait', `no access token: ${networkFailure(error).message}`, null, 2_000);
}

/** A download's refusal comes as bytes of JSON. */
function readable(body: unknown, headers: Readonly<Record<string, unknown>>): unknown {
  if (!(body instanceof Uint8Array) || !String(headers['content-type']).includes('json'))
    return body;
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return null;
  }
}
