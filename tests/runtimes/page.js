import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import vectors from "vectors";
import { holdAll } from "../support/vectors.mjs";

document.body.dataset.answer = JSON.stringify(holdAll(main, alone, vectors));
