import { readFile } from "node:fs/promises";
import { explainSignature } from "../../sign.js";
import { connect } from "../connection/connection.js";
import { EXIT, usage } from "../exit.js";
import { failureOf } from "../failure.js";
import { json } from "../output/json.js";
import { printable } from "../output/printable.js";
import { formatOf } from "../output/rows.js";
import { signing } from "./sign.js";

/** @typedef {import("../invocation.js").Invocation} Invocation */
/** @typedef {import("../../diagnose.js").SignatureDiagnosis} Diagnosis */
/** @typedef {import("../../diagnose.js").DiagnosisCredentials} Known */
/** @typedef {import("../exit.js").Text} Text */

/** `explain`. Nothing is sent but what a role's keys need. @param {Invocation} invocation */
export async function explain(invocation) {
  const { against } = invocation.values;
  return against === undefined ? steps(invocation) : compare(invocation, against);
}

/** @type {Array<[member: keyof ReturnType<typeof explainSignature>, title: Text]>} */
const STEPS = [
  ["payloadHash", { en: "SHA-256 of the payload", zh: "请求体的 SHA-256" }],
  ["canonicalRequest", { en: "canonical request", zh: "规范请求串（CanonicalRequest）" }],
  ["canonicalRequestHash", { en: "its SHA-256", zh: "规范请求串的 SHA-256" }],
  ["credentialScope", { en: "credential scope", zh: "凭证范围（CredentialScope）" }],
  ["stringToSign", { en: "string to sign", zh: "待签名字符串（StringToSign）" }],
  ["signature", { en: "signature", zh: "签名（Signature）" }],
  ["authorization", { en: "Authorization", zh: "Authorization" }],
];

/** @param {Invocation} invocation */
async function steps(invocation) {
  const explained = explainSignature(...(await signing(invocation, await connect(invocation))));
  const { say, print, paintData } = invocation;
  if (formatOf(invocation, "table") !== "table") {
    await print(json(explained, 2));
    return EXIT.ok;
  }
  const parts = STEPS.map(
    ([member, title]) => `${paintData("bold", say(title))}\n${indented(String(explained[member]))}`,
  );
  await print(parts.join("\n\n"));
  return EXIT.ok;
}

/** @param {string} text */
const indented = (text) => printable(text, { lines: true }).replace(/^/gm, "  ");

/** @param {Invocation} invocation @param {string} against */
async function compare(invocation, against) {
  if (against === "-" && invocation.args[2] === "-") {
    throw usage(
      "Standard input can be the request or its parameters, not both: give one as a file.",
      "标准输入不能同时作为请求和参数：请将其中之一写成文件。",
    );
  }
  const received = await read(invocation, against);
  const { known, request } = await meant(invocation);
  const { timestamp, method } = invocation.values;
  const { diagnoseSignature } = await import("../../diagnose.js");
  const diagnosis = diagnoseSignature(received, known, {
    language: invocation.language,
    ...(request !== undefined && { request: { ...request, ...(method && { method }) } }),
    ...(timestamp !== undefined && { receivedAtMs: timestamp * 1_000 }),
  });
  if (formatOf(invocation, "table") === "table") await invocation.print(report(invocation, diagnosis));
  else await invocation.print(json(diagnosis, 2));
  return EXIT.ok;
}

/** @param {Invocation} invocation @param {string} place @returns {Promise<Uint8Array>} */
async function read({ io }, place) {
  try {
    if (place !== "-") return await readFile(place);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw usage(`--against: ${place} cannot be read (${code}).`, `--against：无法读取 ${place}（${code}）。`);
  }
  const chunks = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/**
 * The key that should have signed, and the request that was meant. Without a key what shows by its form is still found.
 * @param {Invocation} invocation
 * @returns {Promise<{known: Known, request?: Partial<import("../../index.js").ApiRequest>}>}
 */
async function meant(invocation) {
  const { args, values, warn, say } = invocation;
  try {
    const connection = await connect(invocation);
    if (args.length > 0) {
      const [request, pair] = await signing(invocation, connection);
      const { service, action, version } = request;
      const named = {
        service,
        action,
        version,
        ...(args.length > 2 && { payload: /** @type {string} */ (request.payload) }),
        ...(values.region !== undefined && request.region !== undefined && { region: request.region }),
      };
      return { known: pair, request: named };
    }
    const { credentials } = connection.options("cvm");
    return { known: typeof credentials === "function" ? await credentials() : credentials };
  } catch (error) {
    const { status, text } = failureOf(error);
    if (status !== EXIT.notAttempted) throw error;
    warn(say(text));
    warn(
      say({
        en: "Without the key only what shows by its form is found.",
        zh: "没有密钥时，只能找出从形式上可见的问题。",
      }),
    );
    return { known: {} };
  }
}

/** @type {Record<Diagnosis["verdict"], Text>} */
const VERDICTS = {
  valid: { en: "The signature is right.", zh: "签名正确。" },
  explained: { en: "The cause is known:", zh: "已找到原因：" },
  unexplained: {
    en: "The signature is wrong, and no mistake that was tried gives it. The parts that differ are below.",
    zh: "签名不正确，所尝试的错误方式都不能得到该签名。不同之处见下。",
  },
  undecided: {
    en: "It cannot be told whether the signature is right: the key or a part of the request is not known.",
    zh: "无法判断签名是否正确：密钥或请求的一部分未知。",
  },
};
/** @type {Record<string, Text>} */
const CERTAINTIES = {
  proved: { en: "proved", zh: "已证实" },
  seen: { en: "seen", zh: "可见" },
  possible: { en: "possible", zh: "可能" },
};
/** @type {Record<string, Text>} */
const STATES = {
  same: { en: "same", zh: "相同" },
  differs: { en: "differs", zh: "不同" },
  unknown: { en: "not known", zh: "未知" },
};

/** @param {Invocation} invocation @param {Diagnosis} diagnosis */
function report({ say, paintData }, { verdict, causes, parts }) {
  const causesText = causes.flatMap(({ code, certainty, message, remedy, signed, received }) => [
    `${paintData("bold", code)} (${say(CERTAINTIES[certainty] ?? { en: certainty, zh: certainty })}): ${printable(message)}`,
    `  ${printable(remedy)}`,
    ...sides(say, { signed, received }),
  ]);
  const partsText = parts.flatMap(({ part, state, signed, received }) => [
    `${state === "same" ? "✓" : state === "differs" ? "✗" : "–"} ${part}: ${say(STATES[state] ?? { en: state, zh: state })}`,
    ...(state === "differs" ? sides(say, { signed, received }) : []),
  ]);
  return [say(VERDICTS[verdict]), ...causesText, "", ...partsText].join("\n");
}

/** @param {Invocation["say"]} say @param {{signed?: string | undefined, received?: string | undefined}} values */
const sides = (say, { signed, received }) => [
  ...(signed === undefined ? [] : [`  ${say({ en: "signed  ", zh: "签名时" })} ${oneLine(signed)}`]),
  ...(received === undefined ? [] : [`  ${say({ en: "received", zh: "收到时" })} ${oneLine(received)}`]),
];

/** @param {string} text */
const oneLine = (text) => printable(JSON.stringify(text));
