/** The key stays on the server: only route handlers import this. */
export const region = process.env.TENCENTCLOUD_REGION ?? "ap-guangzhou";

export const options = {
  region,
  credentials: {
    secretId: process.env.TENCENTCLOUD_SECRET_ID ?? "",
    secretKey: process.env.TENCENTCLOUD_SECRET_KEY ?? "",
  },
  // The emulator's, where there is one; else the service's own.
  ...(process.env.TENCENTCLOUD_ENDPOINT && { endpoint: process.env.TENCENTCLOUD_ENDPOINT }),
};
