import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import * as v1 from "tencentcloud-edge/v1";
import { asEntry, differences, isForPackage, isV1 } from "../support/vectors.mjs";
import { readVectors } from "./support.mjs";

const VECTORS = readVectors();
const CLASSES = new Set(VECTORS.map(({ file }) => file));

test("there are at least 240 vectors in at least 14 classes, and all but two are for the package", () => {
  assert.ok(VECTORS.length >= 240 && CLASSES.size >= 14, `${VECTORS.length} in ${CLASSES.size}`);
  assert.ok(VECTORS.filter(isForPackage).length >= VECTORS.length - 4);
});

for (const [entry, signer] of Object.entries({ main, sign: alone, v1: asEntry(v1) })) {
  for (const name of CLASSES) {
    describe(`${entry}: ${name}`, () => {
      for (const vector of VECTORS.filter(({ file }) => file === name)) {
        if (!isForPackage(vector) || (entry === "v1") !== isV1(vector)) continue;
        test(`${vector.name}, step by step`, () => assert.deepEqual(differences(signer, vector), []));
      }
    });
  }
}
