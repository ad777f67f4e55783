//! A WebSocket at a gateway.

use axum::http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{Request, StatusCode, Uri};
use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::Full;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::client::refused;
use super::{Client, GatewayError};

/// The largest message, in bytes: a whole second of the largest picture.
const LARGEST_MESSAGE: usize = 16 * 1024 * 1024;

/// A WebSocket that a gateway has opened.
#[derive(Debug)]
pub struct Socket(WebSocketStream<TokioIo<Upgraded>>);

/// What it says.
#[derive(Debug)]
pub enum SocketMessage {
    /// Words.
    Text,
    /// A piece of the stream.
    Binary(Bytes),
}

/// Whether a socket is closed for anything but that it is done.
fn is_fault(close: &CloseFrame) -> bool {
    close.code != CloseCode::Normal
}

impl Socket {
    pub(super) async fn open(client: &Client, address: &Uri) -> Result<Self, GatewayError> {
        let key = generate_key();
        let request = Request::get(address.clone())
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, &key)
            .body(Full::new(Bytes::new()))
            .map_err(|_| GatewayError::Unusable)?;
        let mut answer = client.head(request).await?;
        if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
            refused(answer.status())?;
            return Err(GatewayError::Unusable);
        }
        let accepted = answer.headers().get(SEC_WEBSOCKET_ACCEPT);
        if accepted.is_none_or(|accepted| {
            accepted.as_bytes() != derive_accept_key(key.as_bytes()).as_bytes()
        }) {
            return Err(GatewayError::Unusable);
        }
        let upgraded = hyper::upgrade::on(&mut answer).await;
        let upgraded = upgraded.map_err(|_| GatewayError::Away)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(LARGEST_MESSAGE))
            .max_frame_size(Some(LARGEST_MESSAGE));
        let io = TokioIo::new(upgraded);
        let socket = WebSocketStream::from_raw_socket(io, Role::Client, Some(config)).await;
        Ok(Self(socket))
    }

    /// What it says next; `None` when it has ended: said so, or hung up, as a ZLMediaKit does when a stream is over.
    pub async fn next(&mut self) -> Option<Result<SocketMessage, GatewayError>> {
        loop {
            return match self.0.next().await? {
                Ok(Message::Binary(piece)) => Some(Ok(SocketMessage::Binary(piece))),
                Ok(Message::Text(_)) => Some(Ok(SocketMessage::Text)),
                Ok(Message::Close(close)) => {
                    close.filter(is_fault).map(|_| Err(GatewayError::Away))
                }
                Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => None,
                Ok(_) => continue,
                Err(Error::Capacity(_)) => Some(Err(GatewayError::TooLarge {
                    limit: LARGEST_MESSAGE,
                })),
                Err(_) => Some(Err(GatewayError::Away)),
            };
        }
    }
}
