//! Where platforms' units are.

use axum::Json;
use axum::extract::rejection::BytesRejection;
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::door::Admitted;
use crate::line::SampleOutcome;
use crate::meters;
use crate::problem::Problem;

/// What became of position samples.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct PositionsReceipt {
    /// The unit's latest from now on.
    applied: u64,
    /// A sample of the same moment was there.
    duplicates: u64,
    /// A later sample was there.
    out_of_order: u64,
    /// Not understood, or one unit too many.
    pub refused: u64,
    /// Which were refused, and why.
    problems: Vec<PositionProblem>,
}

/// A sample that was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct PositionProblem {
    /// Which, from 0.
    index: usize,
    /// Why.
    problem: Problem,
}

/// Where a platform's units are.
///
/// Samples are not events: the latest of each unit is kept and shown. The body is one sample, an array, or
/// `{"positions": […]}`.
#[utoipa::path(
    post,
    path = "/ingest/{platform}/positions",
    tag = "ingest",
    params(("platform" = String, Path, description = "the platform's id")),
    request_body(content = serde_json::Value, content_type = "application/json",
        description = "a sample (unit, lon, lat, sampled_at, and optionally heading, coordinates), an array, or {\"positions\": […]}"),
    responses(
        (status = 200, description = "what became of the samples", body = PositionsReceipt),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "no key, or one that nobody has", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "another platform's key", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "too long a body or too many samples", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a single sample with a wrong field", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many requests; Retry-After says when to come back", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn positions(
    admitted: Admitted,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<PositionsReceipt>, Problem> {
    let body = admitted.whole(body)?;
    let understood = admitted.understand(&body, feeds::positions::positions_from_json)?;
    let mut outcomes = admitted.line.take_positions(understood.values).into_iter();
    let mut receipt = PositionsReceipt::default();
    for (index, problem) in understood.problems.into_iter().enumerate() {
        let problem = match problem {
            Some(problem) => Some(problem),
            None => match outcomes.next() {
                Some(SampleOutcome::Taken) => {
                    receipt.applied += 1;
                    None
                }
                Some(SampleOutcome::Duplicate) => {
                    receipt.duplicates += 1;
                    None
                }
                Some(SampleOutcome::Late) => {
                    receipt.out_of_order += 1;
                    None
                }
                Some(SampleOutcome::Ahead(ahead)) => {
                    let field = format!("{}/sampled_at", understood.shape.pointer(index));
                    let problem = Problem::invalid_field(&field, format!("{field}: {ahead}"));
                    Some(admitted.invalid(understood.shape, problem)?)
                }
                Some(SampleOutcome::TooManyUnits) => Some(Problem::too_large(format!(
                    "positions of at most {} units are kept (limits.units)",
                    admitted.hub.config.limits.units
                ))),
                None => Some(Problem::unavailable("it was not looked at")),
            },
        };
        if let Some(problem) = problem {
            receipt.refused += 1;
            receipt.problems.push(PositionProblem { index, problem });
        }
    }
    let counted = [
        ("applied", receipt.applied),
        ("duplicate", receipt.duplicates),
        ("out_of_order", receipt.out_of_order),
        ("refused", receipt.refused),
    ];
    for (outcome, count) in counted {
        meters::positions(&admitted.reporter.platform, outcome, count);
    }
    Ok(Json(receipt))
}
