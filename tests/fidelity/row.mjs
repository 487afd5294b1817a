/**
 * A row of the ledger: what is said, on what it stands, how it is shown, and the option that changes it where it is assumed.
 * @typedef {object} Row
 * @property {string} says
 * @property {"documented" | "recorded" | "assumed"} basis
 * @property {string[]} shown `conformance GROUP: NAME`, `service MODULE::TEST`, or `file PATH: TITLE`
 * @property {string} [option]
 */
export {};
