//! `kenar call`: every operation of the document as a sub-command.
//!
//! The sub-commands are generated (`crates/cli/src/generated/call.rs`). Each describes its request, so that it can be shown, and
//! makes it through the typed method of the client.

mod answer;
mod body;
pub(crate) mod by_hand;
mod curl;
mod failure;
mod list;
mod request;
mod secret_file;
mod show;

use std::cell::OnceCell;

use clap::builder::ValueParser;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use kenar_client::{Client, Operation, legacy, open_api};

use crate::exit::Exit;
use crate::generated::call as generated;
use crate::profile::{Options, Profile, User};

pub(crate) use answer::{plain, write};
pub(crate) use body::{Body, member, read};
pub(crate) use failure::Failure;
pub(crate) use request::{Needs, Request};
pub(crate) use secret_file::SecretFile;

const ABOUT: &str = "Call an operation of the platform, or of a sandbox";
const LONG_ABOUT: &str = "\
Call an operation of the platform, or of a sandbox.

Each operation of the document is a sub-command. A body is read from a file or stdin (--body) and can have members from flags; it \
is checked before anything is sent, and all that is wrong is told at once. The answer is JSON on stdout, a refusal is on stderr.

Exit codes: 0 it was carried out, 1 it was refused or the body is wrong, 2 it could not be done.";

/// The arguments of `kenar call`.
///
/// Some two dozen sub-commands with their texts are built only when this one is run.
#[derive(Debug)]
pub(crate) struct Arguments(Inner);

#[derive(Debug, clap::Args)]
struct Inner {
    #[command(flatten)]
    how: How,
    #[command(flatten)]
    profile: Options,
    #[command(subcommand)]
    operation: Option<generated::Operation>,
}

/// What becomes of a call.
#[derive(Debug, Clone, clap::Args)]
struct How {
    /// Show the request after all checks and send nothing; secrets are shown as [secret]
    #[arg(long, global = true, help_heading = "Instead of calling", conflicts_with = "curl")]
    dry_run: bool,
    /// Print a curl command that does the same, with secrets from the environment, and send nothing
    #[arg(long, global = true, help_heading = "Instead of calling")]
    curl: bool,
    /// List all operations
    #[arg(long, conflicts_with_all = ["dry_run", "curl"])]
    list: bool,
    /// How the answer is written
    #[arg(long, global = true, value_enum, value_name = "FORM", default_value = "auto")]
    output: answer::Form,
}

/// Takes a negative number for a value, so that the range is told and not an unknown flag.
fn numbers(operation: Command) -> Command {
    operation.mut_args(|argument| {
        let is_number = argument.get_value_parser().type_id() == ValueParser::from(clap::value_parser!(i64)).type_id();
        argument.allow_negative_numbers(is_number)
    })
}

impl Args for Arguments {
    fn augment_args(command: Command) -> Command {
        command.about(ABOUT).long_about(LONG_ABOUT).defer(|command| {
            Inner::augment_args(command)
                .mut_subcommands(numbers)
                .help_template("{about-with-newline}\n{usage-heading} {usage}\n\n{options}\n\n{after-help}")
                .after_help(list::text())
                .about(ABOUT)
                .long_about(LONG_ABOUT)
                .arg_required_else_help(true)
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Arguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Inner::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let Arguments(Inner { how, profile, operation }) = arguments;
    let Some(operation) = operation.filter(|_| !how.list) else {
        answer::write(&list::text())?;
        return Ok(Exit::Fine);
    };
    let call = Call { profile: profile.open()?, how, acting: OnceCell::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let result = operation.run(&call).await;
        if let Some((client, user)) = call.acting.get() {
            call.profile.finish(client, user).await?;
        }
        result
    });
    match result {
        Ok(exit) => Ok(exit),
        Err(failure) => failure.tell(&call.profile),
    }
}

/// One call: with which profile, and what becomes of it.
pub(crate) struct Call {
    profile: Profile,
    how: How,
    /// The user that the call is made for, once it is.
    acting: OnceCell<(Client, User)>,
}

/// The servers that have an API of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Api {
    /// The API at open-api.divar.ir
    OpenApi,
    /// The older API at api.divar.ir
    Legacy,
}

impl Call {
    /// Begins to describe a request.
    pub(crate) fn request(&self, operation: &'static Operation, api: Api, needs: Needs) -> Request {
        let servers = &self.profile.servers;
        let base = if api == Api::OpenApi { &servers.open_api } else { &servers.legacy };
        Request::new(operation, base, api, needs)
    }

    /// Whether nothing is to be sent.
    pub(crate) fn only_shows(&self) -> bool {
        self.how.dry_run || self.how.curl
    }

    /// Shows the request that would be sent.
    pub(crate) fn show(&self, request: &Request) -> Result<Exit, Failure> {
        let text = if self.how.curl { curl::command(request) } else { show::text(request) };
        answer::write(&text)?;
        Ok(Exit::Fine)
    }

    /// The API for a request: for the app alone, or for a user.
    pub(crate) async fn open_api(&self, request: &Request) -> Result<open_api::Client, Failure> {
        let client = self.profile.client()?;
        match self.user(&client, request).await? {
            Some(user) => Ok(user.api(&client).map_err(anyhow::Error::from)?),
            None => Ok(client.app().clone()),
        }
    }

    /// The older API for a request.
    pub(crate) async fn legacy(&self, request: &Request) -> Result<legacy::Client, Failure> {
        let client = self.profile.client()?;
        match self.user(&client, request).await? {
            Some(user) => Ok(user.legacy(&client).map_err(anyhow::Error::from)?),
            None => Ok(client.legacy().clone()),
        }
    }

    async fn user(&self, client: &Client, request: &Request) -> Result<Option<User>, Failure> {
        if request.needs == Needs::App {
            return Ok(None);
        }
        let user = self.profile.user(client).await?;
        let user = user.ok_or_else(|| Failure::NoUser { operation: request.operation, login: request.login() })?;
        request.granted.set(user.scopes());
        // One command makes one call.
        let _ = self.acting.set((client.clone(), user.clone()));
        Ok(Some(user))
    }

    /// Prints the answer of the platform, or fails with what it refused.
    pub(crate) fn answer<T: serde::Serialize>(
        &self,
        request: &Request,
        result: Result<kenar_client::ResponseValue<T>, kenar_client::Error>,
    ) -> Result<Exit, Failure> {
        match result {
            Ok(response) => {
                answer::print(&response.into_inner(), self.how.output)?;
                Ok(Exit::Fine)
            }
            Err(error) => Err(Failure::call(error, request)),
        }
    }
}
