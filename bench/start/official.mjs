import cvm from "tencentcloud-sdk-nodejs-cvm";
import { authorizationOf, credentials, payloadOf, REGION } from "../contenders/job.mjs";
import { contenders } from "../contenders/official.mjs";

// The client is made as its users do; what it would sign with is called by hand, because it signs only what it sends.
new cvm.cvm.v20170312.Client({ credential: credentials, region: REGION });
const run = await contenders[0]?.prepare(payloadOf("1 id, object"));
if (!run || !authorizationOf(await run())) throw new Error("nothing was signed");
console.log(JSON.stringify(process.cpuUsage()));
