import { filters } from "./filters.mjs";
import { identity } from "./identity.mjs";
import { instanceFields } from "./instance-fields.mjs";
import { operations } from "./operations.mjs";
import { orders } from "./orders.mjs";
import { pages } from "./pages.mjs";
import { parameters } from "./parameters.mjs";
import { places } from "./places.mjs";
import { protocol } from "./protocol.mjs";
import { requests } from "./requests.mjs";
import { sts } from "./sts.mjs";

/** Every case, those first that do least. @type {import("./cases.mjs").Case[]} */
export const suite = [
  ...protocol(),
  ...requests(),
  ...identity(),
  ...instanceFields(),
  ...pages(),
  ...filters(),
  ...places(),
  ...parameters(),
  ...orders(),
  ...operations(),
  ...sts(),
].sort((one, other) => rank(one) - rank(other));

/** @param {import("./cases.mjs").Case} it */
function rank({ does }) {
  return ["reads", "dry", "starts"].indexOf(does);
}
