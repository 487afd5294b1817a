import { table } from "./tables.mjs";

/** @param {import("../lib/measure.mjs").Results} results */
export function fleetSection({ fleet }) {
  if (fleet === undefined) return "";
  const rows = fleet.map(({ instances, seconds, starts, describes, limited, megabytes }) => [
    instances.toLocaleString("en"),
    seconds.toFixed(1),
    String(starts),
    String(describes),
    String(limited),
    megabytes.toFixed(0),
  ]);
  return `## A fleet is accepted

\`startInstances\` with \`wait: false\` in Node, over sockets, against the emulator with its 10 start requests a second: how long until the last instance was accepted. None of the SDKs sends more than one request, and the service takes 100 ids in one.

${table(["instances", "seconds", "start requests", "describes", "refused for the rate", "MB more"], rows)}`;
}

/**
 * One table for each contender's figures: a row for each case.
 * @param {import("../lib/measure.mjs").Results} results
 */
export function faultsSection({ faults }) {
  if (faults === undefined) return "";
  const contenders = [...new Set(faults.map(({ contender }) => contender))];
  const names = [...new Set(faults.map(({ name }) => name))];
  const cell = (/** @type {string} */ name, /** @type {string} */ contender) => {
    const it = faults.find((each) => each.name === name && each.contender === contender);
    if (it === undefined) return "";
    const { requests, started, can, seconds } = it;
    const all = started === can ? `${started} of ${can}` : `**${started}** of ${can}`;
    return `${all}; ${requests}; ${seconds.toFixed(1)} s`;
  };
  const rows = names.map((name) => [name, ...contenders.map((contender) => cell(name, contender))]);
  const told = names.map((name) => [
    name,
    ...contenders.map(
      (contender) => `${faults.find((it) => it.name === name && it.contender === contender)?.says}`,
    ),
  ]);
  const summary = contenders.map((contender) => {
    const its = faults.filter((it) => it.contender === contender);
    const whole = its.filter(({ started, can }) => started === can);
    const doubles = its.reduce((sum, it) => sum + it.doubles, 0);
    const known = whole.filter(({ says }) => SUCCESS.test(says));
    return [
      contender,
      `${whole.length} of ${its.length}`,
      `${known.length} of ${its.length}`,
      String(doubles),
    ];
  });
  return `## Starts while something goes wrong

Thirty stopped instances are started, by each contender as its documentation has it, each against an emulator of its own with the same fault; then the emulator is asked what happened. The contenders of the SDKs make one call; ours is one call too, and returns when the instances run.

${table(["", "all that can be are started", "and the caller knows it", "instances started twice"], summary)}

Instances started, requests of any kind that reached the service, seconds until the call was over:

${table(["what goes wrong", ...contenders], rows)}

What the caller learns:

${table(["what goes wrong", ...contenders], told)}`;
}

/** "1 failed" names the one that cannot be started. */
const SUCCESS = /^(done|taken|1 failed)/;
