import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Which database a command means: DATABASE_URL (or its file) and DATA_DIR, nothing else of the settings. */
export interface DatabaseSettings {
  readonly url: string | null;
  readonly dataDirectory: string;
  /** Words of the command line that are no options. */
  readonly words: readonly string[];
}

/**
 * Runs a command on a database: --help prints `help`; an error becomes one line and exit code 1.
 * `run` answers what to print.
 */
export async function command(
  help: string,
  run: (settings: DatabaseSettings) => Promise<string>,
): Promise<void> {
  try {
    const { values, positionals } = parseArgs({
      options: { help: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    console.log(values.help ? help : await run(settingsOf(positionals)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** The settings of a command with these words. */
export function settingsOf(words: readonly string[]): DatabaseSettings {
  const file = process.env['DATABASE_URL_FILE'];
  const url = process.env['DATABASE_URL'] || (file ? readFileSync(file, 'utf8').trim() : '');
  return { url: url || null, dataDirectory: process.env['DATA_DIR'] || './data', words };
}
