import { startInstances } from "tencentcloud-edge";
import { options } from "../../../cloud.js";

export const runtime = "nodejs";

/** Starts what the page names, and says what became of each. Who may call this is yours to decide: put your own sign-in before it. */
export async function POST(request) {
  const { ids } = await request.json();
  try {
    const { ok, instances } = await startInstances(ids, { ...options, deadlineMs: 120_000 });
    return Response.json({ ok, instances });
  } catch (error) {
    return Response.json({ code: error.code, message: error.message }, { status: 400 });
  }
}
