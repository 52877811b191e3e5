/**
 * An optional second reader for messages the rules are unsure of: any OpenAI-compatible endpoint.
 * Off unless configured. Whatever goes wrong, the rules' reading stands.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import type { ReadAgain } from '../kernel/understood.ts';
import { answerSchema, merged } from './answer.ts';
import { instructions, masked } from './prompt.ts';

export interface LanguageModelParts {
  /** Base address such as `https://host/v1`, or the whole address of the chat completions. */
  readonly url: string;
  readonly model: string;
  /** Null for an endpoint inside the school that asks for none. */
  readonly apiKey: string | null;
  readonly log: Logger;
  readonly clock: Clock;
  /** Together with one transaction it must stay under the inbox lease of 10 s. */
  readonly timeLimitMilliseconds?: number;
}

export interface LanguageModel {
  /** Checked, and never less urgent than what the rules read. */
  readonly read: ReadAgain;
}

const TIME_LIMIT_MS = 4_000;
const MAX_BYTES = 64 * 1024;
/** Longer texts are pasted matter; the rules read no further either. */
const MAX_CHARACTERS = 800;
/** After this many failures in a row nobody waits for the endpoint until the pause is over. */
const FAILURES = 3;
const PAUSE = { minutes: 1 };

const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

export function createLanguageModel(parts: LanguageModelParts): LanguageModel {
  const address = parts.url.endsWith('/chat/completions')
    ? parts.url
    : `${parts.url}/chat/completions`;
  let failures = 0;
  let resumes: Temporal.Instant | null = null;

  const ask = async (text: string, today: string): Promise<string> => {
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(parts.timeLimitMilliseconds ?? TIME_LIMIT_MS),
      headers: {
        'content-type': 'application/json',
        ...(parts.apiKey === null ? {} : { authorization: `Bearer ${parts.apiKey}` }),
      },
      body: JSON.stringify({
        model: parts.model,
        temperature: 0,
        max_tokens: 800,
        messages: [
          { role: 'system', content: instructions(today) },
          { role: 'user', content: text },
        ],
      }),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`status ${response.status}`);
    }
    const reply = completion.parse(JSON.parse(await bounded(response)));
    return reply.choices[0]?.message.content ?? '';
  };

  return {
    async read(text, rules, context) {
      const now = parts.clock.now();
      if (resumes !== null && Temporal.Instant.compare(now, resumes) < 0) return null;
      const written = text.slice(0, MAX_CHARACTERS);
      const seen = masked(written);
      try {
        const today = now.toZonedDateTimeISO(context.timezone);
        const weekday = today.toLocaleString('en', { weekday: 'long' });
        const content = await ask(seen, `${today.toPlainDate().toString()}, ${weekday}`);
        const answer = answerSchema(seen, written).parse(JSON.parse(jsonIn(content)));
        failures = 0;
        return merged(answer.parts, rules);
      } catch (error) {
        failures += 1;
        if (failures >= FAILURES) {
          failures = 0;
          resumes = now.add(PAUSE);
        }
        // The text is personal data and an answer may repeat it: only the kind of failure is logged.
        parts.log.warn({ why: kindOf(error) }, 'the language model gave no usable answer');
        return null;
      }
    },
  };
}

/** A body of at most MAX_BYTES; a longer one is a failure, not a cut. */
async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('answer too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Models like to wrap their JSON in a fence or a sentence. */
function jsonIn(content: string): string {
  return content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1);
}

function kindOf(error: unknown): string {
  if (error instanceof z.ZodError) return 'answer does not fit';
  if (error instanceof SyntaxError) return 'answer is no JSON';
  if (error instanceof Error)
    return /^(status \d+|answer too large)$/.test(error.message) ? error.message : error.name;
  return 'unknown';
}
