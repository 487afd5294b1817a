import { version } from "../version.js";

const json = (/** @type {object} */ schema) => ({ content: { "application/json": { schema } } });
const text = { type: "string" };
const count = { type: "integer", minimum: 0 };

const RULE = {
  type: "object",
  required: ["kind"],
  additionalProperties: false,
  properties: {
    kind: { ...text, description: "One of GET /_emulator/fault-kinds." },
    action: { ...text, description: "Only requests of this action." },
    nth: {
      description: "Only these of the requests that meet the other conditions, counted from 1.",
      oneOf: [
        { type: "integer", minimum: 1 },
        { type: "array", minItems: 1, items: { type: "integer", minimum: 1 } },
      ],
    },
    probability: { type: "number", minimum: 0, maximum: 1 },
    instanceId: { ...text, description: "Only requests that name this instance." },
    times: { type: "integer", minimum: 1, description: "How often at most." },
    delayMs: { ...count, description: "Milliseconds; each kind says what of." },
    code: { ...text, description: 'The code that the kind "error" answers with.' },
  },
};

const STUB = {
  type: "object",
  required: ["service", "action", "reply"],
  properties: {
    service: { ...text, description: "The short name of the product, as in its host: tat." },
    action: { ...text, description: "RunCommand" },
    reply: {
      type: "object",
      description:
        "What stands inside `Response` besides `RequestId`: fields, or `Error` with `Code` and `Message`.",
    },
  },
};

const SNAPSHOT = {
  type: "object",
  required: ["nowMs", "instances", "requests", "starts"],
  properties: {
    nowMs: count,
    instances: {
      type: "array",
      items: { type: "object", description: "As DescribeInstances shows it, with its region." },
    },
    requests: {
      type: "array",
      description: "The last 20,000, oldest first.",
      items: {
        type: "object",
        required: ["atMs", "action", "requestId"],
        properties: {
          atMs: count,
          action: text,
          region: text,
          requestId: text,
          code: { ...text, description: "Absent when the request was executed." },
          instanceIds: { type: "array", items: text },
          secretId: { ...text, description: "The key it was signed with, as it claims." },
        },
      },
    },
    starts: {
      type: "object",
      description: "How often each instance went from STOPPED to STARTING.",
      additionalProperties: count,
    },
  },
};

const KEY = {
  type: "object",
  required: ["secretId", "secretKey"],
  properties: {
    secretId: text,
    secretKey: text,
    token: { ...text, description: "What each request must carry." },
    expiresAtMs: { ...count, description: "When it ends, Unix milliseconds." },
    uin: { ...text, description: "The account it belongs to, digits. Default that of the first key." },
  },
};

const POLICY = {
  type: "object",
  required: ["actions"],
  additionalProperties: false,
  properties: {
    secretId: { ...text, description: "The keys it speaks of, a pattern." },
    role: { ...text, description: "The roles it speaks of, a pattern of their RoleArns." },
    effect: { enum: ["allow", "deny"] },
    actions: { oneOf: [text, { type: "array", minItems: 1, items: text }] },
    instances: { oneOf: [text, { type: "array", minItems: 1, items: text }] },
  },
};

const listOf = (/** @type {Record<string, object>} */ properties) => ({
  type: "array",
  items: { type: "object", required: Object.keys(properties), properties },
});

/** What each route takes and gives. @type {Record<string, {about: string, takes?: object, gives?: object}>} */
const ROUTES = {
  snapshot: { about: "What there is and what happened, as of now.", gives: SNAPSHOT },
  "openapi.json": { about: "This description.", gives: { type: "object" } },
  "fault-kinds": { about: "The kinds of faults.", gives: listOf({ name: text, about: text }) },
  ids: {
    about: "Instance ids that always answer an error, each with its code.",
    gives: listOf({ id: text, code: text }),
  },
  faults: {
    about: "Adds fault rules after those in force: all of them, or none when one is wrong.",
    takes: { oneOf: [RULE, { type: "array", items: RULE }] },
  },
  stub: {
    about: "Has an action of any service answered with a reply; signatures are verified all the same.",
    takes: { oneOf: [STUB, { type: "array", items: STUB }] },
  },
  "clear-stubs": { about: "Drops all stubs." },
  "clear-faults": { about: "Drops all fault rules." },
  keys: {
    about: "Every key, temporary ones included, without its secrets.",
    gives: {
      type: "array",
      items: {
        type: "object",
        required: ["secretId", "uin"],
        properties: { secretId: text, uin: text, expiresAtMs: count, roleArn: text },
      },
    },
  },
  "add-key": { about: "Adds a key, or replaces the one with its secretId.", takes: KEY },
  "remove-key": {
    about: "Takes a key away: it is refused as one that nobody has.",
    takes: { type: "object", required: ["secretId"], properties: { secretId: text } },
  },
  policies: {
    about: "Puts another table of what keys and roles may do in place of the one in force.",
    takes: { type: "array", items: POLICY },
  },
  set: {
    about: "Puts an instance into a state, as somebody at the console would.",
    takes: {
      type: "object",
      required: ["instanceId", "state"],
      properties: { instanceId: text, state: text },
    },
  },
  advance: {
    about: "Moves a virtual clock (--clock virtual).",
    takes: { type: "object", required: ["ms"], properties: { ms: count } },
  },
  reset: { about: "Begins again, as when the emulator was started." },
};

/**
 * The control API as OpenAPI 3.1.
 * @param {Array<{name: string, method: "GET" | "POST"}>} routes
 */
export function openapi(routes) {
  const refused = {
    description: "Refused; `error` says why.",
    ...json({ type: "object", required: ["error"], properties: { error: text } }),
  };
  const done = { type: "object", required: ["ok"], properties: { ok: { const: true } } };
  const described = routes.map(({ name, method }) => {
    const { about, takes, gives = done } = ROUTES[name] ?? { about: name };
    const operation = {
      summary: about,
      operationId: name.replace(/\W(\w)/g, (_, letter) => letter.toUpperCase()),
      ...(takes && { requestBody: { required: true, ...json(takes) } }),
      responses: { 200: { description: "Done.", ...json(gives) }, "4XX": refused },
    };
    return [`/_emulator/${name}`, { [method.toLowerCase()]: operation }];
  });
  return {
    openapi: "3.1.0",
    info: {
      title: "Emulator control",
      version,
      description:
        "For programs of this machine. Requests with an Origin, and those under another name than a loopback one, are refused.",
    },
    paths: Object.fromEntries(described),
  };
}
