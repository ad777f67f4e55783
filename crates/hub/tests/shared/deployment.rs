//! Deployments of tests, as text.

/// The name, the time zone and the home of every test's deployment.
pub const PLACE: &str = r#"
name = { zh = "测试", en = "Test" }
time_zone = "Asia/Chongqing"
[home]
lon = 106.1
lat = 29.05
zoom = 12.0
"#;

/// Feeds of these networks, served by the hub itself.
pub fn feeds(networks: &[&str]) -> String {
    networks
        .iter()
        .map(|network| {
            format!(
                "[[feeds]]\nnetwork = {network:?}\nname = {{ zh = {network:?}, en = {network:?} }}\n"
            )
        })
        .collect()
}

/// A platform that reports; its table goes on with what is written after it.
pub fn platform(id: &str, network: &str, key: &str) -> String {
    format!(
        "[[platforms]]\nid = {id:?}\nname = {{ zh = {id:?}, en = {id:?} }}\nnetwork = {network:?}\nkey = {key:?}\n"
    )
}
