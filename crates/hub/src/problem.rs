//! How the hub says that something is wrong: problem details (RFC 9457).

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use world::Refusal;

use crate::auth::Denied;
use crate::auth::rights::MissingRight;
use crate::line::{Unanswered, word};
use crate::log::LogError;

/// What is wrong with a request, as RFC 9457 writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// What sort of problem it is: "urn:furun:problem:" and a word.
    #[schema(example = "urn:furun:problem:invalid-field")]
    #[serde(serialize_with = "as_urn", rename = "type")]
    word: &'static str,
    /// The sort of problem in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What is wrong this time, and what to do.
    #[schema(value_type = String)]
    detail: Box<str>,
    /// The field that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    field: Option<Box<str>>,
    /// The field as a JSON pointer (RFC 6901) into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pointer: Option<Box<str>>,
    /// The word of a refusal ("unknown_incident").
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    refusal: Option<Box<str>>,
    /// What else a command's sender needs.
    #[serde(flatten)]
    command: Option<Box<AboutCommand>>,
    #[serde(skip)]
    retry_after_secs: Option<u32>,
}

/// What the sender of a command is told besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
struct AboutCommand {
    /// The right that is missing ("assign", "people").
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<&'static str>,
    /// What has changed of that which matters to the command: "stage", "assignments", "description".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changed: Vec<&'static str>,
    /// The incident's version now.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
}

fn as_urn<S: serde::Serializer>(word: &&'static str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("urn:furun:problem:{word}"))
}

impl Problem {
    fn new(
        status: StatusCode,
        word: &'static str,
        title: &'static str,
        detail: impl Into<Box<str>>,
    ) -> Self {
        Self {
            word,
            title,
            status: status.as_u16(),
            detail: detail.into(),
            field: None,
            pointer: None,
            refusal: None,
            command: None,
            retry_after_secs: None,
        }
    }

    /// Nothing of the body could be used.
    pub fn malformed_body(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed-body",
            "The body cannot be read",
            detail,
        )
    }

    /// A field of the address or of a header is wrong.
    pub fn invalid_parameter(field: &str, detail: impl Into<Box<str>>) -> Self {
        let problem = Self::new(
            StatusCode::BAD_REQUEST,
            "invalid-parameter",
            "A parameter is wrong",
            detail,
        );
        Self {
            field: Some(field.into()),
            ..problem
        }
    }

    /// A field of the body is wrong; `pointer` says where (RFC 6901).
    pub fn invalid_field(pointer: &str, detail: impl Into<Box<str>>) -> Self {
        let problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-field",
            "A field is wrong",
            detail,
        );
        let field = pointer.rsplit('/').next().filter(|field| !field.is_empty());
        Self {
            field: field.map(|field| field.replace("~1", "/").replace("~0", "~").into()),
            pointer: Some(pointer.into()),
            ..problem
        }
    }

    /// What was said cannot be so.
    pub fn refused(word: &str, detail: impl Into<Box<str>>) -> Self {
        let problem = Self::new(StatusCode::CONFLICT, "refused", "It cannot be so", detail);
        Self {
            refusal: Some(word.into()),
            ..problem
        }
    }

    /// What is said beside a refusal of an incident: its version now, and what has changed of that which matters.
    #[must_use]
    pub fn about(self, version: Option<u64>, changed: Vec<&'static str>) -> Self {
        let right = None;
        Self {
            command: Some(Box::new(AboutCommand {
                right,
                changed,
                version,
            })),
            ..self
        }
    }

    /// There is no such thing, or not for this session.
    pub fn not_found(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is no such thing",
            detail,
        )
    }

    /// The address knows other methods.
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "The address does not know this method",
            "see /api/v1/openapi.json",
        )
    }

    /// The request contradicts how the deployment is set up.
    pub fn conflict(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "conflict",
            "The deployment does not allow it",
            detail,
        )
    }

    /// The page that asks is not one of ours.
    pub fn foreign_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign-origin",
            "The page is of another origin",
            "this origin may not open a feed: server.origins names those that may",
        )
    }

    /// The request came with a cookie and from no page of ours.
    pub fn foreign_page() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign-origin",
            "The page is of another origin",
            "what changes something needs the Origin of a page of this hub, or one that server.origins names",
        )
    }

    /// The body is said to be something a form can send, too.
    pub fn json_needed() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "json-needed",
            "The body must be JSON, or a photo",
            "send Content-Type: application/json; for a photo image/jpeg, image/png or image/webp",
        )
    }

    /// The body is not said to be what is taken there.
    pub fn unsupported_media(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media",
            "The body must be said to be something else",
            detail,
        )
    }

    /// The session plays as many streams as it may.
    pub fn too_many_plays(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-plays",
            "Too many streams at a time",
            detail,
        )
    }

    /// A body that is no picture of a kind that is taken.
    pub fn unsupported_picture(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-picture",
            "The body is not a photo",
            detail,
        )
    }

    /// A right is missing.
    pub fn right_missing(right: &'static str, detail: impl Into<Box<str>>) -> Self {
        let problem = Self::new(
            StatusCode::FORBIDDEN,
            "right-missing",
            "Not with this account",
            detail,
        );
        Self {
            command: Some(Box::new(AboutCommand {
                right: Some(right),
                ..AboutCommand::default()
            })),
            ..problem
        }
    }

    /// Only for people who have signed in.
    pub fn sign_in_needed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "sign-in-needed",
            "Who are you?",
            "sign in: POST /api/v1/session",
        )
    }

    /// Signing in did not work.
    pub fn not_signed_in(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not-signed-in",
            "Nobody was signed in",
            detail,
        )
    }

    /// A one-time secret that is not the right one, or was used.
    pub fn secret_refused(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "secret-refused",
            "The secret opens nothing",
            detail,
        )
    }

    /// Too many attempts to sign in.
    pub fn locked_out(wait_secs: u32) -> Self {
        let problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "locked-out",
            "Too many attempts",
            format!("come back in {wait_secs} s; the password was not looked at"),
        );
        Self {
            retry_after_secs: Some(wait_secs),
            ..problem
        }
    }

    /// The browser was led here under a name that is not ours.
    pub fn misdirected(host: &str) -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "misdirected",
            "The hub does not answer to this name",
            format!(
                "'{host}' is not this machine; if a proxy leads here, server.origins names what it answers to"
            ),
        )
    }

    /// More than a request may hold.
    pub fn too_large(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The request is too large",
            detail,
        )
    }

    /// The body took longer to come in than it may.
    pub fn too_slow(detail: impl Into<Box<str>>) -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "The body did not come in",
            detail,
        )
    }

    /// The address is for WebSockets.
    pub fn upgrade_required() -> Self {
        Self::new(
            StatusCode::UPGRADE_REQUIRED,
            "upgrade-required",
            "The address is a feed",
            "open it as a WebSocket with the subprotocol furun.postcard.v3 or furun.json.v1",
        )
    }

    /// More requests than the sender may send.
    pub fn too_many_requests(wait_secs: u32) -> Self {
        let problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "Too many requests",
            format!("come back in {wait_secs} s; nothing of this request was taken"),
        );
        Self {
            retry_after_secs: Some(wait_secs),
            ..problem
        }
    }

    /// Not now.
    pub fn unavailable(detail: impl Into<Box<str>>) -> Self {
        let problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Not now",
            detail,
        );
        Self {
            retry_after_secs: Some(1),
            ..problem
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        let (status, word, title) = match denied {
            Denied::Missing | Denied::Unknown => {
                (StatusCode::UNAUTHORIZED, "unauthorised", "Who are you?")
            }
            Denied::NotEntitled => (StatusCode::FORBIDDEN, "forbidden", "Not with this token"),
        };
        Self::new(status, word, title, denied.to_string())
    }
}

impl From<MissingRight> for Problem {
    fn from(missing: MissingRight) -> Self {
        Self::right_missing(missing.word(), missing.to_string())
    }
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Self {
        Self::refused(&word(refusal), refusal.to_string())
    }
}

impl From<Unanswered> for Problem {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Busy | Unanswered::NotDurable | Unanswered::Stopping => {
                Self::unavailable(unanswered.to_string())
            }
            Unanswered::SignedOut => Self::sign_in_needed(),
            Unanswered::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The idempotency key belongs to another request",
                unanswered.to_string(),
            ),
            Unanswered::AnswerLost => Self::refused("answer_lost", unanswered.to_string()),
        }
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "The log cannot be read"
        );
        Self::unavailable("the log cannot be read at the moment")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after_secs;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        let mut add = |name: HeaderName, value: HeaderValue| headers.insert(name, value);
        if let Some(secs) = retry_after {
            add(header::RETRY_AFTER, secs.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            add(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
