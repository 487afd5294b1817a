import { signRequest } from "tencentcloud-edge/sign";

export default {
  /** Which zones there are in the region that the path names. */
  async fetch(request, { SECRET_ID, SECRET_KEY, ENDPOINT }) {
    const region = new URL(request.url).pathname.slice(1) || "ap-guangzhou";
    const { url, ...signed } = signRequest(
      { service: "cvm", version: "2017-03-12", action: "DescribeZones", region, endpoint: ENDPOINT },
      { secretId: SECRET_ID, secretKey: SECRET_KEY },
    );
    const { Response: reply } = await (await fetch(url, signed)).json();
    if (reply.Error) return Response.json(reply.Error, { status: 502 });
    return Response.json(reply.ZoneSet.map(({ Zone }) => Zone));
  },
};
