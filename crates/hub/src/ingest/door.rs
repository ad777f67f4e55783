//! The way in: who knocks, with what in hand, and what of it is understood.

use std::sync::Arc;

use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use feeds::{BodyError, ElementError, Elements, Shape};
use geodesy::CoordinateSystem;

use crate::auth::{Denied, Reporter};
use crate::hub::{Hub, bearer};
use crate::line::Line;
use crate::meters;
use crate::problem::Problem;

/// A platform that was let in: its key is its own, and it does not knock too often.
///
/// Found out from the head of a request, so that of a stranger's body nothing is read.
pub struct Admitted {
    pub(super) hub: Arc<Hub>,
    pub(super) reporter: Reporter,
    pub(super) line: Arc<Line>,
}

impl FromRequestParts<Arc<Hub>> for Admitted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Problem> {
        let Path(platform) = Path::<String>::from_request_parts(parts, hub)
            .await
            .map_err(|_| Problem::not_found("no such platform"))?;
        Self::at(hub, &platform, &parts.headers)
    }
}

impl Admitted {
    /// Who knocks at a platform's door.
    ///
    /// # Errors
    /// When the key is not the platform's, or it knocks too often.
    pub fn at(hub: &Arc<Hub>, platform: &str, headers: &HeaderMap) -> Result<Self, Problem> {
        let reporter = hub.access.reporter(bearer(headers)).inspect_err(|_| {
            meters::rejected("unknown", "unauthorised", 1);
        })?;
        let name = reporter.platform.as_str();
        if name != platform {
            meters::rejected(name, "forbidden", 1);
            return Err(Denied::NotEntitled.into());
        }
        hub.keep_pace(&reporter.platform)
            .inspect_err(|_| meters::rejected(name, "too_many_requests", 1))?;
        let line = hub.line(reporter.network.as_str())?;
        Ok(Self {
            hub: Arc::clone(hub),
            reporter: reporter.clone(),
            line: Arc::clone(line),
        })
    }

    /// Counts what was not understood or not taken.
    pub(super) fn rejects(&self, reason: &'static str) {
        meters::rejected(self.reporter.platform.as_str(), reason, 1);
    }

    /// The body, when all of it came and it is not too long.
    pub(super) fn whole(&self, body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
        body.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                self.too_large(format!(
                    "a body has at most {} bytes (limits.body_bytes)",
                    self.hub.config.limits.body_bytes
                ))
            } else {
                self.rejects("malformed_body");
                Problem::malformed_body("the body broke off")
            }
        })
    }

    /// The elements of a body, each understood or not; refused as a whole when nothing of it can be used.
    pub(super) fn understand<T>(
        &self,
        body: &[u8],
        read: impl FnOnce(&[u8], CoordinateSystem) -> Result<Elements<T>, BodyError>,
    ) -> Result<Understood<T>, Problem> {
        let elements = read(body, self.reporter.coordinates).map_err(|error| match error {
            BodyError::TooMany { .. } => self.too_large(error.to_string()),
            _ => {
                self.rejects("malformed_body");
                Problem::malformed_body(error.to_string())
            }
        })?;
        let (count, limit) = (elements.each.len(), self.hub.config.limits.batch);
        if count > limit {
            return Err(self.too_large(format!(
                "the body has {count} elements, the limit is {limit} (limits.batch)"
            )));
        }
        let mut understood = Understood {
            shape: elements.shape,
            values: Vec::with_capacity(count),
            problems: Vec::with_capacity(count),
        };
        for element in elements.each {
            let problem = match element {
                Ok(value) => {
                    understood.values.push(value);
                    None
                }
                Err(error) => Some(self.invalid(understood.shape, problem_of(&error))?),
            };
            understood.problems.push(problem);
        }
        Ok(understood)
    }

    /// Counts an element with a wrong field. The problem is the answer to a body that is a single object; in a list it
    /// stands beside what became of the others.
    pub(super) fn invalid(&self, shape: Shape, problem: Problem) -> Result<Problem, Problem> {
        self.rejects("invalid_field");
        match shape {
            Shape::Single => Err(problem),
            Shape::List | Shape::Envelope(_) => Ok(problem),
        }
    }

    fn too_large(&self, detail: String) -> Problem {
        self.rejects("too_large");
        Problem::too_large(detail)
    }
}

/// The elements of a body.
pub(super) struct Understood<T> {
    /// How the body holds them.
    pub shape: Shape,
    /// Those that were understood, in order.
    pub values: Vec<T>,
    /// For each element of the body what is wrong with it; `None` stands for the next of those understood.
    pub problems: Vec<Option<Problem>>,
}

fn problem_of(error: &ElementError) -> Problem {
    let detail = if error.pointer.is_empty() {
        error.flaw.to_string()
    } else {
        error.to_string()
    };
    Problem::invalid_field(&error.pointer, detail)
}
