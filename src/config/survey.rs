//! What people measured and named: read when somebody looks through a camera, and again from time to time.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{CameraId, Network};

use super::fetch::fetch_bytes;
use super::hand_labels::HandLabel;
use super::surroundings::SurroundingsError;
use super::{Addresses, Calibrated, FetchError, Token};

/// How cameras stand that somebody has calibrated, and what people have named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surveyed {
    /// Calibrations; a camera without one stands as its catalogue says.
    pub calibrations: BTreeMap<CameraId, Arc<Calibrated>>,
    /// Labels, by network in the order in which they were made.
    pub labels: Vec<HandLabel>,
}

/// Where that is asked for.
#[derive(Clone)]
pub enum SurveySource {
    /// The hub that serves the page, which serves these networks.
    Hub(Addresses, Option<Token>, Vec<Network>),
    /// The page itself: a demo has no hub. What it keeps is of the district of this seed, and it has no labels.
    Page(u64, fn(u64) -> BTreeMap<CameraId, Arc<Calibrated>>),
}

impl Surveyed {
    /// A label by its network and number.
    #[must_use]
    pub fn label(&self, (network, id): (Network, u64)) -> Option<&HandLabel> {
        let mut labels = self.labels.iter();
        labels.find(|label| (label.network, label.id) == (network, id))
    }
}

impl SurveySource {
    /// What is known now.
    ///
    /// # Errors
    /// When the hub cannot be reached, refuses, or says something unreadable.
    pub async fn read(&self) -> Result<Surveyed, SurroundingsError> {
        let (addresses, token, networks) = match self {
            Self::Hub(addresses, token, networks) => (addresses, token.as_ref(), networks),
            Self::Page(seed, newest) => {
                return Ok(Surveyed {
                    calibrations: newest(*seed),
                    labels: Vec::new(),
                });
            }
        };
        let unreadable = |what| move |source| SurroundingsError::Unreadable { what, source };
        let told = fetch_bytes(addresses.of("api/v1/calibrations"), token).await?;
        let calibrations =
            Calibrated::read_all(&told).map_err(unreadable("the list of calibrations"))?;
        let mut labels = Vec::new();
        for network in networks {
            let door = addresses.of(&format!("api/v1/{network}/labels"));
            match fetch_bytes(door, token).await {
                Ok(told) => {
                    let read = HandLabel::read_all(&told, *network);
                    labels.extend(read.map_err(unreadable("the list of labels"))?);
                }
                // A network that is not of those who sit here has none for them.
                Err(FetchError::Status { status: 404, .. } | FetchError::Refused { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Surveyed {
            calibrations,
            labels,
        })
    }
}
