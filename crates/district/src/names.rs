//! What things are called. Invented, in the manner of the place; the communities are the real ones by name only.

use domain::Name;

use crate::chance::Chance;

/// The district itself.
pub(crate) fn district() -> Name {
    Name::new("双福街道", "Shuangfu")
}

pub(crate) fn avenue() -> Name {
    Name::new("双福大道", "Shuangfu Avenue")
}

pub(crate) fn south_avenue() -> Name {
    Name::new("福城大道", "Fucheng Avenue")
}

pub(crate) fn college_avenue() -> Name {
    Name::new("学府大道", "Xuefu Avenue")
}

pub(crate) fn ring_road() -> Name {
    Name::new("环城路", "Ring Road")
}

pub(crate) fn expressway() -> Name {
    Name::new("绕城高速", "Ring Expressway")
}

pub(crate) fn river() -> Name {
    Name::new("福溪河", "Fuxi River")
}

pub(crate) fn main_roads() -> [Name; 6] {
    [
        Name::new("福星路", "Fuxing Road"),
        Name::new("福城路", "Fucheng Road"),
        Name::new("商贸路", "Shangmao Road"),
        Name::new("聚业路", "Juye Road"),
        Name::new("珊瑚路", "Shanhu Road"),
        Name::new("祥福路", "Xiangfu Road"),
    ]
}

/// Names for streets, each once, in an order of chance.
pub(crate) fn streets(chance: &mut Chance) -> impl Iterator<Item = Name> + use<> {
    const FIRST: [(&str, &str); 12] = [
        ("福", "Fu"),
        ("双", "Shuang"),
        ("祥", "Xiang"),
        ("瑞", "Rui"),
        ("兴", "Xing"),
        ("和", "He"),
        ("锦", "Jin"),
        ("云", "Yun"),
        ("聚", "Ju"),
        ("明", "Ming"),
        ("松", "Song"),
        ("桂", "Gui"),
    ];
    const SECOND: [(&str, &str); 10] = [
        ("宁", "ning"),
        ("泰", "tai"),
        ("康", "kang"),
        ("华", "hua"),
        ("园", "yuan"),
        ("田", "tian"),
        ("湖", "hu"),
        ("林", "lin"),
        ("山", "shan"),
        ("庆", "qing"),
    ];
    let mut names: Vec<Name> = FIRST
        .iter()
        .flat_map(|first| SECOND.iter().map(move |second| (first, second)))
        .enumerate()
        .map(|(k, ((first_zh, first_en), (second_zh, second_en)))| {
            let (zh, en) = if k % 3 == 0 {
                ("街", "Street")
            } else {
                ("路", "Road")
            };
            Name::new(
                &format!("{first_zh}{second_zh}{zh}"),
                &format!("{first_en}{second_en} {en}"),
            )
        })
        .collect();
    for last in (1..names.len()).rev() {
        names.swap(last, chance.below(last + 1));
    }
    names.into_iter()
}

/// The communities and where they have their centre: a share of the way from the middle to the outline, and the direction
/// in degrees counter-clockwise from east.
pub(crate) fn communities() -> [(Name, f64, f64); 14] {
    let community = |zh: &str, en: &str, share: f64, direction: f64| {
        (Name::new(&format!("{zh}社区"), en), share, direction)
    };
    [
        community("阳坪", "Yangping", 0.78, 128.0),
        community("津福", "Jinfu", 0.26, 205.0),
        community("黑林", "Heilin", 0.80, 215.0),
        community("双溪", "Shuangxi", 0.42, 15.0),
        community("怡云", "Yiyun", 0.30, 95.0),
        community("高浒", "Gaohu", 0.82, 262.0),
        community("三界", "Sanjie", 0.80, 312.0),
        community("破石", "Poshi", 0.82, 78.0),
        community("恒碧", "Hengbi", 0.45, 285.0),
        community("兴隆", "Xinglong", 0.60, 350.0),
        community("李子", "Lizi", 0.80, 30.0),
        community("双凤路", "Shuangfeng Road", 0.48, 150.0),
        community("福城", "Fucheng", 0.12, 300.0),
        community("双河路", "Shuanghe Road", 0.50, 245.0),
    ]
}

pub(crate) fn patrol_areas() -> [(&'static str, Name); 7] {
    let area = |zh: &str, en: &str| Name::new(zh, en);
    [
        ("A1", area("一巡区", "Patrol area 1")),
        ("A2", area("二巡区", "Patrol area 2")),
        ("A3", area("三巡区", "Patrol area 3")),
        ("A4", area("四巡区", "Patrol area 4")),
        ("A5", area("五巡区", "Patrol area 5")),
        ("A6", area("六巡区", "Patrol area 6")),
        (
            "A7",
            area("双福国际商贸城", "Shuangfu International Trade City"),
        ),
    ]
}

pub(crate) fn stations() -> [(&'static str, Name); 7] {
    let station =
        |zh: &str, en: &str| Name::new(&format!("{zh}巡区服务工作站"), &format!("{en} station"));
    [
        ("S1", station("米兰小镇", "Milan Town")),
        ("S2", station("学府", "Xuefu")),
        ("S3", station("阳坪", "Yangping")),
        ("S4", station("双凤", "Shuangfeng")),
        ("S5", station("黑林", "Heilin")),
        ("S6", station("福城", "Fucheng")),
        ("S7", station("国际商贸城", "Trade City")),
    ]
}

pub(crate) fn universities() -> [Name; 6] {
    [
        Name::new("双福交通大学", "Shuangfu Jiaotong University"),
        Name::new("双福工程学院", "Shuangfu Institute of Engineering"),
        Name::new("双福公共运输学院", "Shuangfu College of Public Transport"),
        Name::new("双福能源学院", "Shuangfu College of Energy"),
        Name::new("双福财经学院", "Shuangfu College of Finance"),
        Name::new("双福艺术学院", "Shuangfu Academy of Arts"),
    ]
}

pub(crate) fn markets() -> [Name; 5] {
    [
        Name::new("双福农产品批发市场", "Shuangfu Farm Produce Market"),
        Name::new("双福建材市场", "Shuangfu Building Materials Market"),
        Name::new("双福五金机电市场", "Shuangfu Hardware Market"),
        Name::new("双福汽配市场", "Shuangfu Car Parts Market"),
        Name::new("双福家居市场", "Shuangfu Furniture Market"),
    ]
}

pub(crate) fn commercial_quarters() -> [Name; 4] {
    [
        Name::new("米兰小镇", "Milan Town"),
        Name::new("时代广场", "Times Square"),
        Name::new("福城里", "Fucheng Li"),
        Name::new("双福天街", "Shuangfu Paradise Walk"),
    ]
}

/// Residential estates that are known by name.
pub(crate) fn estates() -> [Name; 12] {
    [
        Name::new("福城西苑", "Fucheng Xiyuan"),
        Name::new("福城东苑", "Fucheng Dongyuan"),
        Name::new("津福雅居", "Jinfu Yaju"),
        Name::new("怡云佳苑", "Yiyun Jiayuan"),
        Name::new("恒碧天誉", "Hengbi Tianyu"),
        Name::new("双溪花园", "Shuangxi Garden"),
        Name::new("兴隆苑", "Xinglong Yuan"),
        Name::new("学府雅苑", "Xuefu Yayuan"),
        Name::new("双凤新居", "Shuangfeng Xinju"),
        Name::new("双河丽景", "Shuanghe Lijing"),
        Name::new("李子家园", "Lizi Jiayuan"),
        Name::new("阳坪小区", "Yangping Estate"),
    ]
}

pub(crate) fn city_park() -> Name {
    Name::new("福城公园", "Fucheng Park")
}

pub(crate) fn lake_park() -> Name {
    Name::new("津福湖公园", "Jinfu Lake Park")
}
