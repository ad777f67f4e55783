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
/// Staff on watch at any hour are more than this.
pub const ON_WATCH_ABOVE: usize = 40;
/// Universities.
pub const UNIVERSITIES: usize = 6;
/// Residents are more than this.
pub const RESIDENTS_ABOVE: u32 = 300_000;
/// Residents who are registered here.
pub const REGISTERED: u32 = 50_000;
/// Firms are more than this.
pub const FIRMS_ABOVE: u32 = 5_000;
/// Incidents handled so far are more than this.
pub const HANDLED_ABOVE: u32 = 38_000;
/// Camera points (点位). A point is a mast, not a camera.
pub const CAMERA_POINTS: usize = 105;
/// Video streams of all cameras of all points: about twenty a point, and never one to one.
pub const STREAMS: usize = 2_134;
/// Applications built, the AR real-scene command system among them; not all of them report.
pub const APPLICATIONS: usize = 13;
