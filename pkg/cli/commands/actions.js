import { CODES } from "../../lib/model.gen.js";
import { actionsOf, cvm, index } from "../catalogue/catalogue.js";
import { EXIT, usage } from "../exit.js";
import { inLanguage } from "../language.js";
import { cell } from "../output/columns.js";
import { json } from "../output/json.js";
import { formatOf, printRows } from "../output/rows.js";
import { table } from "../output/table.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../catalogue/catalogue.js").Field} Field */
/** @typedef {import("../catalogue/catalogue.js").ServiceFacts} ServiceFacts */

/** `actions`. @param {Invocation} invocation */
export async function actions(invocation) {
  const { args, values } = invocation;
  const text = args.join(" ");
  if (values.service !== undefined && values.service !== "cvm")
    return elsewhere(invocation, values.service, text);
  const facts = cvm();
  const name = Object.keys(facts.actions).find((action) => action.toLowerCase() === text.toLowerCase());
  return name === undefined ? found(invocation, facts, text) : one(invocation, facts, name);
}

/**
 * All words must stand in the name or in a summary.
 * @param {Invocation} invocation
 * @param {ServiceFacts} facts
 * @param {string} text
 */
async function found(invocation, facts, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = Object.entries(facts.actions)
    .filter(([name, { en, zh }]) => words.every((word) => `${name} ${en} ${zh}`.toLowerCase().includes(word)))
    .map(([Action, about]) => ({ Action, About: inLanguage(about, invocation.language), Page: about.page }))
    .sort((one, other) => rank(one.Action, words) - rank(other.Action, words));
  if (rows.length === 0) {
    throw usage(
      `No action of CVM has "${text}" in its name or summary. \`tencentcloud-edge actions --service all ${text}\` looks through all products.`,
      `CVM 没有名称或说明包含“${text}”的接口。\`tencentcloud-edge actions --service all ${text}\` 可搜索全部产品。`,
    );
  }
  await printRows(invocation, rows, {
    format: formatOf(invocation, "json"),
    columns: ["Action", "About"],
    id: "Action",
  });
  return EXIT.ok;
}

/** Those that are called so come first. @param {string} name @param {string[]} words */
function rank(name, words) {
  const text = name.toLowerCase();
  if (words.some((word) => text.startsWith(word))) return 0;
  return words.some((word) => text.includes(word)) ? 1 : 2;
}

/** Other products, by name alone. @param {Invocation} invocation @param {string} service @param {string} text */
async function elsewhere(invocation, service, text) {
  const all = index();
  if (service !== "all" && !Object.hasOwn(all, service)) {
    throw usage(
      `There is no product ${service}: \`tencentcloud-edge actions --service all\` lists all.`,
      `没有产品 ${service}：\`tencentcloud-edge actions --service all\` 列出全部产品。`,
    );
  }
  const services = service === "all" ? Object.keys(all) : [service];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = services
    .flatMap((name) =>
      actionsOf(all, name).map(({ version, action }) => ({
        Service: name,
        Version: version,
        Action: action,
      })),
    )
    .filter(({ Action }) => words.every((word) => Action.toLowerCase().includes(word)));
  await printRows(invocation, rows, {
    format: formatOf(invocation, "json"),
    columns: ["Service", "Version", "Action"],
    id: "Action",
  });
  return EXIT.ok;
}

/** @param {Invocation} invocation @param {ServiceFacts} facts @param {string} name */
async function one(invocation, facts, name) {
  const action = facts.actions[name];
  if (action === undefined) return EXIT.unexpected;
  const codes = Object.entries(CODES)
    .filter(([, row]) => /** @type {string[]} */ (row.actions).includes(name))
    .map(([code]) => code);
  if (formatOf(invocation, "json") !== "table") {
    await invocation.print(
      json({ action: name, service: facts.service, version: facts.version, ...action, codes }, 2),
    );
    return EXIT.ok;
  }
  const { say, io, language } = invocation;
  const width = io.stdout.columns ?? Number.POSITIVE_INFINITY;
  const headers = [
    say({ en: "Parameter", zh: "参数" }),
    say({ en: "Type", zh: "类型" }),
    say({ en: "Limits", zh: "限制" }),
  ];
  const rows = flattened(facts, action.request).map(({ path, field }) => [
    path,
    typeOf(field),
    limitsOf(field, say),
  ]);
  const errors =
    codes.length > 0
      ? `${say({ en: "Error codes", zh: "错误码" })}: ${codes.join(", ")}`
      : say({
          en: "Error codes: which of CVM's codes it has is on its page only.",
          zh: "错误码：该接口的错误码请见其文档页面。",
        });
  const parts = [
    `${name}  ${facts.service} ${facts.version}`,
    `${inLanguage(action, language)}\n${action.page}`,
    rows.length === 0
      ? say({ en: "It takes no parameters.", zh: "没有参数。" })
      : table(headers, rows, width),
    errors,
  ];
  await invocation.print(parts.join("\n\n"));
  return EXIT.ok;
}

/**
 * The fields, with those of the objects below them.
 * @param {ServiceFacts} facts
 * @param {Field[]} fields
 * @param {string} [prefix]
 * @param {string[]} [above] objects this one is in, which may hold themselves
 * @returns {Array<{path: string, field: Field}>}
 */
const flattened = (facts, fields, prefix = "", above = []) =>
  fields.flatMap((field) => {
    const path = `${prefix}${field.name}${field.list ? "[]" : ""}`;
    const inner = above.includes(field.type) ? undefined : facts.objects[field.type];
    const below = inner === undefined ? [] : flattened(facts, inner, `${path}.`, [...above, field.type]);
    return [{ path, field }, ...below];
  });

/** @param {Field} field */
const typeOf = ({ type, list }) => (list ? `${type}[]` : type);

/** @param {Field} field @param {Invocation["say"]} say */
function limitsOf(field, say) {
  /** @type {Array<[keyof Field, string, string]>} */
  const named = [
    ["least", "at least", "最小"],
    ["most", "at most", "最大"],
    ["mostItems", "items at most", "最多个数"],
    ["mostLength", "characters at most", "最长字符数"],
    ["default", "default", "默认"],
  ];
  const parts = [
    field.required ? say({ en: "required", zh: "必填" }) : "",
    field.values === undefined ? "" : field.values.join(" | "),
    ...named.map(([key, en, zh]) =>
      field[key] === undefined ? "" : `${say({ en, zh })} ${cell(field[key])}`,
    ),
  ];
  return parts.filter((part) => part !== "").join("; ");
}
