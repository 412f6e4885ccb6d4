//! What ends the command.

use std::io;

use tokio::sync::oneshot;

/// Whatever says to stop.
pub(super) struct Stop {
    signals: Signals,
    /// Nothing where stdin does not matter.
    stdin: Option<oneshot::Receiver<()>>,
}

impl Stop {
    pub(super) fn new(with_stdin: bool) -> io::Result<Self> {
        let stdin = if with_stdin { Some(end_of_stdin()?) } else { None };
        Ok(Self { signals: Signals::new()?, stdin })
    }

    pub(super) async fn wait(&mut self) {
        match &mut self.stdin {
            None => self.signals.received().await,
            Some(end) => tokio::select! {
                () = self.signals.received() => {}
                // A thread that ended without a word has nothing left to read either.
                _ = end => {}
            },
        }
    }
}

/// Reads stdin to its end on a thread of its own: a read that waits can not be called off, and a runtime would wait for
/// it before it ends.
fn end_of_stdin() -> io::Result<oneshot::Receiver<()>> {
    let (ended, end) = oneshot::channel();
    std::thread::Builder::new().name("stdin".to_owned()).spawn(move || {
        // What cannot be read is over as well.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = ended.send(());
    })?;
    Ok(end)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn received(&mut self) {
        self.0.recv().await;
    }
}
