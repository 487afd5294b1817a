import { CODES } from "#model";

/** Every code that the model knows. */
export const codes = Object.entries(CODES).map(([name, { actions, text }]) => ({
  name,
  actions: /** @type {readonly string[]} */ (actions),
  meaning: text.en,
}));
