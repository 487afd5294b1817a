import { demoCredentials } from "../../pkg/emulator.js";
import { startInstances } from "../../pkg/index.js";

const [endpoint, region = "", ids = "[]"] = process.argv.slice(2);
try {
  const { ok, instances } = await startInstances(JSON.parse(ids), {
    endpoint,
    region,
    credentials: demoCredentials,
  });
  const bad = instances.filter(({ outcome }) => outcome !== "done" && outcome !== "already");
  console.log(
    JSON.stringify({ says: ok ? "done" : `${bad.length} ${bad[0]?.outcome}: ${bad[0]?.error?.code}` }),
  );
} catch (error) {
  console.log(JSON.stringify({ says: /** @type {{code?: string}} */ (error).code }));
}
