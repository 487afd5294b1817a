import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import * as v1 from "tencentcloud-edge/v1";
import { isOurs } from "./ours.mjs";

/**
 * A place for a hostile value: a function called with it, everything else being good.
 * @typedef {{name: string, call: (value: any) => unknown}} Place
 */

const NOW = 1_764_000_000_000;
const IDS = ["ins-11112222", "ins-33334444", "ins-55556666"];
const CREDENTIALS = { secretId: "AKIDEXAMPLE", secretKey: "a-key-that-must-not-be-seen", token: "a-token" };
const REQUEST = {
  service: "cvm",
  version: "2017-03-12",
  action: "StartInstances",
  region: "ap-guangzhou",
  method: /** @type {const} */ ("POST"),
  payload: { InstanceIds: IDS },
  endpoint: "https://cvm.tencentcloudapi.com",
  language: /** @type {const} */ ("en-US"),
  headers: { "x-own": "1" },
};
const OPTIONS = {
  algorithm: /** @type {const} */ ("TC3-HMAC-SHA256"),
  timestamp: 1_764_000_000,
  signedHeaders: ["content-type", "host"],
  contentType: "application/json",
  unsignedPayload: false,
};
const JOB = {
  ...{ region: "ap-guangzhou", nowMs: NOW, seed: 1, wait: true, deadlineMs: 60_000, settleMs: 20_000 },
  ...{
    timeoutMs: 10_000,
    retry: { attempts: 3, baseMs: 50, maxMs: 20_000 },
    pace: /** @type {const} */ ("job"),
  },
  ...{ perSecond: 10, stopType: "SOFT", stoppedMode: "KEEP_CHARGING" },
};
/** What a driver may be given for a reply. */
const REPLY = { retryAfter: "2", date: "Wed, 25 Nov 2026 00:00:00 GMT" };

/** @type {Place[]} */
const signing = Object.entries({ main, alone }).flatMap(([entry, package_]) => {
  const { signRequest, explainSignature, createSigner } = package_;
  const signer = createSigner(CREDENTIALS);
  const GET = { ...REQUEST, method: /** @type {const} */ ("GET") };
  return [
    ...everyArgument(`${entry} signRequest`, signRequest, [REQUEST, CREDENTIALS, OPTIONS]),
    ...everyArgument(`${entry} signRequest GET`, signRequest, [GET, CREDENTIALS, OPTIONS], [0]),
    ...everyArgument(`${entry} explainSignature`, explainSignature, [REQUEST, CREDENTIALS, OPTIONS]),
    ...everyArgument(`${entry} sign`, signer.sign, [REQUEST, OPTIONS]),
    ...everyArgument(`${entry} createSigner`, (given) => createSigner(given).free(), [CREDENTIALS]),
    place(`${entry} sign, a parameter`, (value) => signer.sign({ ...GET, payload: { a: [value] } }, OPTIONS)),
    place(`${entry} sign, a header's value`, (value) =>
      signer.sign({ ...REQUEST, headers: { a: value } }, OPTIONS),
    ),
    place(`${entry} sign, a header's name`, (value) =>
      signer.sign({ ...REQUEST, headers: { [typeof value === "string" ? value : "a"]: "1" } }, OPTIONS),
    ),
    place(`${entry} sign, a signed header`, (value) =>
      signer.sign(REQUEST, { ...OPTIONS, signedHeaders: ["content-type", "host", value] }),
    ),
    place(`${entry} sign after free`, (value) => {
      const freed = createSigner(CREDENTIALS);
      freed.free();
      freed.sign(value, value);
    }),
  ];
});

const V1 = { algorithm: /** @type {const} */ ("HmacSHA1"), timestamp: 1_764_000_000, nonce: 7 };
/** @type {Place[]} */
const signingV1 = [
  ...everyArgument("signRequestV1", v1.signRequestV1, [REQUEST, CREDENTIALS, V1]),
  ...everyArgument("explainSignatureV1", v1.explainSignatureV1, [REQUEST, CREDENTIALS, V1]),
  place("signRequestV1, a parameter", (value) =>
    v1.signRequestV1({ ...REQUEST, payload: { a: [value] } }, CREDENTIALS, V1),
  ),
  ...everyArgument("createSignerV1", (given) => v1.createSignerV1(given).free(), [CREDENTIALS]),
];

const pace = main.createPace(5);
/** @type {Place[]} */
const pacing = [
  ...everyArgument("createPace", main.createPace, [10, pace.save()]),
  ...everyArgument("pace.take", pace.take, [NOW]),
  ...everyArgument("pace.freed", pace.freed, [0, NOW]),
  ...everyArgument("pace.throttled", pace.throttled, [NOW]),
  place("pace.save", () => pace.save()),
];

/** A job with a request under way. */
function job() {
  const made = main.createJob("StopInstances", IDS, JOB);
  made.next(NOW);
  return made;
}

/** @param {(job: import("tencentcloud-edge").FleetJob, ...values: any[]) => unknown} work */
const withJob =
  (work) =>
  (/** @type {any[]} */ ...values) => {
    const made = job();
    try {
      work(made, ...values);
      // Whatever was said to it, it goes on and can be shown and saved.
      made.next(NOW + 1);
      made.progress();
      main.restoreJob(made.save()).free();
    } finally {
      made.free();
    }
  };

/** @param {"next" | "sent" | "answered" | "lost" | "cancel"} name @param {readonly any[]} good */
const method = (name, good) =>
  everyArgument(
    `job.${name}`,
    withJob((it, ...given) => /** @type {any} */ (it)[name](...given)),
    good,
  );

/** @type {(...given: any[]) => import("tencentcloud-edge").FleetJob} */
const createAny = main.createJob;
const saved = job().save();
const rows = job().changes();
/** @param {any} it */
const restored = (it) => main.restoreJob(it).free();
/** @type {Place[]} */
const jobs = [
  ...everyArgument("createJob", (...given) => createAny(...given).free(), [
    /** @type {const} */ ("StopInstances"),
    IDS,
    JOB,
  ]),
  place("createJob, an id", (value) => main.createJob("StopInstances", [IDS[0], value], JOB).free()),
  ...method("next", [NOW]),
  ...method("sent", [1, NOW]),
  ...method("answered", [1, NOW, 200, "{}", REPLY]),
  ...method("lost", [1, NOW, "refused"]),
  ...method("cancel", [NOW]),
  place(
    "job.answered, what a reply says",
    withJob((it, value) => it.answered(1, NOW, 200, envelope(value))),
  ),
  place("job, after free", (value) => {
    const made = job();
    made.free();
    made.free();
    for (const call of /** @type {any[]} */ (Object.values(made).slice(0, -1)))
      if (!refused(() => call(value, NOW))) throw new Error("a freed job answered");
  }),
  place("restoreJob", restored),
  place("restoreJob, a cut text", (value) => restored(cut(saved, value))),
  place("restoreJob, a word of the text", (value) => eachWord(saved, value, restored)),
  place("restoreJob, a row", (value) => restored([...rows, value])),
  place("restoreJob, a row's value", (value) => restored(rows.map(([key]) => [key, value]))),
  place("restoreJob, a word of a row", (value) =>
    eachWord(rows[0]?.[1] ?? "", value, (text) => restored([["head", text], ...rows.slice(1)])),
  ),
];

/** Every exported function that runs at once, with a place for each argument and each member of one. */
export const places = [...signing, ...signingV1, ...pacing, ...jobs];

/** @param {string} name @param {(value: any) => unknown} call @returns {Place} */
function place(name, call) {
  return { name, call };
}

/**
 * @param {string} name
 * @param {(...args: any[]) => unknown} call
 * @param {readonly any[]} good
 * @param {number[]} [which] of the arguments
 * @returns {Place[]}
 */
function everyArgument(name, call, good, which = good.map((_, at) => at)) {
  return which.flatMap((at) => {
    const members = typeof good[at] === "object" && !Array.isArray(good[at]) ? Object.keys(good[at]) : [];
    const calledWith = (/** @type {unknown} */ value) =>
      call(...good.map((it, place) => (place === at ? value : it)));
    return [
      place(`${name}, argument ${at + 1}`, calledWith),
      ...members.flatMap((member) => [
        place(`${name}, ${member}`, (value) => calledWith({ ...good[at], [member]: value })),
        place(`${name}, ${member} by a getter`, (value) => calledWith(shifting(good[at], member, value))),
      ]),
    ];
  });
}

/** An object that answers well the first time and with `value` from then on. @param {object} good @param {string} member @param {unknown} value */
function shifting(good, member, value) {
  const members = /** @type {Record<string, unknown>} */ (good);
  let asked = 0;
  return Object.defineProperty({ ...good }, member, {
    get: () => (asked++ === 0 ? members[member] : value),
    enumerable: true,
  });
}

/** @param {unknown} value */
function envelope(value) {
  try {
    const said = JSON.stringify({ RequestId: value, Error: value, InstanceSet: [value], TotalCount: value });
    return `{"Response":${said}}`;
  } catch {
    return `{"Response":`;
  }
}

/** @param {string} text @param {unknown} value */
function cut(text, value) {
  return text.slice(0, typeof value === "number" ? Math.abs(value) % text.length : text.length / 2);
}

/**
 * A saved text with one word replaced, each in turn.
 * @param {string} text
 * @param {unknown} value
 * @param {(changed: string) => unknown} call
 */
function eachWord(text, value, call) {
  const written =
    typeof value === "string" || typeof value === "number" ? String(value).slice(0, 999) : "4294967295";
  const words = text.split(/([\t\n ])/);
  for (let at = 0; at < words.length; at += 2) refused(() => call(words.with(at, written).join("")));
}

/** Whether a call is refused, by an error of ours. @param {() => unknown} call */
function refused(call) {
  try {
    call();
    return false;
  } catch (thrown) {
    if (isOurs(thrown)) return true;
    throw thrown;
  }
}
