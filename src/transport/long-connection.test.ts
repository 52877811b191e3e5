import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { APP_ID } from '../../test/signed.ts';
import type { Answer } from '../intake/intake.ts';
import { startLongConnection, takeEvent } from './long-connection.ts';

const answering = (answer: Answer) => ({ receiveTrusted: async () => answer });

describe('the long connection', () => {
  it('asks the platform where to connect, is not ready until it is, and stops when told', async () => {
    const asked: string[] = [];
    const platform = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(JSON.stringify({ code: 1, msg: 'no' }));
    }).listen(0, '127.0.0.1');
    await once(platform, 'listening');
    const { port } = platform.address() as AddressInfo;
    const connection = await startLongConnection({
      appId: APP_ID,
      appSecret: 'secret',
      domain: `http://127.0.0.1:${port}`,
      intake: answering({ status: 200, body: {} }),
      log: pino({ level: 'silent' }),
    });
    await expect.poll(() => asked).toContain('/callback/ws/endpoint');
    expect(connection.connected()).toBe(false);
    connection.stop();
    platform.close();
  });

  it('answers a tap with its result and tells when the answer has left', async () => {
    const left = Promise.withResolvers<void>();
    const answer = { status: 200, body: { toast: { type: 'info' } }, flushed: left.resolve };
    expect(await takeEvent(answering(answer), {})).toEqual({ toast: { type: 'info' } });
    await left.promise;
  });

  it('has an event sent again that could not be stored, and never one that is not ours', async () => {
    await expect(takeEvent(answering({ status: 503, body: {} }), {})).rejects.toThrow('not taken');
    expect(
      await takeEvent(answering({ status: 401, body: { error: 'unauthorized' } }), {}),
    ).toEqual({});
  });
});
