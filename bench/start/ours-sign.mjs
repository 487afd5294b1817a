import { signRequest } from "../../pkg/dist/sign.entry.js";
import { credentials, request, TIMESTAMP } from "../contenders/job.mjs";

const payload = { InstanceIds: ["ins-00000000"] };
const { headers } = signRequest({ ...request, payload }, credentials, { timestamp: TIMESTAMP });
if (!headers.authorization) throw new Error("nothing was signed");
console.log(JSON.stringify(process.cpuUsage()));
