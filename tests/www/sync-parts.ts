/** One bundle, so that the parts share their classes. */
export { createApi } from "../../www/src/api";
export { initialState, reduce } from "../../www/src/state";
export { startSync } from "../../www/src/sync";
