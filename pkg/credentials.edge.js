import { nodeSourcesElsewhere } from "./lib/credentials/elsewhere.js";
import { roleSources } from "./lib/credentials/roles.js";
import { signRequest } from "./sign.edge.js";

export const { defaultCredentials, findCredentials, fromEnv, fromInstanceRole, fromProfile } =
  nodeSourcesElsewhere;
export const { assumeRole, assumeRoleWithWebIdentity } = roleSources(signRequest, { shared: true });
export { TencentCloudError } from "./lib/core/errors.js";
