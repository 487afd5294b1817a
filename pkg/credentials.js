import { signRequest } from "./dist/sign.entry.js";
import { nodeSourcesElsewhere } from "./lib/credentials/elsewhere.js";
import { roleSources } from "./lib/credentials/roles.js";

export const { defaultCredentials, findCredentials, fromEnv, fromInstanceRole, fromProfile } =
  nodeSourcesElsewhere;
export const { assumeRole, assumeRoleWithWebIdentity } = roleSources(signRequest, { shared: false });
export { TencentCloudError } from "./lib/core/errors.js";
