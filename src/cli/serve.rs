//! `lockbox serve`: the workbench.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::{Common, tell};
use crate::files;
use crate::web::{Serve, serve};

/// Serves the workbench in which people resolve exceptions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox user add ann --role supervisor
  lockbox serve
  lockbox serve --listen 10.0.0.5:8080 --https

Listen elsewhere than on this machine only behind a proxy that speaks TLS, and say so with --https.")]
pub(super) struct ServeArgs {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where the folders of batches go that are handed in at the workbench
    #[arg(long, value_name = "DIR", default_value = "./out")]
    out: PathBuf,
    /// A proxy before it speaks TLS to the browsers
    #[arg(long)]
    https: bool,
    /// A session ends after so many minutes without a request
    #[arg(long, value_name = "MINUTES", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=720))]
    idle: u16,
}

pub(super) fn run(args: &ServeArgs, common: &Common) -> Result<ExitCode> {
    anyhow::ensure!(
        args.https || args.listen.ip().is_loopback(),
        "`{}` is not this machine: put a proxy that speaks TLS before it and say so with --https",
        args.listen
    );
    let order = Serve {
        data: common.data.clone(),
        config: common.config()?,
        config_hash: common.config_file().map(|file| files::sha256(&file)).transpose()?.unwrap_or_default(),
        out: args.out.clone(),
        listen: args.listen,
        https: args.https,
        idle_seconds: i64::from(args.idle) * 60,
    };
    serve(order, |address| tell(&format!("The workbench is at http://{address}/")))?;
    Ok(ExitCode::SUCCESS)
}
