import type { CredentialSource, Credentials } from "./index.js";
export { type CredentialSource, type Credentials, TencentCloudError } from "./index.js";
export interface CachedSource {
    (): Promise<Credentials>;
    forget(secretId: string): void;
}
export interface StsOptions {
    region?: string | undefined;
    endpoint?: string | undefined;
    fetch?: typeof globalThis.fetch | undefined;
    timeoutMs?: number | undefined;
}
export interface RoleOptions extends StsOptions {
    roleArn: string;
    sessionName?: string | undefined;
    durationSeconds?: number | undefined;
}
export interface AssumeRoleOptions extends RoleOptions {
    externalId?: string | undefined;
    policy?: string | undefined;
}
export interface WebIdentityOptions extends RoleOptions {
    providerId: string;
    webIdentityToken: string | (() => string | Promise<string>);
}
export interface DefaultCredentialsOptions extends StsOptions {
    profile?: string | undefined;
    role?: string | undefined;
    metadataEndpoint?: string | undefined;
    onWarning?: ((message: string) => void) | undefined;
}
export interface FoundCredentials {
    source: "environment" | "profile" | "web-identity" | "instance-role";
    from: string;
    credentials: CredentialSource;
    region?: string;
}
export function defaultCredentials(options?: DefaultCredentialsOptions): CachedSource;
export function findCredentials(options?: DefaultCredentialsOptions): Promise<FoundCredentials>;
export function fromEnv(): () => Promise<Credentials>;
export function fromProfile(name?: string, options?: Pick<DefaultCredentialsOptions, "onWarning">): () => Promise<Credentials>;
export function fromInstanceRole(name?: string, options?: Pick<DefaultCredentialsOptions, "metadataEndpoint" | "fetch" | "timeoutMs">): CachedSource;
export function assumeRole(source: CredentialSource, options: AssumeRoleOptions): CachedSource;
export function assumeRoleWithWebIdentity(options: WebIdentityOptions): CachedSource;
