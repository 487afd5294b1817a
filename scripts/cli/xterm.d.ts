/** What scripts/cli uses of `@xterm/headless`, which is installed when the recording is made. */
export interface Cell {
  getChars(): string;
  getWidth(): number;
  getFgColor(): number;
  isFgDefault(): boolean;
  isBold(): number;
}
export interface Line {
  readonly length: number;
  getCell(column: number): Cell | undefined;
}
export interface Terminal {
  readonly rows: number;
  readonly buffer: {
    readonly active: { readonly viewportY: number; getLine(row: number): Line | undefined };
  };
  write(text: string, done: () => void): void;
}
