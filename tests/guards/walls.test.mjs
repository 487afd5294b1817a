import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { paths } from "../../scripts/lib/paths.mjs";
import { COMPATIBILITY_DATE } from "../../scripts/lib/workerd-config.mjs";

/** The only Rust of the client crate that may know JavaScript. */
const DOORS = /^(drive|wasm)(\.rs$|\/)/;
const OUTSIDE = /\b(js_sys|web_sys|wasm_bindgen|gloo_\w+|std::time|SystemTime|Instant::now)\b/;

test("the dashboard's main bundle holds no signer", () => {
  const bundle = readFileSync(`${paths.www}/main.js`, "utf8");
  for (const trace of ["tc3_request", "WebAssembly", "TC3-HMAC-SHA256"]) {
    assert.ok(
      !bundle.includes(trace),
      `build/www/main.js contains "${trace}": load the signer on demand, with import()`,
    );
  }
});

test("the core knows no JavaScript and no clock", () => {
  const files = readdirSync(`${paths.root}/src`, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".rs") && !DOORS.test(file));
  assert.ok(files.length > 0, "src/ holds no Rust outside the doors");
  const found = files.flatMap((file) =>
    readFileSync(`${paths.root}/src/${file}`, "utf8")
      .split("\n")
      .flatMap((line, index) => {
        const name = OUTSIDE.exec(line.replace(/\/\/.*/, ""))?.[0];
        return name === undefined ? [] : [`src/${file}:${index + 1} uses ${name}`];
      }),
  );
  assert.deepEqual(
    found,
    [],
    "Move it to src/drive or src/wasm; time and randomness are arguments of the core",
  );
});

test("the package has no dependencies", () => {
  const { dependencies, optionalDependencies, peerDependencies } = readPackage();
  assert.deepEqual([dependencies, optionalDependencies, peerDependencies], [undefined, undefined, undefined]);
});

test("development and deployment ask for the same workerd", () => {
  const date = /"compatibility_date":\s*"([^"]+)"/.exec(
    readFileSync(`${paths.root}/worker/wrangler.jsonc`, "utf8"),
  )?.[1];
  assert.equal(
    date,
    COMPATIBILITY_DATE,
    "worker/wrangler.jsonc and scripts/lib/workerd-config.mjs name different dates",
  );
});

test("the generator is of the version of the crate it reads", () => {
  const version = (/** @type {string} */ folder, /** @type {string} */ crate) =>
    new RegExp(`name = "${crate}"\\r?\\nversion = "([^"]+)"`).exec(
      readFileSync(`${paths.root}/${folder}/Cargo.lock`, "utf8"),
    )?.[1];
  assert.equal(
    version("scripts/bindgen", "wasm-bindgen-cli-support"),
    version(".", "wasm-bindgen"),
    "change the version in scripts/bindgen/Cargo.toml, then run `cargo update` there",
  );
});

function readPackage() {
  return JSON.parse(readFileSync(`${paths.root}/package.json`, "utf8"));
}
