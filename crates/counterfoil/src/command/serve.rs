//! `counterfoil serve`: the pages.

use super::{LedgerArg, note};
use crate::error::{Error, Result};
use crate::web::{self, Setting, Writing};
use clap::Args;
use ledger::Ledger;
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

const EXAMPLES: &str = "Examples:
  counterfoil serve --ledger counterfoil-demo
  counterfoil serve --ledger counterfoil-demo --listen 0.0.0.0:8017 --public

docs/serving.md tells how to put it on a server.";

/// Serve a ledger as web pages, JSON, CSV and workbooks
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Serve {
    #[command(flatten)]
    ledger: LedgerArg,
    /// Address and port to listen on; 0.0.0.0:8017 is reached from other machines
    #[arg(long, default_value = "127.0.0.1:8017", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Only show: nobody can decide anything over the network, token or not
    #[arg(long)]
    public: bool,
    /// Path below which a proxy serves the pages, such as /aid
    #[arg(
        long,
        default_value = "",
        value_name = "PATH",
        hide_default_value = true
    )]
    under: String,
    /// Tell each request on standard error as a line of JSON; nothing of who asks
    #[arg(long)]
    log: bool,
    /// Seconds that a slow client is waited for: for its head, its body, and each piece
    /// of an answer that it should take
    #[arg(long, value_name = "SECONDS", default_value_t = web::PATIENCE, value_parser = clap::value_parser!(u64).range(1..=3600))]
    patience: u64,
}

impl Serve {
    /// Who listens on this machine alone may decide without a token.
    fn writing(&self) -> Writing {
        match (self.public, self.listen.ip().is_loopback()) {
            (true, _) => Writing::Nobody,
            (false, true) => Writing::Here,
            (false, false) => Writing::Token,
        }
    }

    pub fn run(&self) -> Result<ExitCode> {
        let ledger = Ledger::open(&self.ledger.ledger)?;
        let listener = TcpListener::bind(self.listen).map_err(|e| Error::Asked {
            message: format!("cannot listen on {}: {e}", self.listen),
            hint: Some(
                "name another address with --listen, e.g. --listen 127.0.0.1:8018".to_owned(),
            ),
        })?;
        announce(&listener)?;
        let setting = Setting {
            writing: self.writing(),
            under: self.under.clone(),
            log: self.log,
            patience: Duration::from_secs(self.patience),
        };
        web::serve(ledger, listener, &setting)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Says where the pages are.
pub fn announce(listener: &TcpListener) -> Result<()> {
    let address = listener.local_addr()?;
    note(&format!("Serving http://{address}/ (Ctrl-C stops)"));
    Ok(())
}
