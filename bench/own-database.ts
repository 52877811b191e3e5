import { Client } from 'pg';

/** A database of its own on a server, dropped again whatever ends the work; children that still hold it lose it. */
export async function ownDatabase<R>(
  server: string,
  work: (url: string) => Promise<R>,
): Promise<R> {
  const name = `houqin_bench_${process.pid}`;
  const drop = () => onServer(server, `drop database if exists ${name} with (force)`);
  const ended = (code: number) => () => void drop().finally(() => process.exit(code));
  const signals = { SIGINT: ended(130), SIGTERM: ended(143) } as const;
  process.once('SIGINT', signals.SIGINT).once('SIGTERM', signals.SIGTERM);
  await onServer(server, `create database ${name}`);
  try {
    const url = new URL(server);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await drop();
    process.off('SIGINT', signals.SIGINT).off('SIGTERM', signals.SIGTERM);
  }
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}
