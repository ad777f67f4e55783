//! The figures of the real street office that the synthetic district keeps.
//!
//! From one public report on the Shuangfu street office (双福街道, Jiangjin district, Chongqing).

/// Longitude of the district's middle in degrees.
pub const MIDDLE_LON: f64 = 106.27;
/// Latitude of the district's middle in degrees.
pub const MIDDLE_LAT: f64 = 29.39;
/// Area in square kilometres.
pub const AREA_KM2: f64 = 56.35;
/// Built-up area in square kilometres: every grid that is not rural.
pub const BUILT_UP_KM2: f64 = 28.0;
/// Patrol areas: "6 + 1".
pub const PATROL_AREAS: usize = 7;
/// Grids in all. The kinds add up to 139: six grids count under a second kind.
pub const GRIDS: usize = 133;
/// Rural grids.
pub const RURAL_GRIDS: usize = 8;
/// Commercial grids.
pub const COMMERCIAL_GRIDS: usize = 4;
/// Residential grids.
pub const RESIDENTIAL_GRIDS: usize = 112;
/// Specialised-market grids.
pub const MARKET_GRIDS: usize = 9;
/// Grids that count as university beside their own kind.
pub const UNIVERSITY_GRIDS: usize = 6;
/// Specialised markets.
pub const MARKETS: usize = 5;
/// Micro-grids in all.
pub const MICRO_GRIDS: usize = 997;
/// Units on watch round the clock; the report says "more than 40".
pub const UNITS_ON_WATCH: usize = 41;
