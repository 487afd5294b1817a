import type { GatewaySession } from "tencentcloud-edge/gateway";
import { accountsOf } from "../auth/account";
import { allowsRegion } from "../auth/scopes";
import type { Caller } from "./caller";

/** The caller and what it may do. */
export function session({ principal: { name, scopes, expiresAt }, config }: Caller): GatewaySession {
  const accounts = accountsOf(config, scopes).map((account) => ({
    name: account.name,
    regions: account.regions.filter((region) => allowsRegion(scopes, region)),
    protected: account.protected,
  }));
  return {
    name,
    accounts,
    actions: scopes.actions,
    regions: config.regions.filter((region) => accounts.some(({ regions }) => regions.includes(region))),
    instances: scopes.instances,
    maxInstances: scopes.maxInstances,
    metrics: scopes.metrics,
    admin: scopes.admin,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
