/** @typedef {import("../../../scripts/metadata/service.mjs").Field} Field */
/** @typedef {import("../../../scripts/metadata/service.mjs").Service} Service */
/** @typedef {import("#model").ParameterRow} ParameterRow */

/** What a parameter of the model is called in the metadata. @type {Record<ParameterRow["type"], {type?: string, list: boolean}>} */
const TYPES = {
  ids: { type: "string", list: true },
  texts: { type: "string", list: true },
  text: { type: "string", list: false },
  integer: { type: "integer", list: false },
  boolean: { type: "boolean", list: false },
  filters: { type: "Filter", list: true },
  object: { list: false },
  objects: { list: true },
};

/**
 * A line for each thing that the model and the metadata say differently. What only one of them says is no difference.
 * @param {Record<string, {maxIds: number, parameters: ParameterRow[]}>} actions
 * @param {Service} metadata
 */
export const compareActions = (actions, metadata) =>
  Object.entries(actions).flatMap(([name, { parameters, maxIds }]) => {
    const action = metadata.actions[name];
    if (action === undefined) return [`${name}: the metadata do not have it`];
    return compareFields(name, parameters, action.request, { objects: metadata.objects, maxIds });
  });

/**
 * @param {string} where
 * @param {ParameterRow[]} parameters
 * @param {Field[]} fields
 * @param {{objects: Record<string, Field[]>, maxIds: number}} context
 * @returns {string[]}
 */
function compareFields(where, parameters, fields, context) {
  return [
    ...fields
      .filter(({ name }) => !parameters.some((row) => row.name === name))
      .map(({ name }) => `${where}.${name}: only in the metadata`),
    ...parameters.flatMap((row) => {
      const field = fields.find(({ name }) => name === row.name);
      const path = `${where}.${row.name}`;
      if (field === undefined) return [`${path}: only in the model`];
      const inner = row.members === undefined ? [] : (context.objects[field.type] ?? []);
      return [
        ...compareField(path, row, field, context.maxIds),
        ...(row.members === undefined ? [] : compareFields(path, row.members, inner, context)),
      ];
    }),
  ];
}

/** @param {string} path @param {ParameterRow} row @param {Field} field @param {number} maxIds */
function compareField(path, row, field, maxIds) {
  const { type = field.type, list } = TYPES[row.type];
  return [
    ...differ(`${path} type`, `${type}${list ? "[]" : ""}`, `${field.type}${field.list ? "[]" : ""}`),
    ...differ(`${path} required`, row.required === true, field.required === true),
    ...differ(`${path} secret`, row.secret === true, field.secret === true),
    ...differ(`${path} values`, sorted(row.values), sorted(field.values)),
    ...differ(`${path} least`, row.least, field.least),
    ...differ(`${path} most`, row.most, field.most),
    ...differ(`${path} ids`, row.type === "ids" ? maxIds : undefined, field.mostItems),
  ];
}

/** @param {string} what @param {unknown} model @param {unknown} metadata */
const differ = (what, model, metadata) =>
  model === undefined || metadata === undefined || model === metadata
    ? []
    : [`${what}: ${model} in the model, ${metadata} in the metadata`];

/** @param {Array<string | number> | undefined} values */
const sorted = (values) => (values === undefined ? undefined : String([...values].sort()));
