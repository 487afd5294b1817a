/** What the user can put right: shown without a stack. */
export class UsageError extends Error {}
