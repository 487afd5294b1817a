/** What a help text is wrapped at. */
const WIDTH = 118;

/**
 * The help text of a command.
 * @param {{command: string, about: string, options: Record<string, {value?: string, about: string}>, notes?: string}} script
 */
export function helpOf({ command, about, options, notes }) {
  const rows = Object.entries(options).map(([name, { value, about }]) => ({
    head: `  --${name}${value === undefined ? "" : ` ${value}`}`,
    about,
  }));
  const all = [...rows, { head: "  --help", about: "this text" }];
  const indent = Math.max(...all.map(({ head }) => head.length)) + 2;
  const shown = all.map(({ head, about }) => head.padEnd(indent) + wrap(about, indent));
  const parts = [`${command} -- [options]`, wrap(about, 0), shown.join("\n"), notes && wrap(notes, 0)];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

/** @param {string} text @param {number} indent of every line but the first */
const wrap = (text, indent) =>
  text
    .split("\n")
    .flatMap((line) => {
      /** @type {string[]} */
      const lines = [];
      for (const word of line.split(/(?<=\S) (?=\S)/)) {
        const last = lines.at(-1);
        if (last === undefined || indent + last.length + 1 + word.length > WIDTH) lines.push(word);
        else lines[lines.length - 1] = `${last} ${word}`;
      }
      return lines;
    })
    .join(`\n${" ".repeat(indent)}`);
