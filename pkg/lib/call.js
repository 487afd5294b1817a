import { object, read } from "./check.js";
import { aborted, fromWasm } from "./errors.js";
import { pack } from "./fields.js";
import { createHost } from "./host.js";
import { parseJson } from "./json.js";
import { prepare } from "./large.js";
import { onAbort, readCalling } from "./options.js";
import { outline, readPayload, texts } from "./request.js";

/** @typedef {import("./host.js").ClientModule} ClientModule */

/**
 * `call` over a wasm module.
 * @param {ClientModule} wasm
 * @param {ReturnType<typeof import("./paces.js").createPaceBook>} paces
 * @returns {typeof import("../index.js").call}
 */
export function caller(wasm, paces) {
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
      const { attempts, baseMs, maxMs } = retry === false ? { attempts: 0, baseMs: 0, maxMs: 0 } : retry;
      const { body, hash } = await Promise.race([prepare(content), left]);
      const text = typeof body === "string" ? body : undefined;
      const packed = pack([text, hash, ...texts(found, content.query, undefined)]);
      const done = line
        .run(packed, body, hash !== undefined, attempts, baseMs, maxMs)
        .finally(() => host.end());
      return parseJson(await Promise.race([done, left])).Response;
    } catch (thrown) {
      throw fromWasm(thrown, { action, cause: host.causeOf() });
    } finally {
      calm();
      run?.free();
    }
  };
}
