//! The same seed gives the same bytes: on every machine, natively and in wasm.

use district::{District, Script, Scripted, Told};
use domain::Millis;
use world::Act;

/// FNV-1a, 64 bits.
fn digest(texts: &[String]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn plan_of(seed: u64) -> u64 {
    let district = District::from_seed(seed);
    let units = district.units.iter().map(|unit| (&unit.id, &unit.name.zh));
    let layers = district.layers();
    let mut texts: Vec<String> = layers.iter().map(|(_, layer)| layer.to_string()).collect();
    texts.push(format!("{:?}", units.collect::<Vec<_>>()));
    texts.push(format!("{:?}", district.on_watch(Script::DEMO_DAY)));
    digest(&texts)
}

fn buildings_of(seed: u64) -> u64 {
    let district = District::from_seed(seed);
    let buildings = district.buildings.iter().map(|building| {
        let corners = building.footprint.exterior().coords();
        let corners: Vec<_> = corners.map(|at| (at.x.to_bits(), at.y.to_bits())).collect();
        format!(
            "{} {:?} {:?} {} {} {} {corners:?}",
            building.purpose.as_str(),
            building.roof,
            building.name.as_ref().map(|name| &name.zh),
            building.storeys,
            building.height.0,
            building.grid,
        )
    });
    digest(&buildings.collect::<Vec<_>>())
}

/// What a fact says, apart from the shape of the types that carry it.
fn words_of(fact: &Scripted) -> String {
    let report = match &fact.told {
        Told::Act(Act::Report(report)) => {
            let position = report.place.position.map(|at| (at.lon(), at.lat()));
            format!("{} {:?} {position:?}", report.subject, report.place.address)
        }
        _ => String::new(),
    };
    let Scripted {
        at,
        platform,
        external_id,
        desk,
        note,
        details,
        ..
    } = fact;
    format!(
        "{} {platform} {external_id} {desk:?} {note:?} {details:?} {report}",
        at.0
    )
}

fn day_of(seed: u64) -> u64 {
    let midnight = Script::DEMO_DAY;
    let day = Script::new(&District::from_seed(District::DEMO_SEED), seed, 1.0).day(midnight);
    let noon = midnight + Millis::from_hours(12);
    let driven = day.unit_positions(noon, noon + Millis::from_mins(10));
    let driven = driven.iter().map(|sample| {
        format!(
            "{} {} {} {:?} {}",
            sample.unit,
            sample.position.lon(),
            sample.position.lat(),
            sample.heading_degrees,
            sample.sampled_at.0
        )
    });
    digest(
        &day.facts()
            .iter()
            .map(words_of)
            .chain(driven)
            .chain([format!(
                "{:?} {:?} {:?}",
                day.storm(),
                day.outages(),
                day.dark_cameras()
            )])
            .collect::<Vec<_>>(),
    )
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_seed_draws_the_same_district_everywhere() {
    let plans = (plan_of(1), plan_of(2));
    assert_eq!(
        plans,
        (2_645_375_278_718_578_601, 6_960_947_413_086_934_854),
        "the plan of a seed has changed: places of the demo move"
    );
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_seed_builds_the_same_buildings_everywhere() {
    let buildings = (buildings_of(1), buildings_of(2));
    assert_eq!(
        buildings,
        (5_154_378_733_972_299_218, 4_631_993_698_586_525_363),
        "the buildings of a seed have changed: places of the demo look different"
    );
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_seed_tells_the_same_day_everywhere() {
    let days = (day_of(1), day_of(2));
    assert_eq!(
        days,
        (12_440_896_038_351_603_379, 15_927_408_175_513_977_272),
        "the script of a seed has changed"
    );
}
