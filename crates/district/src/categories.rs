//! What incidents are about, and how long each may take.

use std::collections::BTreeMap;

use domain::{Category, CategoryId, Millis, Name, Priority, Rules};

use crate::code::code;
use crate::script::subjects_of;

/// Id, Chinese, English, major, minor, priority, minutes between feedback, hours to handle.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    u8,
    u8,
    Priority,
    i64,
    i64,
);

/// The district's categories, aligned with GB/T 30428.2: the major class has two digits and so has the minor class within
/// it. What the major classes are is in [`MAJOR_CLASSES`].
const ROWS: [Row; 31] = [
    (
        "rubbish",
        "暴露垃圾",
        "Exposed rubbish",
        1,
        1,
        Priority::Routine,
        60,
        4,
    ),
    (
        "rubble",
        "建筑垃圾堆放",
        "Building rubble",
        1,
        6,
        Priority::Routine,
        120,
        8,
    ),
    (
        "fumes",
        "油烟扰民",
        "Cooking fumes",
        1,
        14,
        Priority::Routine,
        60,
        12,
    ),
    (
        "standing-water",
        "道路积水",
        "Standing water",
        1,
        9,
        Priority::Urgent,
        30,
        4,
    ),
    (
        "poster",
        "非法小广告",
        "Illegal posters",
        2,
        1,
        Priority::Routine,
        120,
        12,
    ),
    (
        "site-noise",
        "施工噪声",
        "Building-site noise",
        3,
        1,
        Priority::Routine,
        60,
        6,
    ),
    (
        "site-danger",
        "施工安全隐患",
        "Danger at a building site",
        3,
        5,
        Priority::Urgent,
        30,
        6,
    ),
    ("fire", "火情", "Fire", 4, 1, Priority::Emergency, 15, 4),
    (
        "gas",
        "燃气异味",
        "Smell of gas",
        4,
        3,
        Priority::Emergency,
        15,
        4,
    ),
    (
        "fallen-tree",
        "树木倒伏",
        "Fallen tree",
        4,
        7,
        Priority::Urgent,
        30,
        4,
    ),
    (
        "power-cut",
        "供电中断",
        "Power cut",
        4,
        9,
        Priority::Urgent,
        30,
        6,
    ),
    (
        "street-trading",
        "占道经营",
        "Trading on the road",
        5,
        1,
        Priority::Routine,
        60,
        3,
    ),
    (
        "parking",
        "违规停车",
        "Illegal parking",
        5,
        4,
        Priority::Routine,
        60,
        3,
    ),
    (
        "bicycles",
        "共享单车乱停",
        "Shared bicycles",
        5,
        6,
        Priority::Routine,
        120,
        6,
    ),
    (
        "manhole",
        "井盖破损",
        "Damaged manhole cover",
        11,
        1,
        Priority::Urgent,
        30,
        8,
    ),
    (
        "street-light",
        "路灯不亮",
        "Street light out",
        11,
        4,
        Priority::Routine,
        120,
        24,
    ),
    (
        "road-damage",
        "路面破损",
        "Damaged road surface",
        11,
        7,
        Priority::Routine,
        120,
        24,
    ),
    (
        "camera-fault",
        "视频监控故障",
        "Camera without a picture",
        11,
        12,
        Priority::Routine,
        60,
        8,
    ),
    (
        "traffic-signal",
        "信号灯故障",
        "Traffic signal out of order",
        12,
        1,
        Priority::Urgent,
        30,
        4,
    ),
    (
        "bin",
        "垃圾箱破损",
        "Damaged bin",
        13,
        2,
        Priority::Routine,
        120,
        24,
    ),
    (
        "green",
        "绿地设施损坏",
        "Damaged green",
        14,
        3,
        Priority::Routine,
        120,
        48,
    ),
    (
        "guard-rail",
        "护栏倒伏",
        "Fallen guard rail",
        12,
        4,
        Priority::Urgent,
        60,
        8,
    ),
    (
        "noise",
        "噪声扰民",
        "Noise",
        21,
        1,
        Priority::Routine,
        30,
        3,
    ),
    (
        "quarrel",
        "打架纠纷",
        "Brawl",
        21,
        2,
        Priority::Urgent,
        15,
        3,
    ),
    ("theft", "盗窃警情", "Theft", 21, 3, Priority::Urgent, 30, 6),
    (
        "missing-person",
        "人员走失",
        "Missing person",
        21,
        4,
        Priority::Emergency,
        15,
        6,
    ),
    (
        "traffic-accident",
        "交通事故",
        "Traffic accident",
        21,
        5,
        Priority::Urgent,
        20,
        3,
    ),
    (
        "congestion",
        "交通拥堵",
        "Congestion",
        21,
        6,
        Priority::Routine,
        30,
        2,
    ),
    (
        "fraud",
        "电信诈骗",
        "Telephone fraud",
        21,
        7,
        Priority::Urgent,
        30,
        8,
    ),
    (
        "market-dispute",
        "消费纠纷",
        "Dispute at a market",
        22,
        1,
        Priority::Routine,
        60,
        6,
    ),
    (
        "property-dispute",
        "物业纠纷",
        "Dispute with the property management",
        22,
        2,
        Priority::Routine,
        60,
        12,
    ),
];

/// Whether something is a thing that is broken, or something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClassKind {
    /// 部件: a thing in the street, with its own code.
    Component,
    /// 事件: something that happens.
    Event,
    /// The centre's own, beside the standard: police matters and disputes.
    Own,
}

/// A major class of categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MajorClass {
    /// Two digits, 1 to 99. Components are counted from 11 on, because the standard numbers both kinds from 1.
    pub number: u8,
    /// Things or events.
    pub kind: ClassKind,
    /// What it is called.
    pub name: Name,
}

/// The major classes: number, kind, Chinese, English.
const MAJOR_CLASSES: [(u8, ClassKind, &str, &str); 11] = [
    (
        1,
        ClassKind::Event,
        "市容环境",
        "Appearance and environment",
    ),
    (2, ClassKind::Event, "宣传广告", "Notices and advertising"),
    (3, ClassKind::Event, "施工管理", "Building sites"),
    (4, ClassKind::Event, "突发事件", "Emergencies"),
    (5, ClassKind::Event, "街面秩序", "Order in the streets"),
    (11, ClassKind::Component, "公用设施", "Public facilities"),
    (12, ClassKind::Component, "交通设施", "Traffic facilities"),
    (
        13,
        ClassKind::Component,
        "市容环境设施",
        "Cleaning facilities",
    ),
    (14, ClassKind::Component, "园林绿化", "Parks and greens"),
    (21, ClassKind::Own, "警情", "Police matters"),
    (22, ClassKind::Own, "矛盾纠纷", "Disputes"),
];

/// The major classes that the categories belong to.
pub(crate) fn major_classes() -> Vec<MajorClass> {
    MAJOR_CLASSES
        .into_iter()
        .map(|(number, kind, zh, en)| MajorClass {
            number,
            kind,
            name: Name::new(zh, en),
        })
        .collect()
}

/// The district's rules: the lifecycle's defaults and its own categories.
pub(crate) fn rules() -> Rules {
    let categories: BTreeMap<CategoryId, Category> = ROWS
        .into_iter()
        .map(
            |(id, zh, en, major, minor, priority, feedback_mins, handle_hours)| {
                let category = Category {
                    name: Name::new(zh, en),
                    major,
                    minor,
                    priority,
                    feedback_within: Some(Millis::from_mins(feedback_mins)),
                    handle_within: Some(Millis::from_hours(handle_hours)),
                    subjects: subjects_of(id),
                };
                (code(id), category)
            },
        )
        .collect();
    Rules {
        categories,
        ..Rules::default()
    }
}
