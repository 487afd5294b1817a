/**
 * The name that is most like what was typed; undefined where none is near.
 * @param {string} given
 * @param {readonly string[]} names
 */
export function nearest(given, names) {
  const [first] = names
    .map((name) => ({ name, far: distance(given, name) }))
    .filter(({ name, far }) => far <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.far - other.far);
  return first?.name;
}

/** How many letters have to be added, dropped, changed or swapped with the next. @param {string} from @param {string} to */
function distance(from, to) {
  /** @type {number[][]} */
  const table = [];
  const at = (/** @type {number} */ row, /** @type {number} */ column) => table[row]?.[column] ?? 0;
  for (let row = 0; row <= from.length; row++) {
    table.push([]);
    for (let column = 0; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const ways = [
        ...(row === 0 && column === 0 ? [0] : []),
        ...(row > 0 ? [at(row - 1, column) + 1] : []),
        ...(column > 0 ? [at(row, column - 1) + 1] : []),
        ...(row > 0 && column > 0 ? [at(row - 1, column - 1) + (same ? 0 : 1)] : []),
        ...(swapped ? [at(row - 2, column - 2) + 1] : []),
      ];
      table[row]?.push(Math.min(...ways));
    }
  }
  return at(from.length, to.length);
}
