//! Listening, limits of time and size, the end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, RawPathParams, Request, State};
use axum::http::HeaderMap;
use axum::routing::{MethodFilter, on};
use tokio::net::TcpListener;

use super::app::{App, now};
use super::body::{self, SLOWEST_FILE};
use super::dispatch::{Answered, Incoming, dispatch, malformed, unknown};
use super::routes::{ROUTES, Route, Verb};
use super::{intake, pages};
use crate::config::Config;
use crate::error::{Error, Result};

/// No form is longer.
const LONGEST_FORM: usize = 256 << 10;
/// A form that has not come whole by then is given up.
const SLOWEST_FORM: Duration = Duration::from_secs(20);

/// So many requests are answered at once, each with a store of its own; others wait.
const MOST_AT_ONCE: usize = 64;

/// How the workbench is served.
#[derive(Debug)]
pub struct Serve {
    /// The store's folder.
    pub data: PathBuf,
    /// The settings.
    pub config: Config,
    /// SHA-256 of the settings file; empty for the defaults.
    pub config_hash: String,
    /// Where the folders of batches go that are handed in here.
    pub out: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// A proxy before us speaks TLS to the browser.
    pub https: bool,
    /// A session ends after so many seconds without a request.
    pub idle_seconds: i64,
}

/// Serves the workbench until it is told to end; `ready` is told the address once it listens.
///
/// # Errors
/// When the address is taken or the store cannot be opened.
pub fn serve(serve: Serve, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    let failed = |error: std::io::Error| Error::Refused(format!("the workbench cannot be served: {error}"));
    let Serve { data, config, config_hash, out, listen, https, idle_seconds } = serve;
    let app = Arc::new(App::new(data, config, https, idle_seconds));
    app.with_store(|store| pages::releases::settle_broken_off(store, &app.data, now()))??;
    intake::start(&app, config_hash, out)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(MOST_AT_ONCE)
        .enable_all()
        .build()
        .map_err(failed)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        ready(listener.local_addr().map_err(failed)?);
        let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(told_to_end()).await.map_err(failed)
    })
}

fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let verb = match route.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post | Verb::Send => MethodFilter::POST,
        };
        router = router.route(
            route.path,
            on(
                verb,
                move |state: State<Arc<App>>,
                      peer: ConnectInfo<SocketAddr>,
                      params: RawPathParams,
                      request: Request| { take(state.0, route, peer.0, params, request) },
            ),
        );
    }
    router.fallback(|State(app): State<Arc<App>>| async move { unknown(&app) }).with_state(app)
}

async fn take(
    app: Arc<App>,
    route: &'static Route,
    peer: SocketAddr,
    params: RawPathParams,
    request: Request,
) -> Answered {
    let (parts, body) = request.into_parts();
    if route.verb == Verb::Send {
        return take_file(app, route, peer, &params, parts.headers, body).await;
    }
    let body = match tokio::time::timeout(SLOWEST_FORM, to_bytes(body, LONGEST_FORM)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return malformed(&app, 413, "It is too long."),
        Err(_) => return malformed(&app, 408, "It took too long to come."),
    };
    let fields = match route.verb {
        Verb::Get | Verb::Send => Ok(Vec::new()),
        Verb::Post => serde_urlencoded::from_bytes(&body),
    };
    let Ok(fields) = fields else { return malformed(&app, 400, "Its form cannot be understood.") };
    let params = params.iter().map(|(_, value)| value.to_owned()).collect();
    let incoming = Incoming { headers: parts.headers, params, fields, peer: peer.ip(), body: None };
    let shared = app.clone();
    let answered = tokio::task::spawn_blocking(move || dispatch(&shared, route, incoming)).await;
    answered.unwrap_or_else(|_| malformed(&app, 500, "The program failed. Nothing was changed."))
}

/// Takes a request whose body goes to disk as it comes: who may not send it is refused before any of it is read.
async fn take_file(
    app: Arc<App>,
    route: &'static Route,
    peer: SocketAddr,
    params: &RawPathParams,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Answered {
    let form = headers.get("x-form").and_then(|form| form.to_str().ok()).unwrap_or_default();
    let Ok(fields) = serde_urlencoded::from_str(form) else {
        return malformed(&app, 400, "Its form cannot be understood.");
    };
    let params = params.iter().map(|(_, value)| value.to_owned()).collect();
    let (pieces, taken) = body::channel();
    let incoming = Incoming { headers, params, fields, peer: peer.ip(), body: Some(taken) };
    let shared = app.clone();
    let mut answered = tokio::task::spawn_blocking(move || dispatch(&shared, route, incoming));
    let answered = tokio::select! {
        answered = &mut answered => answered,
        // What comes too slowly ends here, and is refused by who reads it.
        _ = tokio::time::timeout(SLOWEST_FILE, body::pump(body, pieces)) => answered.await,
    };
    answered.unwrap_or_else(|_| malformed(&app, 500, "The program failed. Nothing was changed."))
}

/// An interrupt, or the word of the system to end.
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (interrupt, end) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    let (Ok(mut interrupt), Ok(mut end)) = (interrupt, end) else { return std::future::pending().await };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = end.recv() => {}
    }
}
