use std::process::ExitCode;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything is as it should be.
    Fine,
    /// It was read and something is wrong with it: an invalid document, a refused call, a failed item.
    Wrong,
    /// It could not be done: unreadable input, a wrong argument, no connection.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Wrong => 1,
            Exit::Failed => 2,
        })
    }
}
