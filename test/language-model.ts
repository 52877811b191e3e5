import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';

/** What the stand-in does with one request. */
export type Behaviour = (response: ServerResponse) => void;

/** A local endpoint that answers as `behave` says. */
export async function createStandIn(behave: Behaviour) {
  const seen: { headers: IncomingMessage['headers']; url: string; body: string }[] = [];
  let current = behave;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      seen.push({ headers: request.headers, url: request.url ?? '', body });
      current(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    seen,
    behave(next: Behaviour) {
      current = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A well-behaved answer with this content. */
export function saying(content: string): Behaviour {
  return (response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));
  };
}

/** An answer of parts, as a model gives it. */
export function answering(...parts: readonly unknown[]): Behaviour {
  return saying(JSON.stringify({ parts }));
}
