import { signRequest } from "./dist/sign.entry.js";
import { nodeSources } from "./lib/credentials/node/sources.js";
import { roleSources } from "./lib/credentials/roles.js";

export const { assumeRole, assumeRoleWithWebIdentity } = roleSources(signRequest, { shared: false });
export const { defaultCredentials, findCredentials, fromEnv, fromInstanceRole, fromProfile } = nodeSources({
  assumeRoleWithWebIdentity,
});
export { TencentCloudError } from "./lib/core/errors.js";
