/**
 * How `call` is typed: nothing here runs, all of it is compiled (part `types`). A line that must not compile stands under
 * `@ts-expect-error`, which fails if it does.
 */

import {
  type ApiRequest,
  type CallOptions,
  type CvmActions,
  type CvmErrorCode,
  call,
  type Instance,
} from "tencentcloud-edge";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>) => {};

declare const options: CallOptions;
declare const anyAction: string;
declare const anyRequest: ApiRequest;
const cvm = { service: "cvm", version: "2017-03-12" } as const;

export async function known() {
  const described = await call({ ...cvm, action: "DescribeInstances", payload: { Limit: 1 } }, options);
  same<typeof described, CvmActions["DescribeInstances"]["reply"]>(true);
  described.InstanceSet[0]?.Placement.Zone.trim();
  described.InstanceSet[0]?.PublicIpAddresses?.at(0);
  described.RequestId.trim();
  // @ts-expect-error there is no such field in the reply
  described.InstancSet;

  const started = await call<"cvm", "StartInstances">(
    { ...cvm, action: "StartInstances", payload: { InstanceIds: ["ins-11112222"] } },
    options,
  );
  same<typeof started, { RequestId: string }>(true);

  const zones = await call({ ...cvm, action: "DescribeZones" }, options);
  zones.ZoneSet[0]?.ZoneState.trim();

  const written = await call({ ...cvm, action: "DescribeInstances", payload: '{"Limit":1}' }, options);
  same<typeof written, typeof described>(true);
  const bytes = await call({ ...cvm, action: "StopInstances", payload: new Uint8Array(2) }, options);
  same<typeof bytes, { RequestId: string }>(true);

  const ids = ["ins-11112222"] as const;
  await call({ ...cvm, action: "RebootInstances", payload: { InstanceIds: ids, StopType: "HARD" } }, options);
}

export async function wrong() {
  // @ts-expect-error Limit is meant
  await call({ ...cvm, action: "DescribeInstances", payload: { Limt: 1 } }, options);
  // @ts-expect-error the same with the names given
  await call<"cvm", "DescribeHosts">({ ...cvm, action: "DescribeHosts", payload: { Limt: 1 } }, options);
  // @ts-expect-error Limit is a number
  await call({ ...cvm, action: "DescribeInstances", payload: { Limit: "1" } }, options);
  // @ts-expect-error Zone is meant, inside of an object
  await call({ ...cvm, action: "RunInstances", payload: { Placement: { Zne: "ap-guangzhou-3" } } }, options);
  // @ts-expect-error InstanceIds is missing
  await call({ ...cvm, action: "StartInstances", payload: {} }, options);
  // @ts-expect-error the payload is missing
  await call({ ...cvm, action: "StartInstances" }, options);
  // @ts-expect-error a text is no list
  await call({ ...cvm, action: "StartInstances", payload: { InstanceIds: "ins-11112222" } }, options);
  const soft = { InstanceIds: ["ins-11112222"], StopType: "SOFTLY" } as const;
  // @ts-expect-error SOFT is meant
  await call({ ...cvm, action: "StopInstances", payload: soft }, options);
  // @ts-expect-error region is meant
  await call({ ...cvm, action: "DescribeZones", rgion: "ap-guangzhou" }, options);
  // @ts-expect-error the names say another action than the request
  await call<"cvm", "StartInstances">({ ...cvm, action: "DescribeZones" }, options);
  // @ts-expect-error a version is needed
  await call({ service: "cvm", action: "DescribeZones" }, options);
}

export async function plain() {
  const other = await call(
    { service: "vpc", version: "2017-03-12", action: "DescribeVpcs", payload: { Any: 1 } },
    options,
  );
  same<typeof other, Record<string, unknown>>(true);
  const unknownAction = await call({ ...cvm, action: "NotYetKnown", payload: { Any: 1 } }, options);
  same<typeof unknownAction, Record<string, unknown>>(true);
  const chosenLater = await call({ ...cvm, action: anyAction, payload: { Any: 1 } }, options);
  same<typeof chosenLater, Record<string, unknown>>(true);
  const whole = await call(anyRequest, options);
  same<typeof whole, Record<string, unknown>>(true);

  const own = await call<{ Zones: string[] }>(
    { ...cvm, action: "DescribeZones", payload: { Any: 1 } },
    options,
  );
  same<typeof own, { Zones: string[] }>(true);
  const expected: { Vpcs: string[] } = await call(
    { service: "vpc", version: "2017-03-12", action: "DescribeVpcs" },
    options,
  );
  expected.Vpcs.at(0);
  // @ts-expect-error region is meant
  await call({ service: "vpc", version: "2017-03-12", action: "DescribeVpcs", rgion: "x" }, options);
}

/** A wrapper of a user's. */
export const wrapper = <T>(request: ApiRequest): Promise<T> => call<T>(request, options);
/** Another, which only adds the options. */
export const typed: typeof call = call;

declare const instance: Instance;
instance.Placement?.Zone.trim();
instance.PublicIpAddresses?.at(0);
// The service may send a field that nobody knew of.
same<typeof instance.NotYetKnown, unknown>(true);
/** The least that an instance has. */
export const least: Instance = { InstanceId: "ins-11112222", InstanceName: "", InstanceState: "RUNNING" };

"InvalidInstanceId.NotFound" satisfies CvmErrorCode;
// @ts-expect-error there is no such code
"InvalidInstanceId.NotFond" satisfies CvmErrorCode;
