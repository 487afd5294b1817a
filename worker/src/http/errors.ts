import { TencentCloudError } from "tencentcloud-edge";
import { type Config, loadConfig, readConfig } from "../config/config";
import type { Env } from "../config/env";
import { errorMessage, log } from "../log";
import { cloudProblem, HttpProblem } from "./problem";

function notConfigured(problems: readonly string[]): HttpProblem {
  log("gateway.unconfigured", { problems: problems.join("; ") });
  return new HttpProblem(
    503,
    "Gateway.NotConfigured",
    `The gateway is not configured: ${problems.join("; ")}.`,
  );
}

/** @throws HttpProblem 503 naming the variables at fault */
export function requireConfig(env: Env): Config {
  const config = loadConfig(env);
  if (config.ok) return config.value;
  throw notConfigured(config.problems);
}

/**
 * The configuration for monitoring: whatever could be read of it, as long as the tokens are readable.
 *
 * @throws HttpProblem 503 naming the variables at fault
 */
export function requireTokens(env: Env): Config {
  const { config, problems } = readConfig(env);
  const ofTokens = problems.filter((problem) => problem.startsWith("GATEWAY_TOKENS"));
  if (ofTokens.length > 0) throw notConfigured(ofTokens);
  return config;
}

/** 503 for a registry that does not answer; the log says why. */
export function registryFailed(cause: unknown, detail: string, retryAfter = "1"): HttpProblem {
  log("registry.failed", { message: errorMessage(cause) });
  return new HttpProblem(503, "Gateway.Unavailable", detail, { headers: { "retry-after": retryAfter } });
}

/** The problem to answer with when a route has thrown. */
export function problemOf(cause: unknown, env: Env): HttpProblem {
  if (cause instanceof HttpProblem) return cause;
  if (cause instanceof TencentCloudError) {
    const { accounts } = readConfig(env).config;
    return cloudProblem(
      cause,
      accounts.flatMap(({ credentials: { secretKey, secretId, token } }) => [secretKey, secretId, token]),
    );
  }
  log("request.failed", { message: errorMessage(cause) });
  return new HttpProblem(500, "Gateway.Internal", "The gateway failed; its log says why.");
}

/** 405, naming the allowed methods. */
export const notAllowed = (allow: readonly string[]): HttpProblem =>
  new HttpProblem(405, "Gateway.MethodNotAllowed", `This address accepts ${allow.join(" and ")} only.`, {
    headers: { allow: allow.join(", ") },
  });
