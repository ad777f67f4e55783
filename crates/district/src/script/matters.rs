//! What happens in such a place, when, where, and who deals with it.

use crate::chance::Chance;
use crate::organisation::{
    Crew, EMERGENCY_OFFICE, JUSTICE_OFFICE, LAW_ENFORCEMENT, POLICE_STATION, TRAFFIC_POLICE,
};

/// Where a matter happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scene {
    /// Anywhere in the built-up core.
    Town,
    /// At a dwelling.
    Dwellings,
    /// In a commercial quarter or the dwellings around it.
    Quarters,
    /// In the trade city's markets.
    Markets,
    /// At a university.
    Campus,
    /// Where two named roads meet.
    Crossing,
    /// Outside the built-up core.
    Country,
}

/// One sort of incident.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matter {
    pub(crate) category: &'static str,
    pub(crate) subjects: &'static [&'static str],
    /// The platforms that report it, with weights.
    pub(crate) platforms: &'static [(&'static str, f64)],
    pub(crate) scene: Scene,
    /// Crews that fit, the first being the best.
    pub(crate) crews: &'static [Crew],
    /// The department it may be given to instead.
    pub(crate) department: Option<&'static str>,
    /// How often, in each four hours of the day from midnight.
    pub(crate) often: [f64; 6],
    /// How long handling takes in minutes: from, to.
    pub(crate) minutes: (f64, f64),
    /// What is reported back while it is handled, and at the end.
    pub(crate) words: (&'static str, &'static str),
    /// How likely a second crew is called, 0 to 1.
    pub(crate) second: f64,
}

/// A second crew is called now and then; in a storm nearly always.
const NOW_AND_THEN: f64 = 0.07;
const NEARLY_ALWAYS: f64 = 0.9;

const POLICE: &[(&str, f64)] = &[("110", 8.0), ("xueliang", 2.0)];
const CALLS: &[(&str, f64)] = &[("110", 3.0), ("12345", 3.0), ("citizen-app", 1.0)];
const STREET: &[(&str, f64)] = &[
    ("grid-cloud", 4.0),
    ("one-form", 1.5),
    ("12345", 1.5),
    ("wechat", 2.5),
    ("citizen-app", 1.5),
    ("xueliang", 0.6),
];
const PEOPLE: &[(&str, f64)] = &[
    ("he", 3.0),
    ("12345", 2.0),
    ("grid-cloud", 1.0),
    ("citizen-app", 1.0),
];
const CITIZENS: &[(&str, f64)] = &[("wechat", 4.0), ("citizen-app", 3.0), ("12345", 2.0)];

const ON_PATROL: &[Crew] = &[Crew::Patrol, Crew::Police];
const IN_UNIFORM: &[Crew] = &[Crew::Police, Crew::Patrol];
const IN_THE_STREET: &[Crew] = &[Crew::UrbanManagement, Crew::Patrol];
const IN_THE_GRID: &[Crew] = &[Crew::GridWorkers, Crew::UrbanManagement];
const AT_THE_TABLE: &[Crew] = &[Crew::Mediators, Crew::GridWorkers];

/// Every sort of incident of an ordinary day.
pub(crate) static MATTERS: [Matter; 30] = [
    Matter {
        category: "noise",
        subjects: &[
            "夜间噪声扰民",
            "商铺音响扰民",
            "犬吠扰民",
            "广场舞音响扰民",
            "夜市食客喧哗",
            "KTV 音响扰民",
        ],
        platforms: CALLS,
        scene: Scene::Quarters,
        crews: ON_PATROL,
        department: None,
        often: [9.0, 1.5, 0.8, 0.8, 1.5, 6.0],
        minutes: (12.0, 45.0),
        words: ("已到场劝导，要求降低音量", "已劝离，现场恢复安静"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "quarrel",
        subjects: &["打架纠纷", "酒后滋事", "邻里冲突"],
        platforms: POLICE,
        scene: Scene::Quarters,
        crews: IN_UNIFORM,
        department: Some(POLICE_STATION),
        often: [5.0, 0.8, 0.8, 1.2, 1.5, 3.5],
        minutes: (15.0, 70.0),
        words: ("双方已分开，正在询问", "双方达成谅解"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "theft",
        subjects: &["盗窃警情", "电动车被盗", "扒窃警情"],
        platforms: POLICE,
        scene: Scene::Town,
        crews: IN_UNIFORM,
        department: Some(POLICE_STATION),
        often: [1.5, 1.5, 1.5, 1.5, 1.5, 1.2],
        minutes: (30.0, 150.0),
        words: ("正在勘查现场、调取监控", "已立案，现场处置完毕"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "missing-person",
        subjects: &["走失老人", "儿童走失"],
        platforms: POLICE,
        scene: Scene::Town,
        crews: ON_PATROL,
        department: None,
        often: [0.2, 0.6, 0.8, 0.6, 0.8, 0.4],
        minutes: (20.0, 90.0),
        words: ("正沿周边路段寻找", "已找到并送回家中"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "traffic-accident",
        subjects: &["两车刮擦", "电动车与行人相撞", "追尾事故"],
        platforms: POLICE,
        scene: Scene::Crossing,
        crews: IN_UNIFORM,
        department: Some(TRAFFIC_POLICE),
        often: [0.8, 2.5, 2.2, 1.6, 4.0, 1.8],
        minutes: (15.0, 50.0),
        words: ("正在拍照取证、疏导交通", "车辆已撤离，道路恢复通行"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "congestion",
        subjects: &["路口拥堵", "校门口车辆拥堵"],
        platforms: &[("xueliang", 5.0), ("110", 2.0), ("wechat", 1.0)],
        scene: Scene::Crossing,
        crews: ON_PATROL,
        department: Some(TRAFFIC_POLICE),
        often: [0.0, 2.2, 1.0, 0.8, 3.5, 0.6],
        minutes: (12.0, 40.0),
        words: ("正在指挥疏导", "交通恢复正常"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "fraud",
        subjects: &["电信诈骗警情", "网络刷单被骗"],
        platforms: &[("110", 1.0)],
        scene: Scene::Dwellings,
        crews: IN_UNIFORM,
        department: Some(POLICE_STATION),
        often: [0.3, 0.3, 1.2, 1.5, 1.0, 0.8],
        minutes: (30.0, 120.0),
        words: ("正在协助止付、制作笔录", "已立案并完成反诈劝导"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "fire",
        subjects: &["垃圾桶起火", "电动车冒烟"],
        platforms: &[("110", 3.0), ("xueliang", 1.0)],
        scene: Scene::Dwellings,
        crews: ON_PATROL,
        department: Some(EMERGENCY_OFFICE),
        often: [0.35, 0.2, 0.2, 0.3, 0.35, 0.35],
        minutes: (20.0, 60.0),
        words: ("明火已扑灭，正在排查", "隐患已消除"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "gas",
        subjects: &["楼道燃气异味"],
        platforms: &[("110", 1.0), ("12345", 1.0)],
        scene: Scene::Dwellings,
        crews: ON_PATROL,
        department: Some(EMERGENCY_OFFICE),
        often: [0.2, 0.3, 0.3, 0.2, 0.4, 0.3],
        minutes: (25.0, 80.0),
        words: ("已疏散并通知燃气公司", "已修复，检测正常"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "rubbish",
        subjects: &["暴露垃圾", "垃圾满溢", "绿化带垃圾"],
        platforms: STREET,
        scene: Scene::Dwellings,
        crews: IN_THE_GRID,
        department: None,
        often: [0.3, 2.4, 3.5, 2.2, 1.8, 0.4],
        minutes: (15.0, 80.0),
        words: ("已通知环卫，正在清运", "已清运完毕"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "rubble",
        subjects: &["建筑垃圾堆放", "装修垃圾占道"],
        platforms: STREET,
        scene: Scene::Dwellings,
        crews: IN_THE_GRID,
        department: Some(LAW_ENFORCEMENT),
        often: [0.1, 0.6, 2.0, 1.4, 0.8, 0.1],
        minutes: (60.0, 300.0),
        words: ("已联系物业安排车辆", "已清运，场地已冲洗"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "fumes",
        subjects: &["商户油烟扰民", "露天烧烤油烟"],
        platforms: CITIZENS,
        scene: Scene::Quarters,
        crews: IN_THE_STREET,
        department: Some(LAW_ENFORCEMENT),
        often: [0.6, 0.1, 0.9, 1.2, 2.0, 1.8],
        minutes: (20.0, 90.0),
        words: ("已要求商户启用净化设备", "已整改"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "standing-water",
        subjects: &["道路积水", "下穿道积水"],
        platforms: STREET,
        scene: Scene::Crossing,
        crews: IN_THE_STREET,
        department: Some(EMERGENCY_OFFICE),
        often: [0.2, 0.4, 0.4, 0.4, 0.4, 0.3],
        minutes: (25.0, 110.0),
        words: ("正在抽排，已设警示", "积水排除"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "poster",
        subjects: &["墙面小广告", "非法张贴"],
        platforms: STREET,
        scene: Scene::Dwellings,
        crews: IN_THE_GRID,
        department: None,
        often: [0.0, 0.4, 1.4, 1.0, 0.5, 0.0],
        minutes: (15.0, 60.0),
        words: ("正在清理", "已清除"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "site-noise",
        subjects: &["工地夜间施工", "装修噪声"],
        platforms: CITIZENS,
        scene: Scene::Town,
        crews: IN_THE_STREET,
        department: Some(LAW_ENFORCEMENT),
        often: [2.2, 1.2, 0.8, 1.4, 0.6, 1.8],
        minutes: (20.0, 70.0),
        words: ("已要求停止施工", "已停工，责令整改"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "site-danger",
        subjects: &["工地围挡松动", "高坠风险", "脚手架隐患"],
        platforms: &[("xueliang", 2.0), ("grid-cloud", 2.0), ("one-form", 1.0)],
        scene: Scene::Town,
        crews: IN_THE_STREET,
        department: Some(EMERGENCY_OFFICE),
        often: [0.1, 0.5, 1.2, 1.2, 0.6, 0.1],
        minutes: (40.0, 180.0),
        words: ("已拉警戒线，责令整改", "隐患已整改"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "fallen-tree",
        subjects: &["树木倒伏占道", "枯枝坠落风险"],
        platforms: STREET,
        scene: Scene::Country,
        crews: IN_THE_GRID,
        department: Some(EMERGENCY_OFFICE),
        often: [0.2, 0.5, 0.5, 0.3, 0.3, 0.2],
        minutes: (30.0, 120.0),
        words: ("正在锯断清移", "道路已恢复"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "street-trading",
        subjects: &["占道经营", "流动摊贩占道", "店外经营"],
        platforms: STREET,
        scene: Scene::Quarters,
        crews: IN_THE_STREET,
        department: None,
        often: [0.4, 1.8, 2.2, 1.6, 3.2, 2.0],
        minutes: (12.0, 45.0),
        words: ("正在劝离", "已劝离，道路恢复"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "parking",
        subjects: &["消防通道违停", "人行道违停", "车辆堵门"],
        platforms: &[
            ("12345", 2.0),
            ("wechat", 2.0),
            ("citizen-app", 2.0),
            ("110", 2.0),
        ],
        scene: Scene::Dwellings,
        crews: ON_PATROL,
        department: None,
        often: [0.5, 2.2, 1.6, 1.4, 2.6, 1.6],
        minutes: (10.0, 40.0),
        words: ("已联系车主挪车", "车辆已移走"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "bicycles",
        subjects: &["共享单车乱停", "共享单车淤积"],
        platforms: CITIZENS,
        scene: Scene::Campus,
        crews: IN_THE_GRID,
        department: None,
        often: [0.1, 1.2, 1.8, 1.2, 1.4, 0.4],
        minutes: (20.0, 90.0),
        words: ("已通知运维人员", "已规整"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "manhole",
        subjects: &["井盖边缘翘起", "井盖缺失", "井盖异响"],
        platforms: STREET,
        scene: Scene::Crossing,
        crews: IN_THE_GRID,
        department: Some(LAW_ENFORCEMENT),
        often: [0.1, 0.7, 1.0, 0.7, 0.5, 0.2],
        minutes: (40.0, 180.0),
        words: ("已设围挡，正在更换", "井盖已更换"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "street-light",
        subjects: &["路灯不亮", "路灯闪烁"],
        platforms: STREET,
        scene: Scene::Crossing,
        crews: IN_THE_GRID,
        department: Some(LAW_ENFORCEMENT),
        often: [0.6, 0.3, 0.3, 0.3, 1.2, 1.8],
        minutes: (60.0, 360.0),
        words: ("已报修，等待检修车", "已修复"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "road-damage",
        subjects: &["路面坑洞", "人行道砖松动"],
        platforms: STREET,
        scene: Scene::Crossing,
        crews: IN_THE_GRID,
        department: Some(LAW_ENFORCEMENT),
        often: [0.1, 0.6, 1.2, 1.0, 0.5, 0.2],
        minutes: (90.0, 420.0),
        words: ("已设警示，安排修补", "已修补"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "guard-rail",
        subjects: &["护栏倒伏", "隔离桩被撞"],
        platforms: STREET,
        scene: Scene::Crossing,
        crews: IN_THE_STREET,
        department: Some(TRAFFIC_POLICE),
        often: [0.2, 0.6, 0.6, 0.5, 0.6, 0.3],
        minutes: (30.0, 120.0),
        words: ("正在扶正固定", "已恢复"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "market-dispute",
        subjects: &["消费纠纷", "缺斤短两投诉", "货款纠纷"],
        platforms: PEOPLE,
        scene: Scene::Markets,
        crews: AT_THE_TABLE,
        department: Some(JUSTICE_OFFICE),
        often: [0.0, 0.9, 3.0, 4.0, 1.8, 0.3],
        minutes: (25.0, 120.0),
        words: ("双方正在调解", "调解成功，签订协议"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "property-dispute",
        subjects: &["物业纠纷", "停车费纠纷", "漏水纠纷"],
        platforms: PEOPLE,
        scene: Scene::Dwellings,
        crews: AT_THE_TABLE,
        department: Some(JUSTICE_OFFICE),
        often: [0.0, 0.5, 2.0, 1.8, 2.0, 1.0],
        minutes: (30.0, 180.0),
        words: ("正在召集双方调解", "达成一致"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "traffic-signal",
        subjects: &["信号灯不亮", "信号灯黄闪"],
        platforms: &[("xueliang", 2.0), ("110", 2.0), ("wechat", 1.0)],
        scene: Scene::Crossing,
        crews: IN_UNIFORM,
        department: Some(TRAFFIC_POLICE),
        often: [0.1, 0.4, 0.3, 0.3, 0.5, 0.2],
        minutes: (20.0, 90.0),
        words: ("已到场手势指挥，正在抢修", "信号灯恢复正常"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "power-cut",
        subjects: &["小区停电", "电线下垂"],
        platforms: &[("12345", 3.0), ("grid-cloud", 2.0), ("citizen-app", 1.0)],
        scene: Scene::Dwellings,
        crews: IN_THE_GRID,
        department: Some(EMERGENCY_OFFICE),
        often: [0.1, 0.2, 0.2, 0.3, 0.4, 0.4],
        minutes: (30.0, 150.0),
        words: ("已通知供电公司抢修，正在安抚住户", "恢复供电"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "bin",
        subjects: &["垃圾箱破损", "分类箱缺失"],
        platforms: STREET,
        scene: Scene::Dwellings,
        crews: IN_THE_GRID,
        department: Some(LAW_ENFORCEMENT),
        often: [0.0, 0.4, 0.7, 0.5, 0.2, 0.0],
        minutes: (30.0, 180.0),
        words: ("已报环卫更换", "已更换"),
        second: NOW_AND_THEN,
    },
    Matter {
        category: "green",
        subjects: &["绿化带踩踏破损", "行道树支架倾斜"],
        platforms: STREET,
        scene: Scene::Town,
        crews: IN_THE_GRID,
        department: Some(LAW_ENFORCEMENT),
        often: [0.0, 0.3, 0.6, 0.5, 0.3, 0.0],
        minutes: (40.0, 240.0),
        words: ("已通知养护单位", "已修复"),
        second: NOW_AND_THEN,
    },
];

/// The category and the words of a camera's platform that finds its picture black.
pub(crate) const CAMERA_DARK: (&str, &str) = ("camera-fault", "视频点位黑屏");

/// The platforms that tell of a storm.
const IN_A_STORM: &[(&str, f64)] = &[
    ("grid-cloud", 4.0),
    ("one-form", 2.0),
    ("12345", 3.0),
    ("wechat", 1.2),
    ("110", 1.4),
];
const ALL_DAY: [f64; 6] = [1.0; 6];

/// What a storm brings. How often counts against each other only.
pub(crate) static STORM_MATTERS: [Matter; 6] = [
    Matter {
        category: "standing-water",
        subjects: &["道路积水", "下穿道积水", "路口积水车辆熄火"],
        platforms: IN_A_STORM,
        scene: Scene::Crossing,
        crews: IN_THE_STREET,
        department: Some(EMERGENCY_OFFICE),
        often: [6.0; 6],
        minutes: (65.0, 140.0),
        words: ("正在抽排，已设警示", "积水排除"),
        second: NEARLY_ALWAYS,
    },
    Matter {
        category: "fallen-tree",
        subjects: &["树木倒伏占道", "断枝压车", "树木倒伏压线"],
        platforms: IN_A_STORM,
        scene: Scene::Town,
        crews: IN_THE_GRID,
        department: Some(EMERGENCY_OFFICE),
        often: [4.0; 6],
        minutes: (60.0, 130.0),
        words: ("已拉警戒线，正在锯断清移", "道路已恢复"),
        second: NEARLY_ALWAYS,
    },
    Matter {
        category: "power-cut",
        subjects: &["小区停电", "片区停电", "变压器起火花"],
        platforms: IN_A_STORM,
        scene: Scene::Dwellings,
        crews: ON_PATROL,
        department: Some(EMERGENCY_OFFICE),
        often: [3.0; 6],
        minutes: (65.0, 150.0),
        words: ("已通知供电公司抢修，正在安抚住户", "恢复供电"),
        second: NEARLY_ALWAYS,
    },
    Matter {
        category: "traffic-accident",
        subjects: &["雨天追尾", "车辆涉水熄火"],
        platforms: &[("110", 5.0), ("xueliang", 1.0)],
        scene: Scene::Crossing,
        crews: IN_UNIFORM,
        department: Some(TRAFFIC_POLICE),
        often: ALL_DAY,
        minutes: (45.0, 95.0),
        words: ("正在疏导交通、拖移车辆", "道路恢复通行"),
        second: NEARLY_ALWAYS,
    },
    Matter {
        category: "guard-rail",
        subjects: &["围挡被风吹倒", "护栏倒伏"],
        platforms: IN_A_STORM,
        scene: Scene::Crossing,
        crews: IN_THE_STREET,
        department: Some(TRAFFIC_POLICE),
        often: [1.5; 6],
        minutes: (50.0, 100.0),
        words: ("正在扶正固定", "已恢复"),
        second: NEARLY_ALWAYS,
    },
    Matter {
        category: "site-danger",
        subjects: &["工地围挡松动", "塔吊大风隐患"],
        platforms: IN_A_STORM,
        scene: Scene::Town,
        crews: IN_THE_STREET,
        department: Some(EMERGENCY_OFFICE),
        often: ALL_DAY,
        minutes: (65.0, 140.0),
        words: ("已停工并拉警戒线", "隐患已排除"),
        second: NEARLY_ALWAYS,
    },
];

impl Matter {
    /// What a report at an hour of the day says, by chance.
    pub(crate) fn subject(&self, hour: usize, chance: &mut Chance) -> &'static str {
        let fitting: Vec<&'static str> = self
            .subjects
            .iter()
            .copied()
            .filter(|subject| is_heard_at(subject, hour))
            .collect();
        chance.one_of(&fitting).copied().unwrap_or(self.subjects[0])
    }
}

/// Whether something can happen at an hour of the day: nobody dances in the square at noon, and no school lets out at night.
fn is_heard_at(subject: &str, hour: usize) -> bool {
    match subject {
        "夜间噪声扰民" | "KTV 音响扰民" => !(5..21).contains(&hour),
        "夜市食客喧哗" => !(4..19).contains(&hour),
        "广场舞音响扰民" => (6..9).contains(&hour) || (18..23).contains(&hour),
        "商铺音响扰民" => (8..22).contains(&hour),
        "路口拥堵" => (7..20).contains(&hour),
        "校门口车辆拥堵" => (7..9).contains(&hour) || (16..19).contains(&hour),
        "工地夜间施工" => !(6..22).contains(&hour),
        "装修噪声" => (6..22).contains(&hour),
        "酒后滋事" => !(4..19).contains(&hour),
        "露天烧烤油烟" => !(3..17).contains(&hour),
        _ => true,
    }
}
