//! One WebSocket, closed when it is dropped.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use crate::platform::Listener;

/// What a socket tells.
#[derive(Debug)]
pub enum Told {
    /// It is open.
    Opened,
    /// A binary message came.
    Message(Vec<u8>),
    /// A text message came, which no hub of ours sends on this subprotocol.
    Text,
    /// It was closed, or could not be opened; the number is the close code.
    Closed(u16),
}

/// An address that is no WebSocket's, or that the page's policy forbids.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no socket can be opened to {0}")]
pub struct NoSocket(pub String);

/// One WebSocket, closed when it is dropped; nothing is told after that.
pub struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Opens a socket that speaks `subprotocol`.
    ///
    /// # Errors
    /// When the browser refuses the address as such. That nobody answers is told later.
    pub fn open(
        address: &str,
        subprotocol: &str,
        tell: impl Fn(Told) + Clone + 'static,
    ) -> Result<Self, NoSocket> {
        let socket = WebSocket::new_with_str(address, subprotocol)
            .map_err(|_| NoSocket(address.to_owned()))?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (opened, came, closed) = (tell.clone(), tell.clone(), tell);
        let listeners = [
            Listener::new(&socket, "open", move |_| opened(Told::Opened)),
            Listener::new(&socket, "message", move |message| {
                let Ok(message) = message.dyn_into::<MessageEvent>() else {
                    return;
                };
                came(match message.data().dyn_into::<ArrayBuffer>() {
                    Ok(bytes) => Told::Message(Uint8Array::new(&bytes).to_vec()),
                    Err(_) => Told::Text,
                });
            }),
            // A fault always ends in a close, so `error` tells nothing more.
            Listener::new(&socket, "close", move |close| {
                let code = close.dyn_into::<CloseEvent>().map(|close| close.code());
                closed(Told::Closed(code.unwrap_or_default()));
            }),
        ];
        Ok(Self {
            socket,
            _listeners: listeners,
        })
    }

    /// Sends a message. Says whether the socket took it: it does while it is open.
    pub fn send(&self, message: &[u8]) -> bool {
        self.socket.send_with_u8_array(message).is_ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}
