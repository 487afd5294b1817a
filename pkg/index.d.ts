/**
 * Tencent Cloud API 3.0 for pages, edge workers and small functions: signing, and fleets of CVM instances.
 *
 * `import { signRequest } from "tencentcloud-edge"` is all the set-up there is, in Node from 20.12, Deno, Bun, workerd and
 * browsers, and through Vite, webpack, Rollup, Rolldown, esbuild, Parcel and Next.js.
 *
 * Everywhere: an optional field that is `undefined` counts as absent; a member that is not declared here is
 * `Client.InvalidArgument`, which names the nearest one that is; a callback that throws never breaks the work it
 * watches; an option called `...Ms` is a duration in milliseconds, a field called `...AtMs` or `nowMs` a moment in Unix
 * milliseconds. Everything that fails, fails with a {@link TencentCloudError}.
 */

export * from "./types/calling.js";
export type { CvmActions, CvmErrorCode } from "./types/cvm.gen.js";
export * from "./types/error.js";
export * from "./types/fleet.js";
export * from "./types/instances.js";
export * from "./types/jobs.js";
export type { ClientErrorCode, InstanceState } from "./types/model.gen.js";
export * from "./types/pace.js";
export * from "./types/plan.js";
export * from "./types/signing.js";
