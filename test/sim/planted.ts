/** One replacement in one file of the product; `find` stands there exactly once. */
export interface Edit {
  /** From the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that somebody could make in the product, and that the simulation has to see. */
export interface PlantedBug {
  readonly name: string;
  readonly what: string;
  /** The family of invariants that has to report it first of all; others may be quicker. */
  readonly invariant: string;
  /** Where it is made, and every further line of defence that would hide it. */
  readonly edits: readonly [Edit, ...Edit[]];
}

/** The source with the edits made; throws where one of them does not fit exactly once. */
export function planted(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { file, find, replace }) => {
    const parts = text.split(find);
    if (parts.length !== 2)
      throw new Error(`${file} has ${parts.length - 1} times, not once:\n${find}`);
    return parts.join(replace);
  }, source);
}
