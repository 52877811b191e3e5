import type { Logger } from 'pino';
import type { Clock } from './kernel/clock.ts';
import type { Understand } from './kernel/understood.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { forget } from './retention.ts';
import type { SchoolFile } from './school-file/index.ts';
import type { Database } from './storage/open-database.ts';
import type { Tables } from './tables.ts';
import type { Server } from './transport/webhook.ts';

/** Everything a service is made from. Secrets arrive here and go no further than the part that needs them. */
export interface ServiceParts {
  readonly appId: string;
  readonly appSecret: string;
  readonly encryptKeys: readonly string[];
  readonly verificationToken: string;
  /** Base address of the platform, without a trailing slash. */
  readonly domain: string;
  readonly transport: 'webhook' | 'websocket';
  /** Inputs of longer ago are refused; left out: none. */
  readonly maxAgeHours?: number | null;
  /** This service as phones see it. */
  readonly publicUrl?: string | null;
  readonly database: Database<Tables>;
  readonly file: SchoolFile;
  /** Where pictures go when the database is embedded. */
  readonly dataDir: string;
  /** The optional second reader of messages. */
  readonly llm?: { readonly url: string; readonly model: string; readonly apiKey: string | null };
  readonly clock?: Clock;
  /** How messages are read: the rules, unless another reading is tried out. */
  readonly understand?: Understand;
  readonly log?: Logger;
  readonly logLevel?: string;
  /** Without the platform's limits of sending and ours of one person's messages: for measuring what the rest can do. */
  readonly unlimitedSends?: boolean;
}

export interface Service {
  readonly log: Logger;
  readonly server: Server;
  readonly database: Database<Tables>;
  /**
   * Migrates, seeds and learns who the bot is; then the workers run, unless a test drives it by `settle`.
   * While the database is away it resolves and goes on by itself; anything else wrong is thrown.
   */
  start(options?: { readonly workers: boolean }): Promise<void>;
  /**
   * Runs everything that is due until nothing is; for tests with a clock that stands still. `paced`:
   * what the platform's limits allow.
   */
  settle(options?: { readonly paced: boolean }): Promise<void>;
  /** Looks whether what always holds still does, as the running service is asked to every minute. */
  audit(): Promise<void>;
  /** Forgets what is kept long enough; the running service does so every hour. */
  forget(): ReturnType<typeof forget>;
  /** What waits and what could not be sent, as the metrics show it. */
  stats(): ReturnType<Outbox['stats']>;
  /** Stops taking requests, answers those in flight, releases what it holds. */
  stop(): Promise<void>;
}
