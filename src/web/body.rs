//! Files as they come over the network: read by a thread that waits, never more of them in memory than a few pieces.

use std::future::poll_fn;
use std::io::{self, Read};
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Bytes, HttpBody};
use tokio::sync::mpsc::{Receiver, Sender, channel as pieces};

/// So many pieces wait to be read.
const PIECES: usize = 8;
/// A piece that has not come by then is given up.
const SLOWEST_PIECE: Duration = Duration::from_secs(20);
/// And so is a file.
pub(super) const SLOWEST_FILE: Duration = Duration::from_secs(3600);

/// What comes. A body whose end was not seen is broken off, whatever the reason.
pub(super) enum Piece {
    /// Some of it.
    Some(Bytes),
    /// That was all.
    End,
}

/// A body to be read.
pub(super) struct Body {
    pieces: Receiver<Piece>,
    now: Bytes,
    ended: bool,
}

/// Where a body goes, and where it is read.
pub(super) fn channel() -> (Sender<Piece>, Body) {
    let (to, from) = pieces(PIECES);
    (to, Body { pieces: from, now: Bytes::new(), ended: false })
}

impl Read for Body {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.now.is_empty() && !self.ended {
            match self.pieces.blocking_recv() {
                Some(Piece::Some(piece)) => self.now = piece,
                Some(Piece::End) => self.ended = true,
                None => return Err(io::Error::other("it broke off on its way; send it again")),
            }
        }
        let count = self.now.len().min(to.len());
        let piece = self.now.split_to(count);
        to[..count].copy_from_slice(&piece);
        Ok(count)
    }
}

/// Passes a body on as it comes, until its end, or until nobody reads it.
pub(super) async fn pump(mut body: axum::body::Body, to: Sender<Piece>) {
    loop {
        let next = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let piece = match tokio::time::timeout(SLOWEST_PIECE, next).await {
            Ok(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) => Piece::Some(data),
                // Trailers say nothing to us.
                Err(_) => continue,
            },
            Ok(None) => Piece::End,
            Ok(Some(Err(_))) | Err(_) => return,
        };
        let end = matches!(piece, Piece::End);
        if to.send(piece).await.is_err() || end {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_breaks_off_is_an_error() {
        let read = |sent: Vec<Piece>| {
            let (to, mut body) = channel();
            sent.into_iter().for_each(|piece| to.try_send(piece).ok().unwrap());
            drop(to);
            let mut all = Vec::new();
            body.read_to_end(&mut all).map(|_| all)
        };
        let some = |text: &'static str| Piece::Some(Bytes::from_static(text.as_bytes()));
        assert_eq!(read(vec![some("ab"), some(""), some("c"), Piece::End]).unwrap(), b"abc");
        assert_eq!(read(vec![Piece::End]).unwrap(), b"");
        assert!(read(vec![some("ab")]).is_err() && read(Vec::new()).is_err());
    }
}
