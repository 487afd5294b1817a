import { readFileSync, statSync } from "node:fs";
import { UsageError } from "../usage-error.js";

const NAME_AND_VALUE = /^(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/;

/**
 * Reads a file of settings, one NAME=VALUE a line.
 * @param {string} file
 * @param {string} option that named it, for errors
 * @returns {{variables: Record<string, string>, warning?: string}} `warning` where others can read it
 * @throws {UsageError} naming the file, and the line, never what stands there
 */
export function readEnvFile(file, option) {
  let text = "";
  let mode = 0;
  try {
    text = readFileSync(file, "utf8");
    mode = statSync(file).mode;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    const hint =
      code === "ENOENT"
        ? "; it holds one NAME=VALUE a line, as deploy/gateway.env.example of the package shows"
        : "";
    throw new UsageError(`${option}: ${file} cannot be read (${code})${hint}.`);
  }
  const variables = parseEnvFile(text, file);
  if (process.platform === "win32" || (mode & 0o077) === 0) return { variables };
  return { variables, warning: `Other users can read ${file}: \`chmod 600 ${file}\` changes that.` };
}

/**
 * As systemd and Docker read such a file: a `#` begins a comment at the beginning of a line only, because values hold it too
 * (which is why it is not `util.parseEnv`). Quotation marks round a value are taken off, as systemd does.
 * @param {string} text
 * @param {string} file for errors
 * @returns {Record<string, string>}
 * @throws {UsageError}
 */
export function parseEnvFile(text, file) {
  /** @type {Record<string, string>} */
  const variables = {};
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? "").trim();
    if (line === "" || line.startsWith("#")) continue;
    const [, name, given = ""] = NAME_AND_VALUE.exec(line) ?? [];
    if (name === undefined) {
      throw new UsageError(`${file}, line ${at + 1}: it is neither NAME=VALUE nor a comment (# ...).`);
    }
    let value = given.trim();
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote !== undefined) {
      const began = at;
      while (value.length === 1 || !value.trimEnd().endsWith(quote)) {
        at++;
        if (at >= lines.length) {
          throw new UsageError(`${file}, line ${began + 1}: the value's quotation mark is not closed.`);
        }
        value += `\n${lines[at]}`;
      }
      value = value.trimEnd().slice(1, -1);
    }
    variables[name] = value;
  }
  return variables;
}
