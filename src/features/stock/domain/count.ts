/** open: being counted. submitted: waits for a second person. approved, returned: decided. dropped: given up. */
export const COUNT_STATES = ['open', 'submitted', 'approved', 'dropped'] as const;
export type CountState = (typeof COUNT_STATES)[number];
