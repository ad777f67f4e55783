//! Parameters of an address, refused with a word on which is wrong.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// What stands behind the question mark.
pub(super) struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
        read.map(|Query(params)| Self(params)).map_err(|rejection| {
            let text = rejection.body_text();
            let complaint = text
                .rsplit_once("query string: ")
                .map_or(text.as_str(), |(_, why)| why);
            let field = complaint.split_once(':').map_or("", |(field, _)| field);
            Problem::invalid_parameter(field, complaint)
        })
    }
}
