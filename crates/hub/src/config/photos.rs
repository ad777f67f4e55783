//! What photos may be, and where they are kept.

use serde::Deserialize;

use super::Secret;

/// What photos may be, and where they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PhotosConfig {
    /// The largest file, in bytes.
    pub max_bytes: usize,
    /// The most pixels: while one is decoded, each takes up to 12 bytes of memory.
    pub max_pixels: u64,
    /// How long one may take to come in, in seconds: whoever stops in the middle holds up nobody for longer.
    pub upload_secs: u64,
    /// A bucket; without it they are kept in the data folder.
    pub s3: Option<BucketConfig>,
}

impl Default for PhotosConfig {
    fn default() -> Self {
        Self {
            max_bytes: 10 * 1024 * 1024,
            max_pixels: 25_000_000,
            upload_secs: 120,
            s3: None,
        }
    }
}

/// A bucket of S3's kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketConfig {
    /// Its name.
    pub bucket: String,
    /// The region; some services take any word.
    #[serde(default = "usual_region")]
    pub region: String,
    /// Where the service is, when it is not Amazon's own ("https://minio.example").
    pub endpoint: Option<String>,
    /// Whose keys.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: Secret,
}

fn usual_region() -> String {
    "us-east-1".to_owned()
}
