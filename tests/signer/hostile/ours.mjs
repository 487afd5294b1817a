import { TencentCloudError } from "tencentcloud-edge";

/** Whether something thrown, whatever it is, is an error of the package. @param {unknown} thrown */
export function isOurs(thrown) {
  try {
    return thrown instanceof TencentCloudError && thrown.code.startsWith("Client.");
  } catch {
    return false;
  }
}
