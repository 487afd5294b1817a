import assert from "node:assert/strict";
import { test } from "node:test";
import { circles, edgesWithin } from "./source/graph.mjs";
import { tokens } from "./source/rust-tokens.mjs";
import { between } from "./source/trees.mjs";

/** @param {Record<string, string[]>} edges */
const graphOf = (edges) => new Map(Object.entries(edges).map(([file, to]) => [file, new Set(to)]));

test("circles are found, and files that lead into one are not in it", () => {
  const graph = graphOf({ a: ["b"], b: ["c"], c: ["b", "d"], d: [], e: ["f"], f: ["g"], g: ["e", "a"] });
  assert.deepEqual(circles(graph), [
    ["b", "c"],
    ["e", "f", "g"],
  ]);
  assert.deepEqual(edgesWithin(graph, ["b", "c"]), ["  b imports c", "  c imports b"]);
});

test("folders may be in a circle where no files are", () => {
  const graph = graphOf({ "src/a/x.rs": ["src/b.rs"], "src/b.rs": ["src/a/y.rs"], "src/a/y.rs": [] });
  assert.deepEqual(circles(graph), []);
  assert.deepEqual(circles(between(graph)), [["src/a", "src/b"]]);
});

test("braces in Rust's comments, texts and characters are none", () => {
  const text = `fn a<'x>(s: &'x str) { /* } /* } */ } */ '}'; b'\\''; "\\"}"; r#"}"}"#; } // }`;
  assert.equal(
    tokens(text)
      .map(({ text }) => text)
      .join(" "),
    `fn a < 'x > ( s : & 'x str ) { '}' ; b'\\'' ; "\\"}" ; r#"}"}"# ; }`,
  );
});
