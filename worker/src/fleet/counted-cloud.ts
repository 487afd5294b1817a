import type { Cloud, Exchange } from "../cloud/client";
import type { Counters } from "./store/counters";

/* An error's code stands near the beginning; a longer reply is no error. */
const ERROR_CODE = /"Error"\s*:\s*\{[^{}]*"Code"\s*:\s*"([\w.]{1,100})"/;
const LONGEST_ERROR = 8_192;

function codeOf(exchange: Exchange): string {
  if ("notSent" in exchange) return "Client.NotSent";
  if ("lost" in exchange) return "Client.Lost";
  const { status, body } = exchange.reply;
  const code = body.length < LONGEST_ERROR ? ERROR_CODE.exec(body)?.[1] : undefined;
  return code ?? (status === 200 ? "OK" : `Http${status}`);
}

/** The same cloud, every request of it counted by action and code. */
export function countedCloud(cloud: Cloud, counters: Counters): Cloud {
  return {
    ...cloud,
    async exchange(request, ...rest) {
      const exchange = await cloud.exchange(request, ...rest);
      counters.add("cloud_requests", { action: request.action, code: codeOf(exchange) });
      return exchange;
    },
  };
}
