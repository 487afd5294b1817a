/** Which files each file imports. @typedef {Map<string, Set<string>>} Graph */

/**
 * The circles of a graph: its strongly connected components of more than one file (Tarjan), each sorted.
 * @param {Graph} graph
 * @returns {string[][]}
 */
export function circles(graph) {
  /** @type {Map<string, {order: number, low: number, open: boolean}>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const found = [];

  /** @param {string} file */
  const visit = (file) => {
    const at = { order: seen.size, low: seen.size, open: true };
    seen.set(file, at);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      const known = seen.get(next) ?? visit(next);
      if (known.open) at.low = Math.min(at.low, known.low);
    }
    if (at.low === at.order) close(file);
    return at;
  };

  /** @param {string} file */
  const close = (file) => {
    const circle = stack.splice(stack.indexOf(file));
    for (const member of circle) {
      const entry = seen.get(member);
      if (entry) entry.open = false;
    }
    if (circle.length > 1) found.push(circle.sort());
  };

  for (const file of graph.keys()) if (!seen.has(file)) visit(file);
  return found.sort();
}

/**
 * The imports that make a circle, one a line, to be read by the person who has to open it.
 * @param {Graph} graph
 * @param {string[]} circle
 */
export const edgesWithin = (graph, circle) =>
  circle.flatMap((file) =>
    [...(graph.get(file) ?? [])]
      .filter((target) => target !== file && circle.includes(target))
      .map((target) => `  ${file} imports ${target}`),
  );
