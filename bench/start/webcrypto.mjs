import { authorizationOf, payloadOf } from "../contenders/job.mjs";
import { contenders } from "../contenders/webcrypto.mjs";

const run = await contenders[0]?.prepare(payloadOf("1 id, object"));
if (!run || !authorizationOf(await run())) throw new Error("nothing was signed");
console.log(JSON.stringify(process.cpuUsage()));
