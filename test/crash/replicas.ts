import { freePort, isReady, startBot, until } from './bot.ts';
import type { Crowd } from './crowd.ts';

/** A first start on a busy machine makes the whole schema. */
const PATIENCE_MS = 240_000;

/** Several real processes of the bot on one database, each with its own address. */
export async function startReplicas(crowd: Crowd, count: number) {
  const ports: number[] = [];
  for (let n = 0; n < count; n++) ports.push(await freePort());
  const bots = ports.map((port) => startBot(crowd.env(port)));
  const ready = (n: number) =>
    until(
      `replica ${n}`,
      () => {
        const bot = bots[n];
        if (bot?.code() !== null) throw new Error(`replica ${n} ended: ${bot?.said()}`);
        return isReady(ports[n] ?? 0);
      },
      PATIENCE_MS,
    );
  await Promise.all(ports.map((_, n) => ready(n)));
  const webhook = (n: number) => `http://127.0.0.1:${ports[n % count]}/webhook/lark`;
  return {
    count,
    webhook,
    /** Stops one in order, starts it again and answers its exit code. */
    async restart(n: number): Promise<number | null> {
      const old = bots[n];
      old?.kill('SIGTERM');
      await old?.ended;
      bots[n] = startBot(crowd.env(ports[n] ?? 0));
      await ready(n);
      return old?.code() ?? null;
    },
    async stop(): Promise<void> {
      for (const bot of bots) bot.kill('SIGTERM');
      await Promise.all(bots.map((bot) => bot.ended));
    },
    kill(): void {
      for (const bot of bots) bot.kill('SIGKILL');
    },
  };
}

export type Replicas = Awaited<ReturnType<typeof startReplicas>>;
