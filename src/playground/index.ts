import { fastify, type FastifyInstance } from 'fastify';
import type { MovableClock } from '../kernel/clock.ts';
import { registerPage } from './page-server.ts';
import { createPlatform, type Platform, type PlatformSettings } from './platform/index.ts';
import { sampleWorld } from './sample.ts';

export { registerPage } from './page-server.ts';

export interface PlaygroundSettings extends Omit<PlatformSettings, 'people' | 'groups' | 'clock'> {
  readonly host: '127.0.0.1' | '::1' | 'localhost';
  readonly port: number;
  readonly clock: MovableClock;
  /** Where the bot listens. */
  readonly webhookUrl: string;
  /** Whom and which groups it shows; the sample school's without it. */
  readonly school?: Pick<PlatformSettings, 'people' | 'groups'>;
}

export interface Playground {
  readonly address: string;
  readonly platform: Platform;
  readonly http: FastifyInstance;
  close(): Promise<void>;
}

/** The simulated platform and its chat page on a port of their own, for a bot that runs elsewhere on this machine. */
export async function startPlayground(settings: PlaygroundSettings): Promise<Playground> {
  const { host, port, clock, webhookUrl, school = sampleWorld() } = settings;
  const platform = await createPlatform({ ...settings, ...school });
  platform.connect(webhookUrl);
  const http = fastify({ logger: false, forceCloseConnections: true });
  registerPage(http, platform, clock);
  const address = await http.listen({ host, port });
  return {
    address,
    platform,
    http,
    async close() {
      await http.close();
      await platform.close();
    },
  };
}
