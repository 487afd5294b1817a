import { AwsV4Signer } from "aws4fetch";
import { credentials, EVERYWHERE, REGION, TIMESTAMP } from "./job.mjs";
import { bodyOf } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

/** @type {Contender[]} */
export const contenders = [
  {
    name: "aws4fetch, cached key",
    runsIn: EVERYWHERE,
    signs: "AWS SigV4",
    prepare({ given }) {
      const cache = new Map();
      const datetime = new Date(TIMESTAMP * 1000).toISOString().replace(/[:-]|\.\d{3}/g, "");
      return async () => {
        const { headers } = await new AwsV4Signer({
          method: "POST",
          url: `https://ec2.${REGION}.amazonaws.com/`,
          headers: { "content-type": "application/json" },
          body: bodyOf(given),
          accessKeyId: credentials.secretId,
          secretAccessKey: credentials.secretKey,
          service: "ec2",
          region: REGION,
          cache,
          datetime,
        }).sign();
        return headers.get("authorization");
      };
    },
  },
];
