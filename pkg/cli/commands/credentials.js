import { connect } from "../connection/connection.js";
import { EXIT } from "../exit.js";
import { formatOf, printRows } from "../output/rows.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../exit.js").Text} Text */

/** In the order in which they are asked, with what makes each there. @type {Array<{source: string, needs: string}>} */
const SOURCES = [
  { source: "environment", needs: "TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY" },
  { source: "profile", needs: "~/.tencentcloud/credentials, ~/.tccli/NAME.credential" },
  {
    source: "web-identity",
    needs: "TENCENTCLOUD_ROLE_ARN, TENCENTCLOUD_WEB_IDENTITY_TOKEN_FILE, TENCENTCLOUD_PROVIDER_ID",
  },
  { source: "instance-role", needs: "--role, TENCENTCLOUD_INSTANCE_ROLE" },
];
/** So much of an id says which it is, and opens nothing. */
const SHOWN = 4;

/** `credentials`. @param {Invocation} invocation */
export async function credentials(invocation) {
  const { say, values } = invocation;
  const connection = await connect(invocation);
  const { found } = connection;
  const source = connection.options("cvm").credentials;
  const pair = typeof source === "function" ? await source() : source;
  const winner = SOURCES.findIndex(({ source }) => source === found.source);
  const rows = SOURCES.map(({ source, needs }, at) => ({
    Order: at + 1,
    Source: source,
    State: say(stateOf(at, winner)),
    From: at === winner ? found.from : needs,
    SecretId: at === winner && values["assume-role"] === undefined ? shown(pair.secretId) : null,
    Region: at === winner ? (connection.region ?? null) : null,
  }));
  await printRows(invocation, rows, {
    format: formatOf(invocation, "json"),
    columns: ["Order", "Source", "State", "From", "SecretId", "Region"],
    id: "Source",
  });
  if (values["assume-role"] !== undefined) {
    const id = shown(pair.secretId);
    invocation.tell(
      say({
        en: `With these, ${values["assume-role"]} was assumed: temporary keys ${id}.`,
        zh: `已用上述凭证扮演 ${values["assume-role"]}：临时密钥 ${id}。`,
      }),
    );
  }
  return EXIT.ok;
}

/** @param {number} at @param {number} winner @returns {Text} */
function stateOf(at, winner) {
  if (at === winner) return { en: "used: the first that is there", zh: "使用：第一个存在的来源" };
  if (at < winner) return { en: "not there", zh: "不存在" };
  return { en: "not looked at: one before it is there", zh: "未查看：前面已有可用来源" };
}

/** @param {string} id */
const shown = (id) => `${id.slice(0, SHOWN)}…`;
