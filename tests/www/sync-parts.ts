/** In one bundle, so that the modules share their classes. */
export { createApi } from "../../www/src/api/client";
export { initialState, reduce } from "../../www/src/app/state";
export { startSync } from "../../www/src/app/sync";
