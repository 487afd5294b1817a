import { compareWithPython } from "../../tests/signer/python.mjs";

// One of the processes of `npm run verify:sign`: a range of cases in, lines of JSON out.
const [seed = 0, first = 0, count = 0] = process.argv.slice(2, 5).map(Number);
const say = (/** @type {object} */ line) => console.log(JSON.stringify(line));
const onProgress = (/** @type {number} */ compared) => say({ compared });
say({ end: await compareWithPython({ seed, first, count, python: process.argv[5], onProgress }) });
