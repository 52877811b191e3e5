export interface HelpTables {
  help_given: { school_id: string; person_id: string; at: Temporal.Instant };
  /** What somebody asked for that no feature does yet, and who was told. */
  kept_request: {
    school_id: string;
    id: string;
    person_id: string;
    kind: string;
    text: string;
    told_id: string | null;
    at: Temporal.Instant;
  };
}
