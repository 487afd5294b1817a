import * as main from "tencentcloud-edge";
import * as alone from "tencentcloud-edge/sign";
import * as v1 from "tencentcloud-edge/v1";
import vectors from "vectors";
import { holdAll } from "../support/vectors.mjs";

document.body.dataset.answer = JSON.stringify(holdAll([main, alone], v1, vectors));
