//! What can go wrong with a gateway, in words that tell nothing of where it is.

use crate::problem::Problem;

/// Why a gateway did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// No gateway serves the stream.
    #[error("no video gateway serves this stream")]
    NoGateway,
    /// It cannot be reached, or has not been reached lately.
    #[error("the video gateway is away")]
    Away,
    /// It took the question and did not answer in time.
    #[error("the video gateway did not answer in time")]
    Slow,
    /// As much as may be asked of it at a time is being asked.
    #[error("the video gateway is asked as much as may be at a time")]
    Busy,
    /// Its answer is larger than any that is of use.
    #[error("the video gateway's answer is larger than {limit} bytes")]
    TooLarge {
        /// How large it may be.
        limit: usize,
    },
    /// Its answer is not what its interface says.
    #[error("the video gateway's answer cannot be used")]
    Unusable,
    /// It says no.
    #[error("the video gateway refused with status {status}")]
    Refused {
        /// Its HTTP status, or its own code.
        status: i64,
    },
    /// It has no picture of the stream at the moment.
    #[error("the stream has no picture at the moment")]
    NoPicture,
    /// Nothing was recorded then.
    #[error("nothing was recorded at that time")]
    NoRecording,
    /// It does not do such things.
    #[error("the video gateway does not offer this")]
    NotOffered,
}

impl From<GatewayError> for Problem {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::NoGateway | GatewayError::NotOffered | GatewayError::NoRecording => {
                Self::not_found(error.to_string())
            }
            error => Self::unavailable(error.to_string()),
        }
    }
}
