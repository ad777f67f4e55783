//! A body that is one JSON object, read as what it should be.

use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The body, when all of it came and it is not too long.
pub(super) fn whole(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
    body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large("the body is longer than limits.body_bytes")
        } else {
            Problem::malformed_body("the body broke off")
        }
    })
}

/// What a body says.
///
/// The value is not repeated in the problem: it may be a password, or somebody's name.
pub(super) fn understood<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        if error.is_data() {
            let what = error.to_string();
            // Only names of fields are repeated; all else may quote the value.
            let known = ["missing field", "unknown field"];
            let named = known.iter().any(|word| what.starts_with(word));
            let detail = if named {
                what
            } else {
                format!("a value does not fit at {place}; see /api/v1/openapi.json")
            };
            Problem::invalid_field("", detail)
        } else {
            Problem::malformed_body(format!("no JSON at {place}"))
        }
    })
}

/// Both.
pub(super) fn read<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, Problem> {
    understood(&whole(body)?)
}
