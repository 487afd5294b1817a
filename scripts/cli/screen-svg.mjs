/** One screen of a terminal, line by line, and how long it is shown. @typedef {{lines: Span[][], ms: number}} Frame */
/** Letters of one look. @typedef {{text: string, colour: number | undefined, bold: boolean}} Span */

const LETTER = { width: 8.4, height: 19 };
const MARGIN = 16;
/** The colours of a terminal, by their numbers. @type {Record<number, string>} */
const COLOURS = {
  1: "#ff7b72",
  2: "#7ee787",
  3: "#e3b341",
  4: "#79c0ff",
  5: "#d2a8ff",
  6: "#56d4dd",
  8: "#8b949e",
};

/**
 * What is on the screen of an xterm.
 * @param {import("./xterm.d.ts").Terminal} terminal
 * @returns {Span[][]}
 */
export function screenOf(terminal) {
  const { active } = terminal.buffer;
  const lines = Array.from({ length: terminal.rows }, (_, row) =>
    spans(active.getLine(active.viewportY + row)),
  );
  while (lines.at(-1)?.every(({ text }) => text.trim() === "")) lines.pop();
  return lines;
}

/** @param {import("./xterm.d.ts").Line | undefined} line @returns {Span[]} */
function spans(line) {
  /** @type {Span[]} */
  const found = [];
  for (let at = 0; at < (line?.length ?? 0); at++) {
    const cell = line?.getCell(at);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const colour = cell.isFgDefault() ? undefined : cell.getFgColor();
    const bold = cell.isBold() !== 0;
    const last = found.at(-1);
    const text = cell.getChars() || " ";
    if (last !== undefined && last.colour === colour && last.bold === bold) last.text += text;
    else found.push({ text, colour, bold });
  }
  return found;
}

/**
 * Frames that follow one another, as an SVG. Where nothing moves the last one is shown.
 * @param {Frame[]} frames
 * @param {number} columns
 */
export function animated(frames, columns) {
  const width = Math.ceil(columns * LETTER.width + 2 * MARGIN);
  const height = Math.max(...frames.map(({ lines }) => lines.length)) * LETTER.height + 2 * MARGIN;
  const total = frames.reduce((sum, { ms }) => sum + ms, 0);
  let from = 0;
  const styles = frames.map(({ ms }, at) => {
    const [begin, end] = [from, from + ms].map((moment) => ((moment / total) * 100).toFixed(2));
    from += ms;
    // With step-end a value holds until the next: hidden, shown at the beginning, hidden again at the end.
    const last = at === frames.length - 1;
    const steps = `0%{opacity:${at === 0 ? 1 : 0}}${begin}%{opacity:1}${last ? "" : `${end}%{opacity:0}`}`;
    return `@keyframes f${at}{${steps}}.f${at}{opacity:${last ? 1 : 0}}@media(prefers-reduced-motion:no-preference){.f${at}{animation:f${at} ${total}ms step-end infinite}}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A recording of tencentcloud-edge start in a terminal">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#e6edf3;white-space:pre}${styles.join("")}</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${frames.map(({ lines }, at) => `<g class="f${at}">\n${lines.map(lineText).join("\n")}\n</g>`).join("\n")}
</svg>
`;
}

/** @param {Span[]} spans @param {number} row */
function lineText(spans, row) {
  const parts = spans.map(({ text, colour, bold }) => {
    const fill = colour === undefined ? "" : ` fill="${COLOURS[colour % 8 || 8] ?? "#e6edf3"}"`;
    return `<tspan${fill}${bold ? ' font-weight="bold"' : ""}>${escaped(text)}</tspan>`;
  });
  return `<text x="${MARGIN}" y="${MARGIN + (row + 0.75) * LETTER.height}">${parts.join("")}</text>`;
}

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
