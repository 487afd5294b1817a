//! Regions and their zones.

/// One region.
pub(crate) struct RegionInfo {
    region: &'static str,
    /// The area of the world, in English and in Chinese.
    pub(crate) area: (&'static str, &'static str),
    pub(crate) english: &'static str,
    pub(crate) chinese: &'static str,
    /// `ZoneId` is this and the number of the zone; 100000 for Guangzhou is documented, the others are assumed.
    pub(crate) zone_ids: u32,
    /// The zones in which instances can be made, by number.
    zones: &'static [u32],
    pub(crate) sold_out: &'static [u32],
}

const SOUTH: (&str, &str) = ("South China", "华南地区");
const EAST: (&str, &str) = ("East China", "华东地区");
const NORTH: (&str, &str) = ("North China", "华北地区");
const SOUTHWEST: (&str, &str) = ("Southwest China", "西南地区");
const HMT: (&str, &str) = ("Hong Kong, Macau and Taiwan (China)", "港澳台地区");
const SOUTHEAST_ASIA: (&str, &str) = ("Southeast Asia", "亚太东南");
const NORTHEAST_ASIA: (&str, &str) = ("Northeast Asia", "亚太东北");
const SOUTH_ASIA: (&str, &str) = ("South Asia", "亚太南部");
const US_EAST: (&str, &str) = ("Eastern US", "美国东部");
const US_WEST: (&str, &str) = ("Western US", "美国西部");
const EUROPE: (&str, &str) = ("Europe", "欧洲地区");
const SOUTH_AMERICA: (&str, &str) = ("South America", "南美地区");

macro_rules! regions {
    ($($region:literal $area:ident $english:literal $chinese:literal $ids:literal $zones:expr, $sold:expr;)*) => {
        const REGIONS: &[RegionInfo] = &[$(RegionInfo {
            region: $region, area: $area, english: $english, chinese: $chinese, zone_ids: $ids, zones: &$zones,
            sold_out: &$sold,
        },)*];
    };
}

// The zones are those of the DescribeZones page of the API (`ZoneInfo.Zone`).
#[rustfmt::skip]
regions! {
    "ap-bangkok" SOUTHEAST_ASIA "Bangkok" "曼谷" 230000 [1, 2], [];
    "ap-beijing" NORTH "Beijing" "北京" 800000 [3, 4, 5, 6, 7], [1];
    "ap-chengdu" SOUTHWEST "Chengdu" "成都" 160000 [1, 2], [];
    "ap-chongqing" SOUTHWEST "Chongqing" "重庆" 190000 [1], [];
    "ap-guangzhou" SOUTH "Guangzhou" "广州" 100000 [3, 4, 6, 7], [1, 2];
    "ap-hongkong" HMT "Hong Kong" "香港" 300000 [2, 3], [1];
    "ap-jakarta" SOUTHEAST_ASIA "Jakarta" "雅加达" 720000 [1, 2], [];
    "ap-mumbai" SOUTH_ASIA "Mumbai" "孟买" 210000 [1, 2], [];
    "ap-nanjing" EAST "Nanjing" "南京" 330000 [1, 2, 3], [];
    "ap-seoul" NORTHEAST_ASIA "Seoul" "首尔" 180000 [1, 2], [];
    "ap-shanghai" EAST "Shanghai" "上海" 200000 [2, 3, 4, 5, 8], [];
    "ap-shanghai-fsi" EAST "Shanghai Finance" "上海金融" 700000 [2, 3, 4], [];
    "ap-shenzhen-fsi" SOUTH "Shenzhen Finance" "深圳金融" 110000 [1, 2], [3];
    "ap-singapore" SOUTHEAST_ASIA "Singapore" "新加坡" 900000 [1, 2, 3, 4], [];
    "ap-tokyo" NORTHEAST_ASIA "Tokyo" "东京" 250000 [1, 2], [];
    "eu-frankfurt" EUROPE "Frankfurt" "法兰克福" 170000 [1, 2], [];
    "na-ashburn" US_EAST "Virginia" "弗吉尼亚" 220000 [1, 2], [];
    "na-siliconvalley" US_WEST "Silicon Valley" "硅谷" 150000 [1, 2], [];
    "sa-saopaulo" SOUTH_AMERICA "São Paulo" "圣保罗" 740000 [1], [];
}

/// What is known about a region.
pub(crate) fn info(region: &str) -> Option<&'static RegionInfo> {
    REGIONS.iter().find(|info| info.region == region)
}

/// The numbers of a region's zones; `1` for a region not listed.
pub(crate) fn zones(region: &str) -> &'static [u32] {
    info(region).map_or(&[1], |info| info.zones)
}

/// The region of a zone: `ap-guangzhou` of `ap-guangzhou-3`.
pub(crate) fn region_of(zone: &str) -> Option<&str> {
    let (region, number) = zone.rsplit_once('-')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(region)
}
