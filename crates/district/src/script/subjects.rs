//! What reports of the district say, in both languages: platforms send Chinese words only.

use domain::Name;

use super::matters::{CAMERA_DARK, MATTERS, STORM_MATTERS};

/// What is usually reported under a category, each once.
pub(crate) fn subjects_of(category: &str) -> Vec<Name> {
    let matters = MATTERS.iter().chain(&STORM_MATTERS);
    let mut subjects: Vec<&str> = matters
        .filter(|matter| matter.category == category)
        .flat_map(|matter| matter.subjects.iter().copied())
        .collect();
    if category == CAMERA_DARK.0 {
        subjects.push(CAMERA_DARK.1);
    }
    subjects.sort_unstable();
    subjects.dedup();
    subjects
        .into_iter()
        .map(|zh| Name::new(zh, english(zh).unwrap_or(zh)))
        .collect()
}

fn english(zh: &str) -> Option<&'static str> {
    let index = ENGLISH.binary_search_by_key(&zh, |(zh, _)| zh).ok()?;
    Some(ENGLISH[index].1)
}

/// By the Chinese words.
const ENGLISH: [(&str, &str); 83] = [
    ("KTV 音响扰民", "Karaoke noise"),
    ("下穿道积水", "Underpass flooded"),
    ("两车刮擦", "Two cars scraped"),
    ("井盖异响", "Manhole cover rattles"),
    ("井盖缺失", "Manhole cover missing"),
    ("井盖边缘翘起", "Manhole cover edge raised"),
    ("人行道砖松动", "Loose paving"),
    ("人行道违停", "Parked on the pavement"),
    ("信号灯不亮", "Traffic lights out"),
    ("信号灯黄闪", "Traffic lights flash yellow"),
    ("停车费纠纷", "Dispute over parking fee"),
    ("儿童走失", "Child missing"),
    ("共享单车乱停", "Shared bikes strewn about"),
    ("共享单车淤积", "Shared bikes piled up"),
    ("分类箱缺失", "Sorting bin missing"),
    ("占道经营", "Trading on the street"),
    ("变压器起火花", "Transformer sparks"),
    ("商户油烟扰民", "Kitchen fumes"),
    ("商铺音响扰民", "Loud shop"),
    ("围挡被风吹倒", "Hoarding blown over"),
    ("垃圾桶起火", "Bin on fire"),
    ("垃圾满溢", "Bins overflow"),
    ("垃圾箱破损", "Bin broken"),
    ("塔吊大风隐患", "Tower crane in the wind"),
    ("墙面小广告", "Flyposting on a wall"),
    ("夜市食客喧哗", "Loud diners at the night market"),
    ("夜间噪声扰民", "Noise at night"),
    ("小区停电", "Estate without power"),
    ("工地围挡松动", "Site hoarding loose"),
    ("工地夜间施工", "Building work at night"),
    ("广场舞音响扰民", "Loud square dancing"),
    ("店外经营", "Shop spreads outside"),
    ("建筑垃圾堆放", "Building rubble dumped"),
    ("扒窃警情", "Pickpocket"),
    ("打架纠纷", "Fight"),
    ("护栏倒伏", "Guard rail down"),
    ("断枝压车", "Branch on a car"),
    ("暴露垃圾", "Litter"),
    ("枯枝坠落风险", "Dead branch may fall"),
    ("树木倒伏占道", "Tree across the road"),
    ("树木倒伏压线", "Tree on a power line"),
    ("校门口车辆拥堵", "Jam at a school gate"),
    ("楼道燃气异味", "Smell of gas in a stairwell"),
    ("流动摊贩占道", "Hawkers in the way"),
    ("消费纠纷", "Customer dispute"),
    ("消防通道违停", "Fire lane blocked"),
    ("漏水纠纷", "Dispute over a leak"),
    ("片区停电", "Quarter without power"),
    ("物业纠纷", "Dispute with the estate manager"),
    ("犬吠扰民", "Barking dog"),
    ("电信诈骗警情", "Telephone fraud"),
    ("电动车与行人相撞", "E-bike hit a pedestrian"),
    ("电动车冒烟", "E-bike smokes"),
    ("电动车被盗", "E-bike stolen"),
    ("电线下垂", "Cable hangs low"),
    ("盗窃警情", "Theft"),
    ("绿化带垃圾", "Litter in the green strip"),
    ("绿化带踩踏破损", "Green strip trampled"),
    ("缺斤短两投诉", "Short weight"),
    ("网络刷单被骗", "Online task scam"),
    ("脚手架隐患", "Unsafe scaffolding"),
    ("行道树支架倾斜", "Tree stake leans"),
    ("装修噪声", "Noise of renovation"),
    ("装修垃圾占道", "Renovation waste in the way"),
    ("视频点位黑屏", "Camera dark"),
    ("货款纠纷", "Dispute over payment for goods"),
    ("走失老人", "Elderly person missing"),
    ("路口拥堵", "Jam at a junction"),
    ("路口积水车辆熄火", "Car stalled in a flooded junction"),
    ("路灯不亮", "Street lamp out"),
    ("路灯闪烁", "Street lamp flickers"),
    ("路面坑洞", "Pothole"),
    ("车辆堵门", "Car blocks a gate"),
    ("车辆涉水熄火", "Car stalled in water"),
    ("追尾事故", "Rear-end collision"),
    ("道路积水", "Road flooded"),
    ("邻里冲突", "Quarrel between neighbours"),
    ("酒后滋事", "Drunken disorder"),
    ("隔离桩被撞", "Bollard hit"),
    ("雨天追尾", "Rear-end collision in the rain"),
    ("露天烧烤油烟", "Barbecue fumes"),
    ("非法张贴", "Illegal posters"),
    ("高坠风险", "Something may fall"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::categories::rules;

    #[test]
    fn everything_that_is_reported_can_be_read_in_english() {
        assert!(ENGLISH.is_sorted_by_key(|(zh, _)| zh));
        let rules = rules();
        let subjects = rules
            .categories
            .values()
            .flat_map(|category| &category.subjects);
        let mut seen = 0;
        for subject in subjects {
            seen += 1;
            assert!(subject.en.is_ascii(), "{} has no English words", subject.zh);
        }
        assert_eq!(seen, ENGLISH.len(), "words that nobody says");
    }
}
