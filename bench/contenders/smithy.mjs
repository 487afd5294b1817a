import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { credentials, EVERYWHERE, REGION, TIMESTAMP } from "./job.mjs";
import { bodyOf } from "./tc3.mjs";

/** @typedef {import("./job.mjs").Contender} Contender */

const HOST = `ec2.${REGION}.amazonaws.com`;

/** @type {Contender[]} */
export const contenders = [
  {
    name: "@smithy/signature-v4, cached key",
    runsIn: EVERYWHERE,
    signs: "AWS SigV4",
    prepare({ given }) {
      const signer = new SignatureV4({
        service: "ec2",
        region: REGION,
        sha256: Sha256,
        credentials: { accessKeyId: credentials.secretId, secretAccessKey: credentials.secretKey },
      });
      const signingDate = new Date(TIMESTAMP * 1000);
      return () =>
        signer.sign(
          {
            method: "POST",
            protocol: "https:",
            hostname: HOST,
            path: "/",
            query: {},
            headers: { host: HOST, "content-type": "application/json" },
            body: bodyOf(given),
          },
          { signingDate },
        );
    },
  },
];
