import { credentialsFailed } from "./problems.js";

/** The sources of Node, where there are no files, environment variables or CVM metadata. */
export const nodeSourcesElsewhere = {
  defaultCredentials: () => refuse("defaultCredentials"),
  findCredentials: async () => refuse("findCredentials"),
  fromEnv: () => refuse("fromEnv"),
  fromProfile: () => refuse("fromProfile"),
  fromInstanceRole: () => refuse("fromInstanceRole"),
};

/** @param {string} name @returns {never} */
function refuse(name) {
  throw credentialsFailed(
    `${name}() works in Node, Deno and Bun alone: here give { secretId, secretKey }, such as a Worker's secrets, or assumeRole(...)`,
  );
}
