import { readPair } from "../pair.js";

const NAMES = {
  secretId: "TENCENTCLOUD_SECRET_ID",
  secretKey: "TENCENTCLOUD_SECRET_KEY",
  token: "TENCENTCLOUD_TOKEN",
};

/** What the environment variables say, as it is now: a test or a deployment may have changed it. */
export const readEnvironment = () => readPair("the environment", NAMES, process.env);
