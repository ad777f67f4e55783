//! The other side: nats-server with its WebSocket listener, which keeps nothing on disk.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use crate::clock::now;
use crate::made::{LOT, Plan};
use crate::process::{Process, free_port};
use crate::receipt::{Receipt, Record, Sent};

const HELLO: &[u8] = b"CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"bench\",\"version\":\"0\",\"protocol\":0}\r\n";

/// How a publisher sends its changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Publishing {
    /// A message a change, at once.
    Each,
    /// What was made within so long in one message, as our hub does.
    Gathered(Duration),
}

/// A running broker.
pub(crate) struct Broker {
    pub(crate) process: Process,
    port: u16,
    websocket: u16,
    _folder: TempDir,
}

impl Broker {
    pub(crate) fn start() -> Result<Self> {
        let folder = TempDir::new()?;
        let (port, websocket) = (free_port()?, free_port()?);
        let file = folder.path().join("nats.conf");
        std::fs::write(
            &file,
            format!(
                "listen: \"127.0.0.1:{port}\"\nwebsocket {{ listen: \"127.0.0.1:{websocket}\", no_tls: true }}\n"
            ),
        )?;
        let mut command = Command::new("nats-server");
        command.arg("--config").arg(&file);
        Ok(Self {
            process: Process::start(&mut command, websocket)?,
            port,
            websocket,
            _folder: folder,
        })
    }

    /// A subscriber: notes each message until it has heard the last, or nothing for a while. It says when it is subscribed.
    pub(crate) async fn screen(&self, up_to_date: mpsc::Sender<()>, keep: bool) -> Result<Record> {
        let address = format!("ws://127.0.0.1:{}", self.websocket);
        let (mut socket, _) = tokio_tungstenite::connect_async(address).await?;
        let mut opening = HELLO.to_vec();
        opening.extend_from_slice(b"SUB feed 1\r\nPING\r\n");
        socket.send(Message::Binary(opening.into())).await?;
        let mut record = Record::new(keep);
        let mut buffer = Vec::new();
        while let Some(Ok(message)) = socket.next().await {
            let Message::Binary(bytes) = message else {
                continue;
            };
            buffer.extend_from_slice(&bytes);
            let mut read = 0;
            while let Some((heard, length)) = next(&buffer[read..])? {
                match heard {
                    Heard::Told(payload) => {
                        if payload == END {
                            return Ok(record);
                        }
                        record.note(payload);
                    }
                    Heard::Ping => socket.send(Message::Binary("PONG\r\n".into())).await?,
                    Heard::Pong => up_to_date.send(()).await?,
                    Heard::Other => {}
                }
                read += length;
            }
            buffer.drain(..read);
        }
        bail!("the broker closed the connection before the end")
    }

    /// Makes the changes of a plan, each of so many bytes, and then tells the end.
    pub(crate) async fn make(
        &self,
        plan: Plan,
        publishing: Publishing,
        change_bytes: usize,
    ) -> Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
        stream.write_all(HELLO).await?;
        let (mut reading, mut writing) = stream.split();
        let publish = async {
            let mut waiting: Vec<u32> = Vec::new();
            let mut due = plan.begun;
            for lot in 0..plan.lots {
                tokio::time::sleep_until(plan.made_at(lot).into()).await;
                match publishing {
                    Publishing::Each => {
                        let mut bytes = Vec::new();
                        for place in 0..LOT {
                            publish_one(&mut bytes, &payload(&[lot], place, change_bytes));
                        }
                        writing.write_all(&bytes).await?;
                    }
                    Publishing::Gathered(tick) => {
                        waiting.push(lot);
                        if now() >= due + tick || lot + 1 == plan.lots {
                            due = now();
                            let bytes = change_bytes * LOT as usize * waiting.len();
                            let mut message = Vec::new();
                            publish_one(&mut message, &payload(&waiting, LOT, bytes));
                            writing.write_all(&message).await?;
                            waiting.clear();
                        }
                    }
                }
            }
            let mut end = Vec::new();
            publish_one(&mut end, END);
            end.extend_from_slice(b"PING\r\n");
            writing.write_all(&end).await?;
            Ok::<(), anyhow::Error>(())
        };
        // Its own words must be read, or it would stop reading ours. It answers the last ping once it has taken everything.
        let listen = async {
            let mut heard = Vec::new();
            let mut chunk = [0; 4096];
            loop {
                let count = reading.read(&mut chunk).await?;
                ensure!(count > 0, "the broker closed the publisher's connection");
                heard.extend_from_slice(&chunk[..count]);
                if heard.ends_with(b"PONG\r\n") {
                    return Ok::<(), anyhow::Error>(());
                }
            }
        };
        tokio::try_join!(publish, listen)?;
        Ok(())
    }
}

const END: &[u8] = b"end";

fn publish_one(into: &mut Vec<u8>, payload: &[u8]) {
    into.extend_from_slice(format!("PUB feed {}\r\n", payload.len()).as_bytes());
    into.extend_from_slice(payload);
    into.extend_from_slice(b"\r\n");
}

/// The lots a message is about and a number that makes it one of its own, filled up to the size that our changes have.
fn payload(lots: &[u32], number: u32, bytes: usize) -> Vec<u8> {
    let mut payload = Vec::with_capacity(bytes);
    payload.extend_from_slice(&number.to_le_bytes());
    payload.extend_from_slice(&(lots.len() as u32).to_le_bytes());
    for lot in lots {
        payload.extend_from_slice(&lot.to_le_bytes());
    }
    if payload.len() < bytes {
        payload.resize(bytes, 0);
    }
    payload
}

/// What was sent, read from one screen's messages.
pub(crate) fn read(messages: &[Vec<u8>]) -> Result<Sent> {
    let mut sent = Sent::default();
    for message in messages {
        let word = |place: usize| {
            let bytes = message.get(place * 4..place * 4 + 4)?;
            Some(u32::from_le_bytes(bytes.try_into().ok()?))
        };
        let number = word(0).context("a short message")?;
        let lots = word(1).context("a short message")?;
        let each = if number == LOT { LOT } else { 1 };
        let told = (0..lots as usize)
            .map(|place| Some((word(2 + place)?, each)))
            .collect::<Option<_>>()
            .context("a short message")?;
        sent.push(Receipt::of(message).digest, told);
    }
    Ok(sent)
}

enum Heard<'a> {
    Told(&'a [u8]),
    Ping,
    Pong,
    Other,
}

/// The first whole word of the broker's, and how long it is; `None` while it is not whole.
fn next(bytes: &[u8]) -> Result<Option<(Heard<'_>, usize)>> {
    let Some(line) = bytes.windows(2).position(|pair| pair == b"\r\n") else {
        return Ok(None);
    };
    let (words, after) = (&bytes[..line], line + 2);
    if let Some(rest) = words.strip_prefix(b"MSG ") {
        let length = rest.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
        let length: usize = std::str::from_utf8(length)?.parse()?;
        let whole = after + length + 2;
        return Ok(
            (bytes.len() >= whole).then(|| (Heard::Told(&bytes[after..after + length]), whole))
        );
    }
    if words.starts_with(b"-ERR") {
        bail!("the broker says {}", String::from_utf8_lossy(words));
    }
    let heard = match words {
        b"PING" => Heard::Ping,
        b"PONG" => Heard::Pong,
        _ => Heard::Other,
    };
    Ok(Some((heard, after)))
}

#[cfg(test)]
mod tests {
    use super::{Heard, next, payload, read};
    use crate::clock::now;
    use crate::made::{LOT, Plan};
    use std::time::Duration;

    #[test]
    fn a_message_is_taken_when_it_is_whole() {
        let bytes = b"MSG feed 1 3\r\nabc\r\nPING\r\n";
        for cut in 0..19 {
            assert!(next(&bytes[..cut]).expect("no error").is_none());
        }
        let (heard, length) = next(bytes).expect("no error").expect("whole");
        assert!(matches!(heard, Heard::Told(b"abc")));
        let rest = next(&bytes[length..]).expect("no error").expect("whole");
        assert!(matches!(rest, (Heard::Ping, 6)));
    }

    #[test]
    fn an_error_of_the_brokers_is_ours() {
        assert!(next(b"-ERR 'Slow Consumer'\r\n").is_err());
    }

    #[test]
    fn single_changes_and_gathered_ones_are_read_as_they_were_written() {
        let plan = Plan::new(now(), 1000, Duration::from_millis(20));
        let single: Vec<_> = (0..2)
            .flat_map(|lot| (0..LOT).map(move |place| payload(&[lot], place, 40)))
            .collect();
        let gathered = [payload(&[0, 1], LOT, 800)];
        for messages in [single.as_slice(), &gathered] {
            let sent = read(messages).expect("they are ours");
            sent.is_complete(&plan).expect("every change is told");
        }
    }
}
