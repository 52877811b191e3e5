export interface HelpTables {
  help_given: { school_id: string; person_id: string; at: Temporal.Instant };
}
