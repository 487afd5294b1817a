import assert from "node:assert/strict";
import { test } from "node:test";
import { CIRCLES, CIRCLES_OF_TYPES, LONG_FUNCTIONS, LONGEST_FUNCTION } from "./exceptions.mjs";
import { circles, edgesWithin } from "./source/graph.mjs";
import { rustFunctions } from "./source/rust.mjs";
import { scripts } from "./source/scripts.mjs";
import { between, imports, treeOf } from "./source/trees.mjs";

const LIST = "tests/guards/exceptions.mjs";

const sources = scripts();
const files = imports(sources, { types: false });
const graphs = /** @type {const} */ ({ files, folders: between(files) });

test("the parsers find what there is", () => {
  const edges = [...files.values()].reduce((sum, targets) => sum + targets.size, 0);
  assert.ok(files.size > 500 && edges > 1000, `${files.size} files, ${edges} imports`);
  assert.ok(sources.some(({ imports }) => imports.some(({ typeOnly }) => typeOnly)));
});

for (const level of /** @type {const} */ (["files", "folders"])) {
  const graph = graphs[level];
  const found = circles(graph);
  const inCircles = (/** @type {string} */ tree) =>
    found.flat().filter((member) => treeOf(member) === tree).length;

  test(`no ${level} import one another in a circle`, () => {
    const tooMany = found.filter(([member = ""]) => {
      const tree = treeOf(member);
      return inCircles(tree) > (CIRCLES.find((row) => row.tree === tree)?.[level] ?? 0);
    });
    const shown = tooMany.map((circle) => edgesWithin(graph, circle).join("\n"));
    assert.equal(
      shown.length,
      0,
      `Move what they share into a file that imports neither:\n${shown.join("\n\n")}`,
    );
  });

  test(`every tree that may have circles of ${level} has one`, () => {
    const idle = CIRCLES.filter((row) => row[level] > 0 && inCircles(row.tree) === 0);
    assert.deepEqual(
      idle,
      [],
      `None is left: write 0 into these rows of ${LIST}, and take out those with two`,
    );
  });
}

test("no types import one another in a circle, except those that are named", () => {
  const graph = imports(sources, { types: true });
  const real = new Set(circles(files).flat());
  const ofTypes = circles(graph).filter((circle) => !circle.every((file) => real.has(file)));
  const named = CIRCLES_OF_TYPES.map(({ file }) => file);
  const shown = ofTypes
    .filter((circle) => !circle.some((file) => named.includes(file)))
    .map((circle) => edgesWithin(graph, circle).join("\n"));
  assert.equal(shown.length, 0, `Move the types they share into a file of its own:\n${shown.join("\n\n")}`);
  const idle = named.filter((file) => !ofTypes.flat().includes(file));
  assert.deepEqual(idle, [], `No circle of types goes through them any more: take them out of ${LIST}`);
});

test(`no function is longer than ${LONGEST_FUNCTION} lines, except those that are named`, () => {
  const long = [...sources, ...rustFunctions()].flatMap(({ file, functions }) =>
    functions.filter(isLong).map((fn) => ({ ...fn, file })),
  );
  const extra = long.filter((fn) => !LONG_FUNCTIONS.some((row) => isSame(row, fn)));
  assert.deepEqual(
    extra.map(({ file, line, name, lines }) => `${file}:${line} ${name}: ${lines} lines`),
    [],
    "Split it into pieces that have names",
  );
  const idle = LONG_FUNCTIONS.filter((row) => !long.some((fn) => isSame(row, fn)));
  assert.deepEqual(idle, [], `Gone, or no longer over ${LONGEST_FUNCTION} lines: take it out of ${LIST}`);
});

/** A `describe` is a heading over its tests, and each of them is measured. @param {import("./source/scripts.mjs").Fn} fn */
const isLong = ({ name, lines }) => lines > LONGEST_FUNCTION && !name.startsWith("callback of describe");

/** @param {{folder: string, name: string}} row @param {{file: string, name: string}} fn */
const isSame = (row, fn) => row.name === fn.name && fn.file.startsWith(`${row.folder}/`);
