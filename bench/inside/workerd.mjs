import { portable } from "./portable.mjs";
import { serve } from "./serve.mjs";
import { suite } from "./suite.mjs";

export default serve(suite("workerd", portable));
