/** What a table's columns are, each named once. */
export interface TableUse {
  readonly purpose: string;
  readonly keep: string;
  /** Columns that say who: an inner number or an account. */
  readonly who?: string;
  /** Name, telephone, room, unit. */
  readonly contact?: string;
  /** What people wrote; anybody's data may stand in it, a child's too. */
  readonly words?: string;
  readonly picture?: string;
  /** Says nothing about anybody. */
  readonly rest?: string;
}
