import * as client from "tencentcloud-edge";
import { perform } from "./agent.mjs";

globalThis.perform = (task) => perform(client, task);
