import type { z } from 'zod';

/**
 * A reader such as `head` that has seen enough closes the pipe: that ends the command, without a
 * word and with the code it had come to.
 */
export function endQuietly(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

/** One line of JSON; throws one sentence that names the line, the field and what is wrong with it. */
export function readLine<T>(schema: z.ZodType<T>, text: string, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${where}: not JSON`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw new Error(`${where}: ${wrong.join('; ')}`);
}

/** The instant that the option `name` names. */
export function readInstant(name: string, text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw new Error(`${name}：“${text}”不是时间，应写作 2026-11-23T10:00+08:00`);
  }
}

/** Runs a command; what it throws becomes one line and exit code 1. */
export async function orOneLine(run: () => Promise<void> | void): Promise<void> {
  try {
    await run();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
