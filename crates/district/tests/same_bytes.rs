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
        (8_933_855_845_207_667_850, 4_625_663_956_179_831_727),
        "the plan of a seed has changed: places of the demo move"
    );
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_seed_builds_the_same_buildings_everywhere() {
    let buildings = (buildings_of(1), buildings_of(2));
    assert_eq!(
        buildings,
        (6_853_620_772_022_479_466, 3_090_746_737_081_306_380),
        "the buildings of a seed have changed: places of the demo look different"
    );
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_seed_tells_the_same_day_everywhere() {
    let days = (day_of(1), day_of(2));
    assert_eq!(
        days,
        (17_250_874_282_028_210_213, 11_569_857_946_890_925_682),
        "the script of a seed has changed"
    );
}
