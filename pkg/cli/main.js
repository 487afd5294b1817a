#!/usr/bin/env node
import { gatewayCommand } from "./gateway/command.js";
import { emulatorCommand } from "./server/command.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

const HELP = `tencentcloud-edge <command>

  emulator     a CVM control plane on this machine, for development and tests
  gateway      the gateway with its dashboard on this machine, in workerd

  --help       this text; \`tencentcloud-edge emulator --help\` tells more
  --version    the version of this package`;

/** @type {Record<string, (args: string[]) => Promise<void>>} */
const commands = { emulator: emulatorCommand, gateway: gatewayCommand };

const [first = "--help", ...rest] = process.argv.slice(2);
try {
  if (first === "--help" || first === "-h" || first === "help") console.log(HELP);
  else if (first === "--version" || first === "-v") console.log(version);
  else if (Object.hasOwn(commands, first)) await commands[first]?.(rest);
  else {
    const what = first.startsWith("-") ? "option" : "command";
    throw new UsageError(`There is no ${what} ${first}. \`tencentcloud-edge --help\` lists what there is.`);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
