/** A word list that finds the longest word beginning at an offset, in time that does not grow with the list. */
export class Words {
  readonly #words = new Set<string>();
  /** Lengths of the words by their first character, longest first. */
  readonly #lengths = new Map<string, number[]>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      if (word === '') continue;
      this.#words.add(word);
      const first = word.charAt(0);
      const lengths = new Set([...(this.#lengths.get(first) ?? []), word.length]);
      this.#lengths.set(
        first,
        [...lengths].toSorted((a, b) => b - a),
      );
    }
  }

  /** Length of the longest word at `at`, 0 for none. Latin words must stand alone. */
  at(text: string, at: number): number {
    for (const length of this.#lengths.get(text.charAt(at)) ?? []) {
      const word = text.slice(at, at + length);
      if (word.length < length || !this.#words.has(word)) continue;
      if (
        /^[a-z ]+$/.test(word) &&
        (/[a-z]/.test(text.charAt(at - 1)) || /[a-z]/.test(text.charAt(at + length)))
      )
        continue;
      return length;
    }
    return 0;
  }
}

/** The same pure question is asked of the same stretch by several readers: its last answers are kept. */
export function remembered<T>(
  ask: (text: string, key: string) => T,
): (text: string, key?: string) => T {
  const KEPT = 64;
  const answers = new Map<string, T>();
  return (text, key = '') => {
    const name = `${key}\0${text}`;
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = ask(text, key);
    if (answers.size >= KEPT) answers.clear();
    answers.set(name, answer);
    return answer;
  };
}
