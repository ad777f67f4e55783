//! Where platforms report: `POST /ingest/{platform}` and `POST /ingest/{platform}/positions`.
//!
//! Each statement of a body is taken or refused for itself; the answer comes when what was taken is durable.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use domain::IncidentRef;
use feeds::{BodyError, ElementError};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::auth::{Denied, Reporter};
use crate::hub::{Hub, bearer};
use crate::line::{Line, Outcome, SampleOutcome, Verdict};
use crate::log::RequestKey;
use crate::meters;
use crate::problem::Problem;

/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 200;

/// What became of a request.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Receipt {
    /// What became of each statement, in the order of the body.
    results: Vec<StatementResult>,
    /// Recorded in the order of the lifecycle.
    applied: u64,
    /// Known already.
    duplicates: u64,
    /// Recorded, and marked as late or against the order.
    out_of_order: u64,
    /// Not recorded.
    pub refused: u64,
}

/// What became of one statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementResult {
    /// "applied", "duplicate", "out_of_order" or "refused".
    outcome: &'static str,
    /// The incident it is about ("police/12").
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    /// The last event it made in the network's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    /// The grid the incident lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    grid: Option<String>,
    /// The patrol area the incident lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

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

/// What a platform says about its incidents.
///
/// The body is one statement, an array, or `{"statements": […]}`. Each is taken or refused for itself. The answer comes when
/// what was taken is durable. The same report twice makes one incident and is answered as a duplicate.
#[utoipa::path(
    post,
    path = "/ingest/{platform}",
    tag = "ingest",
    params(
        ("platform" = String, Path, description = "the platform's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same key again is answered as the first time"),
    ),
    request_body(content = serde_json::Value, content_type = "application/json",
        description = "a statement, an array of statements, or {\"statements\": […]}; see docs/protocol.md"),
    responses(
        (status = 200, description = "what became of each statement", body = Receipt),
        (status = 400, description = "the body cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "no key, or one that nobody has", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "another platform's key", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "too long a body or too many statements", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "a single statement with a wrong field, or an idempotency key used for another body", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many requests; Retry-After says when to come back", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "nothing was recorded; come back", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn statements(
    State(hub): State<Arc<Hub>>,
    Path(platform): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Receipt>, Problem> {
    let (reporter, line) = enter(&hub, &platform, &headers)?;
    let name = reporter.platform.as_str();
    let body = whole(&hub, name, body)?;
    let request = idempotency_key(&headers)?.map(|key| {
        let sender = reporter.platform.to_string();
        (RequestKey { sender, key }, Sha256::digest(&body).into())
    });
    let read = feeds::webhook::statements_from_json(&body, reporter.coordinates)
        .map_err(|error| unreadable(name, &error))?;
    within_batch(&hub, name, read.len())?;
    if let [Err(error)] = read.as_slice()
        && is_single(&body, &error.pointer)
    {
        meters::rejected(name, "invalid_field", 1);
        return Err(problem_of(error));
    }
    let (understood, read): (Vec<_>, Vec<_>) = {
        let mut understood = Vec::new();
        let places: Vec<Result<(), ElementError>> = read
            .into_iter()
            .map(|statement| statement.map(|statement| understood.push(statement)))
            .collect();
        (understood, places)
    };
    let outcomes = line
        .record(reporter.platform.clone(), understood, request)
        .await
        .inspect_err(|_| meters::rejected(name, "not_recorded", 1))?;
    Ok(Json(receipt(&line, reporter, read, outcomes)))
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
    State(hub): State<Arc<Hub>>,
    Path(platform): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<PositionsReceipt>, Problem> {
    let (reporter, line) = enter(&hub, &platform, &headers)?;
    let name = reporter.platform.as_str();
    let body = whole(&hub, name, body)?;
    let read = feeds::positions::positions_from_json(&body, reporter.coordinates)
        .map_err(|error| unreadable(name, &error))?;
    within_batch(&hub, name, read.len())?;
    if let [Err(error)] = read.as_slice()
        && is_single(&body, &error.pointer)
    {
        meters::rejected(name, "invalid_field", 1);
        return Err(problem_of(error));
    }
    let mut receipt = PositionsReceipt::default();
    for (index, sample) in read.into_iter().enumerate() {
        let problem = match sample {
            Err(error) => {
                meters::rejected(name, "invalid_field", 1);
                Some(problem_of(&error))
            }
            Ok(sample) => match line.take_position(sample) {
                SampleOutcome::Taken => {
                    receipt.applied += 1;
                    None
                }
                SampleOutcome::Duplicate => {
                    receipt.duplicates += 1;
                    None
                }
                SampleOutcome::Late => {
                    receipt.out_of_order += 1;
                    None
                }
                SampleOutcome::TooManyUnits => Some(Problem::too_large(format!(
                    "positions of at most {} units are kept (limits.units)",
                    hub.config.limits.units
                ))),
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
        meters::positions(&reporter.platform, outcome, count);
    }
    Ok(Json(receipt))
}

/// Who knocks, and at which line; refused when the key is not the platform's, or it knocks too often.
fn enter<'a>(
    hub: &'a Hub,
    platform: &str,
    headers: &HeaderMap,
) -> Result<(&'a Reporter, Arc<Line>), Problem> {
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
    Ok((reporter, Arc::clone(line)))
}

fn whole(hub: &Hub, platform: &str, body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
    body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            meters::rejected(platform, "too_large", 1);
            Problem::too_large(format!(
                "a body has at most {} bytes (limits.body_bytes)",
                hub.config.limits.body_bytes
            ))
        } else {
            meters::rejected(platform, "malformed_body", 1);
            Problem::malformed_body("the body broke off")
        }
    })
}

fn within_batch(hub: &Hub, platform: &str, count: usize) -> Result<(), Problem> {
    let limit = hub.config.limits.batch;
    if count <= limit {
        return Ok(());
    }
    meters::rejected(platform, "too_large", 1);
    Err(Problem::too_large(format!(
        "the body has {count} elements, the limit is {limit} (limits.batch)"
    )))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    const NAME: &str = "Idempotency-Key";
    let Some(value) = headers.get(NAME) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=LONGEST_KEY).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Problem::invalid_parameter(
            NAME,
            format!("1 to {LONGEST_KEY} visible ASCII characters are needed"),
        )),
    }
}

fn unreadable(platform: &str, error: &BodyError) -> Problem {
    if let BodyError::TooMany { .. } = error {
        meters::rejected(platform, "too_large", 1);
        return Problem::too_large(error.to_string());
    }
    meters::rejected(platform, "malformed_body", 1);
    Problem::malformed_body(error.to_string())
}

fn problem_of(error: &ElementError) -> Problem {
    let detail = if error.pointer.is_empty() {
        error.flaw.to_string()
    } else {
        error.to_string()
    };
    Problem::invalid_field(&error.pointer, detail)
}

/// Whether the body is one object and not a list of them: an error in a list names the member first.
fn is_single(body: &[u8], pointer: &str) -> bool {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    let in_list = ["/statements/", "/positions/"]
        .iter()
        .any(|list| pointer.starts_with(list));
    first == Some(&b'{') && !in_list
}

/// Puts what was decided and what was not understood back into the order of the body, and counts.
fn receipt(
    line: &Line,
    reporter: &Reporter,
    read: Vec<Result<(), ElementError>>,
    outcomes: Vec<Outcome>,
) -> Receipt {
    let mut outcomes = outcomes.into_iter();
    let mut receipt = Receipt::default();
    let mut counted: BTreeMap<&'static str, u64> = BTreeMap::new();
    for element in read {
        let result = match element {
            Err(error) => {
                meters::rejected(reporter.platform.as_str(), "invalid_field", 1);
                refused(problem_of(&error))
            }
            Ok(()) => match outcomes.next() {
                Some(outcome) => result_of(line, outcome),
                None => refused(Problem::unavailable("no answer was kept for it")),
            },
        };
        *counted.entry(result.outcome).or_default() += 1;
        receipt.results.push(result);
    }
    for (outcome, count) in &counted {
        meters::statements(&reporter.platform, outcome, *count);
    }
    let count = |verdict: Verdict| counted.get(verdict.as_str()).copied().unwrap_or(0);
    Receipt {
        applied: count(Verdict::Applied),
        duplicates: count(Verdict::Duplicate),
        out_of_order: count(Verdict::OutOfOrder),
        refused: count(Verdict::Refused),
        ..receipt
    }
}

fn refused(problem: Problem) -> StatementResult {
    StatementResult {
        outcome: Verdict::Refused.as_str(),
        incident: None,
        seq: None,
        grid: None,
        area: None,
        problem: Some(problem),
    }
}

fn result_of(line: &Line, outcome: Outcome) -> StatementResult {
    let incident = outcome.incident.map(|id| IncidentRef {
        network: line.network(),
        id,
    });
    let problem = outcome.refusal.map(|refusal| {
        let word = serde_json::to_value(&refusal)
            .ok()
            .and_then(|value| Some(value.get("refusal")?.as_str()?.to_owned()));
        Problem::refused(&word.unwrap_or_default(), refusal.to_string())
    });
    StatementResult {
        outcome: outcome.verdict.as_str(),
        incident: incident.map(|incident| incident.to_string()),
        seq: outcome.seq.map(|seq| seq.0),
        grid: outcome.grid.map(|grid| grid.to_string()),
        area: outcome.area.map(|area| area.to_string()),
        problem,
    }
}
