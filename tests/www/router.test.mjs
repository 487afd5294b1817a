import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { readAddress, writeAddress } = await load("app/router");

test("an address holds the token and the view; the address that is written back holds no token", () => {
  const address = readAddress(
    new URL("http://127.0.0.1:8787/?region=ap-seoul&state=stopped&q=web%201#token=abc"),
  );
  assert.deepEqual(address, { token: "abc", region: "ap-seoul", group: "stopped", text: "web 1" });
  assert.equal(writeAddress("/", address), "/?region=ap-seoul&state=stopped&q=web+1");
  assert.equal(readAddress(new URL("http://x/?state=nonsense")).group, "all");
  assert.equal(writeAddress("/", { region: null, group: "all", text: "" }), "/");
});
