export { TencentCloudError } from "./lib/core/errors.js";
export { createGatewayClient } from "./lib/gateway/client.js";
export { GatewayError } from "./lib/gateway/errors.js";
