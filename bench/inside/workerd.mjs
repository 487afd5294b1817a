import { shapes, sizes } from "./contests.mjs";
import { portable } from "./portable.mjs";
import { serve } from "./serve.mjs";
import { suite } from "./suite.mjs";

export default serve({
  sizes: suite("workerd", sizes(portable.sizes)),
  shapes: suite("workerd", shapes(portable.shapes)),
});
