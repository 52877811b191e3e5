/** A process of the bench and the few questions it answers. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

export const settingsSchema = z.object({
  kind: z.enum(['bare', 'sdk', 'ours', 'platform']),
  /** PostgreSQL's address; embedded without it. */
  url: z.string().default(''),
  schema: z.string().default('public'),
  /** The simulated platform; without it what comes in is stored and not dealt with. */
  platform: z.string().nullable().default(null),
  /** Without the platform's send limits, on both sides. */
  unlimited: z.boolean().default(false),
});
export type Settings = z.input<typeof settingsSchema>;

const countsSchema = z.object({
  /** Inputs not dealt with, tickets, messages not sent, messages sent. */
  waiting: z.number().default(0),
  tickets: z.number().default(0),
  unsent: z.number().default(0),
  sent: z.number().default(0),
  /** SQL statements, BEGIN and COMMIT among them; PostgreSQL only. */
  statements: z.number().default(0),
  /** Processor time of this process in µs. */
  cpu: z.number().default(0),
  /** Its memory in bytes; after a collection where Node runs with --expose-gc. */
  resident: z.number().default(0),
});
export type Counts = z.infer<typeof countsSchema>;

export interface Child {
  readonly url: string;
  counts(): Promise<Counts>;
  /** Forgets everything that came in, so that the same requests are new again. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function start(settings: Settings): Promise<Child> {
  // Its log goes where a log costs what it costs and disturbs nobody.
  const child = fork(join(import.meta.dirname, 'service.ts'), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const answer = async (): Promise<unknown> => {
    const failed = ended.then(() => {
      throw new Error(`${settings.kind} of the bench ended`);
    });
    const [message] = await Promise.race([once(child, 'message'), failed]);
    return message;
  };
  const ask = async (question: 'counts' | 'reset'): Promise<unknown> => {
    const answered = answer();
    child.send(question);
    return answered;
  };
  const url = z.string().parse(await answer());
  return {
    url,
    counts: async () => countsSchema.parse(await ask('counts')),
    async reset() {
      await ask('reset');
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
