import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "../../scripts/metadata/document.mjs";
import { factsOf } from "../../scripts/metadata/facts.mjs";

/** @typedef {import("../../scripts/metadata/facts.mjs").Facts} Facts */
/** @typedef {"string" | "integer" | "boolean" | "string[]" | "Filter[]"} Type */

/** Documentation in the vendor's forms, of things that do not exist. @type {Array<[Type, string, Facts]>} */
const CASES = [
  [
    "string",
    "茶的温度。取值范围：<br><li>HOT：热</li><li>COLD：冷</li>默认取值：HOT。",
    { values: ["HOT", "COLD"], default: "HOT" },
  ],
  ["string", "支持取值：\n\n- `TEA2.0`：茶\n- `SOUP`：汤", { values: ["TEA2.0", "SOUP"] }],
  ["string", "茶的种类，取值范围：OOLONG：乌龙，PUER：普洱，不传时随机。", { values: ["OOLONG", "PUER"] }],
  ["string", "取值为oolong, puer。", { values: ["oolong", "puer"] }],
  ["string", "取值范围：true或false，默认取值为false。", { values: ["true", "false"], default: "false" }],
  [
    "string",
    "续杯标识。取值范围：<li>YES：续</li><li>NO：不续</li><li>注意：冷茶为null</li>",
    { values: ["YES", "NO"] },
  ],
  ["string", "杯的类型：<li>必须洗净。</li><li>GLASS：玻璃</li>", {}],
  ["string", "返回项：BREWING (在泡) | READY (泡好)。", { values: ["BREWING", "READY"] }],
  ["string", "茶的操作。<br><li>BREW：泡</li><li>POUR：倒</li>", { values: ["BREW", "POUR"] }],
  ["string", "名称分别为cup_3，cup_4。", {}],
  ["string", "名称。最多支持60个字符。", { mostLength: 60 }],
  ["string", "名称，长度为2~128个字符。", { leastLength: 2, mostLength: 128 }],
  ["string", "大杯长度为[2, 15]，小杯长度为[2, 60]。", {}],
  ["string", "默认为：'BLACK'。", { default: "BLACK" }],
  ["string", "默认值：Green Tea", {}],
  ["integer", "杯数，默认为20，最大值为100。", { most: 100, default: 20 }],
  ["integer", "杯数。取值范围：[1，500]。默认取值：1。", { least: 1, most: 500, default: 1 }],
  ["integer", "取值范围：1, 2, 3, 12。", { values: [1, 2, 3, 12] }],
  ["integer", "温度，默认值：0Mbps。", {}],
  [
    "boolean",
    "是否加糖。取值范围：<li>true：加</li><li>false：不加</li>默认取值：FALSE。",
    { default: false },
  ],
  ["string[]", "杯ID。每次请求的杯的上限为100。", { mostItems: 100 }],
  ["string[]", "壶ID，仅支持指定一个。", { mostItems: 1 }],
  ["string[]", "杯ID。", {}],
  [
    "Filter[]",
    "<li><strong>size</strong></li><p>按照【<strong>大小</strong>】过滤。</p><li><strong>tag:tag-key</strong></li>每次请求的`Filters`的上限为10，`Filter.Values`的上限为5。",
    { filters: ["size", "tag:tag-key"], mostItems: 10, mostFilterValues: 5 },
  ],
];

for (const [type, document, facts] of CASES) {
  test(`${type}: ${plain(document).replaceAll("\n", " ")}`, () => {
    const list = type.endsWith("[]");
    const kind = type === "Filter[]" ? "object" : /** @type {"string"} */ (type.replace("[]", ""));
    assert.deepEqual(factsOf(document, { name: list ? "Filters" : "Field", kind, list }), facts);
  });
}
