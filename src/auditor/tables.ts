type Instant = Temporal.Instant;

export interface AuditorTables {
  /** Claimed once by slot: of several replicas one runs it. */
  audit_run: { school_id: string; slot: string; at: Instant; ended_at: Instant | null };
  /** How far a reading has come; `name` is whose. */
  audit_mark: { school_id: string; name: string; mark: string; at: Instant };
  /** One row a violated invariant and row; closed when the row is right again. */
  audit_finding: {
    school_id: string;
    invariant: string;
    /** The key of the row; no words of anybody. */
    subject: string;
    since: Instant;
    told_at: Instant | null;
    closed_at: Instant | null;
  };
}
