/** The load, sent from the process that measures; what is measured runs in processes of its own. */
import { connect, type Socket } from 'node:net';
import { createHistogram, performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { Request } from './messages.ts';

export const CONNECTIONS = 32;

export interface Measured {
  /** Answered 200, per second. */
  readonly rate: number;
  readonly answered: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly most: number;
  /** Answered otherwise, or not at all. */
  readonly failed: number;
}

/** Closed loop: every connection sends its next request when the last is answered. */
export async function flood(url: string, requests: Request[], seconds: number): Promise<Measured> {
  const share = Math.floor(requests.length / CONNECTIONS);
  let connection = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    setupClient(client) {
      const from = connection++ * share;
      // Copies, since it writes headers of its own into what it is given.
      const own = requests.slice(from, from + share);
      client.setRequests(own.map((one) => ({ ...one, headers: { ...one.headers } })));
    },
  });
  return {
    rate: result['2xx'] / result.duration,
    answered: result['2xx'],
    p50: result.latency.p50,
    p99: result.latency.p99,
    p999: result.latency.p99_9,
    most: result.latency.max,
    failed: result.non2xx + result.errors,
  };
}

/**
 * Open loop: a request is due every 1/rate s whether or not earlier ones are answered, and its time
 * counts from when it was due, so that a service that stalls cannot hide it (autocannon's own rate
 * sends each second's share in one burst).
 */
export async function drip(
  url: string,
  requests: readonly Request[],
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<Measured> {
  const { hostname, port } = new URL(url);
  const times = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });
  const free: Connection[] = [];
  const due: { readonly bytes: Buffer; readonly at: number }[] = [];
  const total = Math.min(requests.length, Math.floor(rate * seconds));
  let answered = 0;
  let failed = 0;
  const next = (connection: Connection) => {
    const one = due.shift();
    if (!one) {
      free.push(connection);
      return;
    }
    connection.send(one.bytes, (ok) => {
      times.record(Math.max(1, Math.round((performance.now() - one.at) * 1_000)));
      if (ok) answered++;
      else failed++;
      next(connection);
    });
  };
  for (let i = 0; i < CONNECTIONS; i++) free.push(await Connection.open(hostname, Number(port)));
  const all = [...free];
  const started = performance.now();
  for (let sent = 0; answered + failed < total;) {
    const now = performance.now() - started;
    for (; sent < total && sent <= (now * rate) / 1_000; sent++) {
      const request = requests[sent];
      if (request) due.push({ bytes: bytesOf(request), at: started + (sent * 1_000) / rate });
    }
    while (due.length > 0 && free.length > 0) {
      const connection = free.pop();
      if (connection) next(connection);
    }
    if (now > (seconds + 20) * 1_000) break;
    await setImmediate();
  }
  const elapsed = (performance.now() - started) / 1_000;
  for (const connection of all) connection.close();
  const percentile = (p: number) => times.percentile(p) / 1_000;
  return {
    rate: answered / elapsed,
    answered,
    p50: percentile(50),
    p99: percentile(99),
    p999: percentile(99.9),
    most: times.max / 1_000,
    failed: total - answered,
  };
}

function bytesOf({ method, path, headers, body }: Request): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, 'host: bench', ...lines];
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`),
    body,
  ]);
}

/** One request at a time over a kept connection; the answers here are small enough for one packet. */
class Connection {
  readonly #socket: Socket;
  #done: (ok: boolean) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay();
    socket.on('data', (chunk: Buffer) => this.#done(chunk.toString('latin1', 9, 12) === '200'));
    socket.on('error', () => this.#done(false));
  }

  static open(host: string, port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  send(bytes: Buffer, done: (ok: boolean) => void): void {
    this.#done = done;
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }
}
