/** The text format of OpenMetrics 1.0, for counters and gauges. */

export const CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  /** Without the suffix `_total` of a counter's samples. */
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly Sample[];
}

const escaped = (text: string) =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

function sampleLine(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}

function familyLines({ name, type, help, samples }: Family): string[] {
  const sampleName = type === "counter" ? `${name}_total` : name;
  return [
    `# TYPE ${name} ${type}`,
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map((sample) => sampleLine(sampleName, sample)),
  ];
}

/** The whole exposition, with `# EOF`. */
export const writeMetrics = (families: readonly Family[]): string =>
  `${[...families.flatMap(familyLines), "# EOF"].join("\n")}\n`;
