import { createApp } from "./routes";

export { FleetObject } from "./fleet";
export default createApp();
