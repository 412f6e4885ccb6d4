//! Starting and stopping.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::beginning::{Beginning, Opened, open};
use crate::calls::{Calls, deliver};
use crate::contract::{Contract, ContractError};
use crate::control_api::ControlApi;
use crate::faults::Faults;
use crate::handlers::in_order;
use crate::operations;
use crate::request_log::RequestLog;
use crate::server::serve;
use crate::shared::{Settings, Shared};
use crate::state::AppCredentials;
use crate::storage::StorageError;
use crate::{Config, Control, ControlError, InvalidFault};

/// How long open connections may take to finish when the sandbox shuts down.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The OpenAPI document cannot serve as a contract.
    #[error("the OpenAPI document cannot be used: {0}")]
    Contract(#[from] ContractError),
    /// The operations of the document are not those that the sandbox can carry out.
    #[error("operations without a handler: {without_handler:?}; handlers without an operation: {without_operation:?}")]
    Operations {
        /// Ids that only the document has.
        without_handler: Vec<String>,
        /// Ids that only the sandbox has.
        without_operation: Vec<String>,
    },
    /// There must be an app.
    #[error("there must be at least one app")]
    NoApp,
    /// An app is not configured well.
    #[error("app {slug:?}: {problem}")]
    App {
        /// The slug of the app.
        slug: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A fault cannot be provided.
    #[error(transparent)]
    Fault(#[from] InvalidFault),
    /// A post cannot be added.
    #[error(transparent)]
    Post(#[from] ControlError),
    /// The data file cannot be used.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The machine gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    url: String,
    control: Control,
    shared: Arc<Shared>,
    default_app: AppCredentials,
    other_apps: Vec<AppCredentials>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    worker: JoinHandle<()>,
    deliverer: JoinHandle<()>,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Starts a sandbox on the current tokio runtime. It takes connections when this returns.
    ///
    /// # Errors
    /// When the configuration or the document is faulty, or the address cannot be listened on.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let contract = match &config.document {
            None => Contract::embedded()?,
            Some(document) => Arc::new(Contract::read(document)?),
        };
        let handlers = in_order(&contract, &operations::all(), |registration| registration.id)?;
        let beginning = Beginning::of(&config);
        let faults = Faults::new(config.faults.clone())?;
        let Opened { state, credentials, storage } = open(&config, &beginning, &contract).await?;
        let mut credentials = credentials.into_iter();
        let default_app = credentials.next().ok_or(StartError::NoApp)?;

        let listen = |source| StartError::Listen { address: config.address, source };
        let listener = TcpListener::bind(config.address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let settings = Settings {
            url: format!("http://{address}"),
            contract,
            handlers,
            clock: config.clock,
            auto_approve: config.auto_approve,
            strict_responses: config.strict_responses,
            lenient: config.lenient,
            request_timeout: config.request_timeout,
            hosts: config.hosts,
            faults,
            requests: RequestLog::new(config.log_entries),
            calls: Calls::new(config.calls),
            beginning,
        };
        let shared = Arc::new(Shared::new(settings, state, storage));

        let control = Control::new(shared.clone());
        let control_api = Arc::new(ControlApi::new(control.clone())?);

        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(serve(listener, shared.clone(), control_api, stopped));
        let worker = tokio::spawn({
            let shared = shared.clone();
            async move { shared.work().await }
        });
        let deliverer = tokio::spawn(deliver(shared.clone()));
        Ok(Self {
            url: format!("http://{address}"),
            control,
            shared,
            default_app,
            other_apps: credentials.collect(),
            stop,
            server,
            worker,
            deliverer,
        })
    }

    /// Where the sandbox is, without a slash at the end: `http://127.0.0.1:49152`. It stands for every host of the
    /// contract.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The hand behind the scenes.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// What the first app needs to call the sandbox.
    #[must_use]
    pub fn default_app(&self) -> &AppCredentials {
        &self.default_app
    }

    /// What the app of this slug needs to call the sandbox.
    #[must_use]
    pub fn app(&self, slug: &str) -> Option<&AppCredentials> {
        std::iter::once(&self.default_app).chain(&self.other_apps).find(|app| app.slug == slug)
    }

    /// Stops taking connections and returns when the open ones are done, after five seconds at the latest.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        let _ = tokio::time::timeout(LAST_ANSWERS, &mut self.server).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The connections notice, even when the task that takes them is gone.
        self.stop.send_replace(true);
        self.server.abort();
        self.worker.abort();
        self.deliverer.abort();
        self.shared.stop();
    }
}
