import assert from "node:assert/strict";
import { test } from "node:test";
import { CIRCLES, CIRCLES_OF_TYPES, LONG_FUNCTIONS, LONGEST_FUNCTION, UNTYPED } from "./exceptions.mjs";
import { circles, edgesWithin } from "./source/graph.mjs";
import { rustFunctions } from "./source/rust.mjs";
import { scripts } from "./source/scripts.mjs";
import { between, imports, treeOf } from "./source/trees.mjs";

const LIST = "tests/guards/exceptions.mjs";

const sources = scripts();
const files = imports(sources, { types: false });
const withTypes = imports(sources, { types: true });

const real = circles(files);
const ofTypes = circles(withTypes).filter((circle) => !circle.every((file) => real.flat().includes(file)));
const named = CIRCLES_OF_TYPES.map(({ file }) => file);
const folders = between(files);

/** @type {Array<{level: "files" | "folders" | "types", graph: import("./source/graph.mjs").Graph, found: string[][]}>} */
const LEVELS = [
  { level: "files", graph: files, found: real },
  { level: "folders", graph: folders, found: circles(folders) },
  {
    level: "types",
    graph: withTypes,
    found: ofTypes.filter((circle) => !circle.some((file) => named.includes(file))),
  },
];

test("the parsers find what there is", () => {
  const edges = [...files.values()].reduce((sum, targets) => sum + targets.size, 0);
  assert.ok(files.size > 500 && edges > 1000, `${files.size} files, ${edges} imports`);
  assert.ok(sources.some(({ imports }) => imports.some(({ typeOnly }) => typeOnly)));
});

for (const { level, graph, found } of LEVELS) {
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
      `None is left: write 0 into these rows of ${LIST}, and take out those that are all 0`,
    );
  });
}

test("every circle of types that is named is there", () => {
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

test("no file has the type `any`, except those that are named", () => {
  const found = sources.filter(({ untyped }) => untyped.length > 0);
  const extra = found.flatMap(({ file, untyped }) =>
    untyped.length > (UNTYPED.find((row) => row.file === file)?.count ?? 0)
      ? [`${file}: ${untyped.length}, in lines ${untyped.join(", ")}`]
      : [],
  );
  assert.deepEqual(
    extra,
    [],
    "Say what it is, or `unknown` and check it; `never` for a value that is wrong on purpose",
  );
  const idle = UNTYPED.filter(
    ({ file, count }) => found.find((source) => source.file === file)?.untyped.length !== count,
  );
  assert.deepEqual(
    idle,
    [],
    `There are fewer: write their number into ${LIST}, and take out a file that has none`,
  );
});

/** A `describe` is a heading over its tests, and each of them is measured. @param {import("./source/scripts.mjs").Fn} fn */
const isLong = ({ name, lines }) => lines > LONGEST_FUNCTION && !name.startsWith("callback of describe");

/** @param {{folder: string, name: string}} row @param {{file: string, name: string}} fn */
const isSame = (row, fn) => row.name === fn.name && fn.file.startsWith(`${row.folder}/`);
