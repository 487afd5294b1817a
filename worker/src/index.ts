import { createApp } from "./app";

export { FleetObject } from "./fleet/object";
export default createApp();
