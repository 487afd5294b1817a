/**
 * `tencentcloud-edge/credentials`: where credentials come from. Each function gives a {@link CredentialSource} for the option
 * `credentials` of any call; nothing is read or sent before the source is asked.
 *
 * `assumeRole` and `assumeRoleWithWebIdentity` work in every runtime. The others read files, environment variables and the
 * metadata of a CVM instance: they need Node, Deno or Bun, and say so elsewhere.
 */

import type { CredentialSource, Credentials } from "./index.js";

export { type CredentialSource, type Credentials, TencentCloudError } from "./index.js";

/**
 * A source of temporary credentials. It keeps them until a minute before they end and asks for new ones once, however many
 * operations wait for them. While that fails, those it has are used until they end.
 */
export interface CachedSource {
  (): Promise<Credentials>;
  /** The service refused the key with this `secretId`: it is not given again. Operations of this package call it. */
  forget(secretId: string): void;
}

/** How sts, which issues temporary credentials, is reached. */
export interface StsOptions {
  /** sts answers for every region, and wants to be told one. Default `"ap-guangzhou"`. */
  region?: string | undefined;
  /** An origin; plain http goes to this machine alone. Default `https://sts.tencentcloudapi.com`. */
  endpoint?: string | undefined;
  /** Default the global one. It is called as `(url, init)`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Of one attempt, in milliseconds; there are three at most. Default 5,000. */
  timeoutMs?: number | undefined;
}

/** The role that is wanted. */
export interface RoleOptions extends StsOptions {
  /** `qcs::cam::uin/100000000001:roleName/operator` */
  roleArn: string;
  /** What the audit shows. Default `"tencentcloud-edge"`. */
  sessionName?: string | undefined;
  /** How long they last. Default: sts decides, which is 7,200. */
  durationSeconds?: number | undefined;
}

/** How {@link assumeRole} asks. */
export interface AssumeRoleOptions extends RoleOptions {
  /** What the role's trust policy asks for, if it does. */
  externalId?: string | undefined;
  /** A CAM policy in JSON, which narrows what the role may do. */
  policy?: string | undefined;
}

/** How {@link assumeRoleWithWebIdentity} asks. */
export interface WebIdentityOptions extends RoleOptions {
  /** The identity provider's name in CAM. */
  providerId: string;
  /** The provider's token, or a function that gives the one of now. */
  webIdentityToken: string | (() => string | Promise<string>);
}

/** Where {@link defaultCredentials} looks. */
export interface DefaultCredentialsOptions extends StsOptions {
  /** Default `TENCENTCLOUD_PROFILE`, else `"default"`. */
  profile?: string | undefined;
  /** The role of this CVM instance, or `"auto"`. Default `TENCENTCLOUD_INSTANCE_ROLE`; without it the metadata is not asked. */
  role?: string | undefined;
  /** An origin. Default `http://metadata.tencentyun.com`. */
  metadataEndpoint?: string | undefined;
  /**
   * Is told, once each, of what is not wrong and should be changed, such as a file with keys that others can read. Default
   * `process.emitWarning`.
   */
  onWarning?: ((message: string) => void) | undefined;
}

/** What {@link findCredentials} found. */
export interface FoundCredentials {
  source: "environment" | "profile" | "web-identity" | "instance-role";
  /** In words, with the path of the file. */
  from: string;
  credentials: CredentialSource;
  /** The region that stands beside them, if one does. */
  region?: string;
}

/**
 * The first of these that is there, looked for anew each time:
 *
 * 1. `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, optional `TENCENTCLOUD_TOKEN`
 * 2. the profile in `~/.tencentcloud/credentials` (INI: `secret_id`, `secret_key`, `token`)
 * 3. tccli's profile of that name, `~/.tccli/NAME.credential` (JSON: `secretId`, `secretKey`, `token`). Its role, OAuth and
 *    single sign-on forms are refused by name
 * 4. a web identity: `TENCENTCLOUD_ROLE_ARN`, `TENCENTCLOUD_WEB_IDENTITY_TOKEN_FILE`, `TENCENTCLOUD_PROVIDER_ID`, or the same
 *    with `TKE_`
 * 5. the role of this CVM instance, if `role` or `TENCENTCLOUD_INSTANCE_ROLE` names one
 *
 * What is half set is an error that names it and is not skipped, as is a profile that was asked for and is not there.
 * White space and quotation marks round a key are refused. What fails is `Client.CredentialsFailed`, or the code of sts.
 */
export function defaultCredentials(options?: DefaultCredentialsOptions): CachedSource;

/** What {@link defaultCredentials} takes now, and why. */
export function findCredentials(options?: DefaultCredentialsOptions): Promise<FoundCredentials>;

/** The environment variables, read each time. */
export function fromEnv(): () => Promise<Credentials>;

/**
 * A profile, from the files that {@link defaultCredentials} names, read each time.
 * @param name Default `TENCENTCLOUD_PROFILE`, else `"default"`
 */
export function fromProfile(
  name?: string,
  options?: Pick<DefaultCredentialsOptions, "onWarning">,
): () => Promise<Credentials>;

/**
 * The role of this CVM instance, from its metadata.
 * @param name Default `"auto"`: the one that is bound to the instance
 */
export function fromInstanceRole(
  name?: string,
  options?: Pick<DefaultCredentialsOptions, "metadataEndpoint" | "fetch" | "timeoutMs">,
): CachedSource;

/** Temporary credentials of a role, from sts AssumeRole; `source` signs the request for them. */
export function assumeRole(source: CredentialSource, options: AssumeRoleOptions): CachedSource;

/** Temporary credentials of a role, from sts AssumeRoleWithWebIdentity. Nothing is signed. */
export function assumeRoleWithWebIdentity(options: WebIdentityOptions): CachedSource;
