/** A language in which the cloud can answer. */
export type CloudLanguage = "zh-CN" | "en-US";

const quality = (parameters: readonly string[]) => {
  const given = parameters.find((parameter) => /^\s*q\s*=/i.test(parameter));
  const value = given === undefined ? 1 : Number(given.split("=")[1]);
  return Number.isFinite(value) ? value : 0;
};

/** Chinese if the caller's Accept-Language prefers it to English. */
export function languageOf(request: Request): CloudLanguage {
  const best = { zh: 0, en: 0 };
  for (const part of (request.headers.get("accept-language") ?? "").split(",")) {
    const [tag = "", ...parameters] = part.split(";");
    const primary = tag.trim().toLowerCase().split("-")[0];
    if (primary === "zh" || primary === "en") best[primary] = Math.max(best[primary], quality(parameters));
  }
  return best.zh > best.en ? "zh-CN" : "en-US";
}
