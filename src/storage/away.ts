import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState } from './sql-state.ts';

const PAUSE_MS = 1_000;
const NETWORK = /^E(CONN\w+|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)$/;
/** Connection exceptions, too many connections, shutting down, still starting. */
const STATES = /^(08...|53300|57P0[1-3])$/;

/** Whether the server could not be reached, as opposed to having refused what it was asked. */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  const code = sqlState(error);
  if (code !== null) return NETWORK.test(code) || STATES.test(code);
  return (
    error instanceof Error && /timeout|Connection terminated|is not queryable/i.test(error.message)
  );
}

/** Does `work` again every second until the server is there or `stopped` says so; other errors are thrown. */
export async function untilThere(
  work: () => Promise<void>,
  stopped: () => boolean,
  away: (error: unknown) => void,
): Promise<void> {
  while (!stopped()) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      away(error);
    }
    await sleep(PAUSE_MS);
  }
}
