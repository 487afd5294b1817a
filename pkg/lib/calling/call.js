import { object, read } from "../core/check.js";
import { aborted, fromWasm } from "../core/errors.js";
import { pack } from "../core/fields.js";
import { parseJson } from "../core/json.js";
import { outline, readPayload, texts } from "../signing/request.js";
import { createHost } from "./host.js";
import { prepare } from "./large.js";
import { onAbort, readCalling } from "./options.js";

/** @typedef {import("./host.js").ClientModule} ClientModule */

/**
 * `call` over a wasm module.
 * @param {ClientModule} wasm
 * @param {ReturnType<typeof import("./paces.js").createPaceBook>} paces
 * @param {import("./operations.js").Operations} operations
 * @returns {typeof import("../../index.js").call}
 */
export function caller(wasm, paces, operations) {
  return async function call(request, options) {
    const calling = readCalling(options);
    const { region, endpoint, language, timeoutMs, signal, retry, pace } = calling;
    const { found, content } = read("request", () => {
      const asked = { ...object("request", request) };
      const merged = {
        ...asked,
        region: asked.region ?? region,
        endpoint: asked.endpoint ?? endpoint,
        language: asked.language ?? language,
      };
      const outlined = outline(/** @type {any} */ (merged), {});
      return { found: outlined, content: readPayload(outlined.method, asked.payload) };
    });
    const { action } = found;
    const host = createHost(wasm, calling, {
      operations,
      longestMs: longestOf(calling),
      paceOf(name, account) {
        const rate = wasm.planned_rate(name);
        if (rate === 0) return undefined;
        return pace !== undefined && wasm.is_acting(name)
          ? pace
          : paces.of(account, found.region ?? "", name, rate);
      },
    });
    let run;
    let calm = () => {};
    try {
      const line = new wasm.CallRun(host, pack([found.endpoint, undefined, undefined, String(timeoutMs)]));
      run = line;
      const left = /** @type {Promise<never>} */ (
        new Promise((_, reject) => {
          calm = onAbort(signal, () => {
            line.abort();
            reject(aborted("the call was aborted"));
          });
        })
      );
      host.holds(line, calm);
      const { attempts, baseMs, maxMs } = retry === false ? { attempts: 0, baseMs: 0, maxMs: 0 } : retry;
      const { body, hash } = await Promise.race([prepare(content), left]);
      const text = typeof body === "string" ? body : undefined;
      const packed = pack([text, hash, ...texts(found, content.query, undefined)]);
      const done = line.run(packed, body, hash !== undefined, attempts, baseMs, maxMs);
      return parseJson(await Promise.race([done, left])).Response;
    } catch (thrown) {
      throw fromWasm(thrown, { action, cause: host.causeOf() });
    } finally {
      calm();
      host.end();
      run?.free();
    }
  };
}

/** A request that is refused for its rate is sent again this often at most (src/drive/call.rs). */
const MOST_THROTTLES = 12;
/** What a wait may be beyond the longest one asked for. */
const EXTRA_WAIT_MS = 6_000;

/**
 * How long a call may take at most: each attempt its timeout, after a corrected clock or with another key once more, and the
 * waits in between.
 * @param {import("./options.js").Calling} calling
 */
function longestOf({ timeoutMs, retry }) {
  if (retry === false) return 2 * timeoutMs;
  return (retry.attempts + MOST_THROTTLES) * (2 * timeoutMs + retry.maxMs + EXTRA_WAIT_MS);
}
