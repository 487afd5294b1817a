import { nodeAgent } from "./runtimes.mjs";
import { matrix } from "./suite.mjs";

matrix("Node", nodeAgent);
