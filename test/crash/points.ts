import fsp from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import type { Kysely, KyselyPlugin } from 'kysely';
import type { Database } from '../../src/storage/open-database.ts';

/** What is to go wrong, and at which point of every step of a run, counted from 0. */
export interface Fault {
  readonly at: number;
  /** The process dies there; or that one call fails and all others work. */
  readonly how: 'crash' | 'fail';
  /** In this step only, not in every one. */
  readonly step?: number;
}

/** One process of the bot: once dead it changes nothing any more and answers nobody. */
export interface Life {
  dead: boolean;
}

/** Every place of a run where the bot and the world outside it meet, in their order, step by step. */
export class Points {
  readonly steps: string[][] = [[]];
  /** Where the fault struck, with the stack that led there; one entry a step that had the point. */
  readonly struck: string[] = [];
  readonly #fault: Fault | null;
  #armed = true;

  constructor(fault: Fault | null) {
    this.#fault = fault;
  }

  /** From here on it is another step, and the fault may strike once more. */
  next(): void {
    this.steps.push([]);
    this.#armed = true;
  }

  /** Throws when the process is dead, dies here, or this call is the one that fails. */
  pass(life: Life, label: string, error: Error): void {
    if (life.dead) throw new Error('this process is dead');
    const step = this.steps.length - 1;
    const at = (this.steps.at(-1)?.push(label) ?? 0) - 1;
    const { at: wanted, how, step: only = step } = this.#fault ?? { at: null, how: 'fail' };
    if (!this.#armed || wanted !== at || only !== step) return;
    this.#armed = false;
    this.struck.push(`step ${step}, point ${at}: ${label}\n${new Error('here').stack ?? ''}`);
    if (how === 'fail') throw error;
    life.dead = true;
    throw new Error('this process is dead');
  }
}

const refused = () => Object.assign(new Error('could not write: no space left'), { code: '53100' });
const lost = () => Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });

/** The same database with a point at every statement and at both ends of every transaction. */
export function watched<T>(database: Database<T>, points: Points, life: Life): Database<T> {
  const plugin = (alone: boolean): KyselyPlugin => ({
    transformQuery({ node }) {
      points.pass(life, `statement ${node.kind}`, refused());
      return node;
    },
    async transformResult({ result }) {
      // Inside a transaction an answer that is lost is the next statement that is not made.
      if (alone) points.pass(life, 'statement answered', lost());
      return result;
    },
  });
  const [alone, inside] = [plugin(true), plugin(false)];
  return {
    kind: database.kind,
    get db() {
      return database.db.withPlugin(alone);
    },
    async transaction(work) {
      points.pass(life, 'begin', lost());
      const result = await database.transaction(async (tx: Kysely<T>) => {
        const made = await work(tx.withPlugin(inside));
        points.pass(life, 'commit', refused());
        return made;
      });
      points.pass(life, 'committed', lost());
      return result;
    },
    migrate: (before) => database.migrate(before),
    pending: () => database.pending(),
    ping: (milliseconds) => database.ping(milliseconds),
    dump: (file) => database.dump(file),
    maintain: () => database.maintain(),
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Requests to `target` with a point before and one after each; null: nobody is there. */
export async function watchedHttp(
  label: string,
  points: Points,
  to: () => { readonly target: string; readonly life: Life } | null,
) {
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await Array.fromAsync(request));
    const there = to();
    if (!there) return request.socket.destroy();
    try {
      points.pass(there.life, label, new Error('busy'));
    } catch {
      if (there.life.dead) return request.socket.destroy();
      return response.writeHead(502, { 'content-type': 'text/html' }).end('<p>bad gateway');
    }
    try {
      const {
        host: _host,
        connection: _kept,
        'content-length': _length,
        ...rest
      } = request.headers;
      const headers = Object.entries(rest).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      const answer = await fetch(there.target + (request.url ?? ''), {
        method: request.method ?? 'GET',
        headers,
        ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      points.pass(there.life, `${label} answered`, new Error('lost'));
      return response
        .writeHead(answer.status, {
          'content-type': answer.headers.get('content-type') ?? 'application/json',
        })
        .end(bytes);
    } catch {
      return request.socket.destroy();
    }
  };
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    address: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A point before each file below `directory` is made or put into its place; undone by disposing. */
export function watchedFiles(directory: string, points: Points, life: () => Life): Disposable {
  const { open, rename } = fsp;
  const full = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const check = (label: string, path: unknown) => {
    if (String(path).startsWith(directory)) points.pass(life(), label, full());
  };
  const patched: Pick<typeof fsp, 'open' | 'rename'> = {
    async open(path, ...rest) {
      check('file', path);
      return open(path, ...rest);
    },
    async rename(from, to) {
      check('rename', from);
      return rename(from, to);
    },
  };
  Object.assign(fsp, patched);
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]() {
      Object.assign(fsp, { open, rename });
      syncBuiltinESMExports();
    },
  };
}
