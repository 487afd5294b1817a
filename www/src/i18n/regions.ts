import type { Lang } from "./index";

type Names = readonly [en: string, zh: string];

/** The names of regions; a region without one is shown by its id. */
const NAMES: Readonly<Record<string, Names>> = {
  "ap-guangzhou": ["Guangzhou", "广州"],
  "ap-shanghai": ["Shanghai", "上海"],
  "ap-nanjing": ["Nanjing", "南京"],
  "ap-beijing": ["Beijing", "北京"],
  "ap-chengdu": ["Chengdu", "成都"],
  "ap-chongqing": ["Chongqing", "重庆"],
  "ap-hongkong": ["Hong Kong", "中国香港"],
  "ap-singapore": ["Singapore", "新加坡"],
  "ap-jakarta": ["Jakarta", "雅加达"],
  "ap-seoul": ["Seoul", "首尔"],
  "ap-tokyo": ["Tokyo", "东京"],
  "ap-bangkok": ["Bangkok", "曼谷"],
  "sa-saopaulo": ["São Paulo", "圣保罗"],
  "na-siliconvalley": ["Silicon Valley", "硅谷"],
  "na-ashburn": ["Virginia", "弗吉尼亚"],
  "eu-frankfurt": ["Frankfurt", "法兰克福"],
};

export function regionName(region: string, lang: Lang): string {
  const names = NAMES[region];
  if (!names) return region;
  return lang === "zh" ? names[1] : names[0];
}
