/**
 * `tencentcloud-edge/async`: the functions of the main entry for pages that may not compile a module synchronously, such as
 * those in a Chromium up to 110. A function that is called before {@link ready} has resolved throws `Client.NotReady`.
 */
export * from "./index.js";

/**
 * Compiles the module. To be awaited once, before anything else; further calls give the same promise.
 * @throws TencentCloudError `Client.CannotCompile`, which says what forbids it; then it can be called again
 */
export function ready(): Promise<void>;
