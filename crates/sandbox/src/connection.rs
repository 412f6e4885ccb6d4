//! One connection of a client, which the sandbox can break on purpose.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

/// What a handler holds of the connection that its request came by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Switch(Arc<AtomicBool>);

impl Switch {
    /// Resets the connection instead of writing anything more to it.
    pub(crate) fn reset(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_reset(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Why a request cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It does not end.
    Slow,
    /// It is no request, or ends too early.
    Broken,
}

/// The connection. It knows whether a request has begun, so that one that does not end can be answered.
pub(crate) struct Connection {
    stream: TcpStream,
    switch: Switch,
    /// Whether anything was read since the last answer.
    began: bool,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> (Self, Switch) {
        let switch = Switch::default();
        (Self { stream, switch: switch.clone(), began: false }, switch)
    }

    /// Answers a request that the server could not read. Nobody is there when none had begun, or it was answered.
    pub(crate) async fn refuse(mut self, unreadable: Unreadable) {
        let (status, body) = match unreadable {
            Unreadable::Slow => ("408 Request Timeout", r#"{"code":4,"message":"the request did not arrive in time"}"#),
            Unreadable::Broken => ("400 Bad Request", r#"{"code":3,"message":"this is not an HTTP/1.1 request"}"#),
        };
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n\
             {body}",
            body.len()
        );
        if self.began {
            // Whoever is gone does not need the answer.
            let _ = self.stream.write_all(answer.as_bytes()).await;
            let _ = self.stream.shutdown().await;
        }
    }

    fn broken(&self) -> Option<io::Error> {
        self.switch.is_reset().then(|| {
            // Without this the kernel would end the connection politely.
            let _ = self.stream.set_zero_linger();
            io::ErrorKind::ConnectionReset.into()
        })
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut this.stream).poll_read(cx, buffer);
        this.began |= buffer.filled().len() > before;
        outcome
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if let Some(error) = this.broken() {
            return Poll::Ready(Err(error));
        }
        this.began = false;
        Pin::new(&mut this.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if let Some(error) = this.broken() {
            return Poll::Ready(Err(error));
        }
        this.began = false;
        Pin::new(&mut this.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match this.broken() {
            Some(error) => Poll::Ready(Err(error)),
            None => Pin::new(&mut this.stream).poll_shutdown(cx),
        }
    }
}
