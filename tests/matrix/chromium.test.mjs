import { after } from "node:test";
import { openChromium } from "./runtimes.mjs";
import { matrix } from "./suite.mjs";

const chromium = await openChromium();
matrix("Chromium", chromium.agent);
after(chromium.close);
