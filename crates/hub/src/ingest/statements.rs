//! What platforms say about their incidents.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use bytes::Bytes;
use domain::IncidentRef;
use feeds::Shape;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::door::Admitted;
use crate::hub::idempotency_key;
use crate::line::{Line, Objection, Outcome, Verdict};
use crate::log::RequestKey;
use crate::meters;
use crate::problem::Problem;

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
    admitted: Admitted,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Receipt>, Problem> {
    let platform = &admitted.reporter.platform;
    let body = admitted.whole(body)?;
    let request = idempotency_key(&headers)?.map(|key| {
        let sender = platform.to_string();
        (RequestKey { sender, key }, Sha256::digest(&body).into())
    });
    let understood = admitted.understand(&body, feeds::webhook::statements_from_json)?;
    let outcomes = admitted
        .line
        .record(platform.clone(), understood.values, request)
        .await
        .inspect_err(|_| admitted.rejects("not_recorded"))?;
    let results = results(&admitted, understood.shape, understood.problems, outcomes)?;
    Ok(Json(receipt(&admitted, results)))
}

/// Puts what was decided and what was not understood back into the order of the body.
fn results(
    admitted: &Admitted,
    shape: Shape,
    problems: Vec<Option<Problem>>,
    outcomes: Vec<Outcome>,
) -> Result<Vec<StatementResult>, Problem> {
    let mut outcomes = outcomes.into_iter();
    let mut results = Vec::with_capacity(problems.len());
    for (index, problem) in problems.into_iter().enumerate() {
        let result = match problem {
            Some(problem) => refused(problem),
            None => match outcomes.next() {
                Some(outcome) => {
                    let refusal = outcome.refusal.as_ref();
                    let problem = refusal
                        .map(|refusal| objection(admitted, shape, index, refusal))
                        .transpose()?;
                    result_of(&admitted.line, outcome, problem)
                }
                None => refused(Problem::unavailable("no answer was kept for it")),
            },
        };
        results.push(result);
    }
    Ok(results)
}

/// What is wrong with a statement that was understood and refused.
fn objection(
    admitted: &Admitted,
    shape: Shape,
    index: usize,
    objection: &Objection,
) -> Result<Problem, Problem> {
    match objection {
        Objection::Refused(refusal) => Ok(Problem::from(refusal)),
        Objection::Ahead(_) => {
            let field = format!("{}/occurred_at", shape.pointer(index));
            let problem = Problem::invalid_field(&field, format!("{field}: {objection}"));
            admitted.invalid(shape, problem)
        }
    }
}

fn receipt(admitted: &Admitted, results: Vec<StatementResult>) -> Receipt {
    let mut counted: BTreeMap<&'static str, u64> = BTreeMap::new();
    for result in &results {
        *counted.entry(result.outcome).or_default() += 1;
    }
    for (outcome, count) in &counted {
        meters::statements(&admitted.reporter.platform, outcome, *count);
    }
    let count = |verdict: Verdict| counted.get(verdict.as_str()).copied().unwrap_or(0);
    Receipt {
        applied: count(Verdict::Applied),
        duplicates: count(Verdict::Duplicate),
        out_of_order: count(Verdict::OutOfOrder),
        refused: count(Verdict::Refused),
        results,
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

fn result_of(line: &Line, outcome: Outcome, problem: Option<Problem>) -> StatementResult {
    let incident = outcome.incident.map(|id| IncidentRef {
        network: line.network(),
        id,
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
