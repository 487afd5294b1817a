import { shapes, sizes } from "./contests.mjs";
import { serve } from "./serve.mjs";
import { suite } from "./suite.mjs";
import { withNodeModules } from "./with-node-modules.mjs";

export default serve({
  sizes: suite("workerd", sizes(withNodeModules.sizes)),
  shapes: suite("workerd", shapes(withNodeModules.shapes)),
});
