import sdk from "tencentcloud-sdk-nodejs-cvm";
import { demoCredentials } from "../../pkg/emulator.js";

const [endpoint = "", region, ids = "[]"] = process.argv.slice(2);
const { host } = new URL(endpoint);
const client = new sdk.cvm.v20170312.Client({
  credential: demoCredentials,
  region,
  profile: { httpProfile: { endpoint: host, protocol: "http://", reqTimeout: 10 } },
});
try {
  await client.StartInstances({ InstanceIds: JSON.parse(ids) });
  console.log(JSON.stringify({ says: "taken" }));
} catch (error) {
  const { code, name, message } = /** @type {Error & {code?: string}} */ (error);
  console.log(
    JSON.stringify({ says: code || `${name}: ${message.replace(/http:\S+/, "URL")}`.slice(0, 60) }),
  );
}
process.exit();
