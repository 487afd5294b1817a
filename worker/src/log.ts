/** One structured line. Callers pass names, counts and codes: never a header, a key or a body. */
export function log(event: string, fields: Record<string, string | number | boolean | undefined>): void {
  console.log(JSON.stringify({ at: new Date().toISOString(), event, ...fields }));
}

/** The message of whatever was thrown. */
export const errorMessage = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
