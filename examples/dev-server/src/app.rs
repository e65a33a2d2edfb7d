//! The whole server as a value: what all requests share, and every route on one screen.

use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, patch, post};
use rusqlite::Connection;
use tokio::time::sleep;

use crate::answer::Answer;
use crate::auth::Expiries;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::faults::{self, Faults};
use crate::hub::Hub;
use crate::permissions::Permissions;
use crate::request::Actor;
use crate::settings::Settings;
use crate::stream::{
    channels, circles, commands, drafts, history, members, messages, moderation, og, poll_options, polls, reactions, reads, search,
    threads, uploads, users, votes,
};
use crate::upstream::Upstream;
use crate::work::Work;
use crate::{backend, control, gateway, media, pages, proxy, socket};

/// What all requests share.
#[derive(Debug)]
pub struct Shared {
    pub(crate) settings: Settings,
    pub(crate) hub: Hub,
    pub(crate) clock: Clock,
    pub(crate) expiries: Expiries,
    pub(crate) faults: Faults,
    permissions: RwLock<Arc<Permissions>>,
    upstream: Option<Upstream>,
    db: Db,
}

impl Shared {
    /// What roles are granted now.
    pub(crate) fn permissions(&self) -> Arc<Permissions> {
        self.permissions.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The real Stream, where it is asked.
    pub(crate) fn upstream(&self) -> Option<&Upstream> {
        self.upstream.as_ref()
    }

    /// From now on, these.
    pub(crate) fn permit(&self, permissions: Permissions) {
        *self.permissions.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(permissions);
    }
}

/// A running server, cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// A server on an open database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn new(settings: Settings, connection: Connection) -> rusqlite::Result<Self> {
        uploads::sweep(&settings.uploads);
        connection.set_prepared_statement_cache_capacity(200);
        let newest = "SELECT MAX(COALESCE((SELECT MAX(created_at) FROM messages), 0), COALESCE((SELECT MAX(updated_at) FROM messages), 0),
            COALESCE((SELECT MAX(updated_at) FROM polls), 0))";
        let clock = Clock::after(connection.query_row(newest, [], |row| row.get(0))?);
        let (hub, expiries, faults) = (Hub::default(), Expiries::default(), Faults::default());
        let upstream = Upstream::of(&settings);
        let permissions = RwLock::new(Arc::new(settings.permissions.clone()));
        Ok(Self(Arc::new(Shared { settings, hub, clock, expiries, faults, permissions, upstream, db: Db::start(connection) })))
    }

    /// Sets up the permissions of the file in the real Stream, if both are there.
    ///
    /// # Errors
    /// What Stream did not do.
    pub async fn set_up(&self) -> Result<(), String> {
        let Some((upstream, (version, file))) = self.upstream().zip(self.settings.permissions.file.as_ref()) else { return Ok(()) };
        upstream.set_up(*version, file).await.map_err(|failure| failure.to_string())
    }

    /// Ends every connection with "service restart": clients come back by themselves.
    pub fn close_sockets(&self) {
        self.faults.accept_sockets(false);
        self.hub.close(None, 1012);
    }

    /// Runs a unit of work for `user`.
    pub(crate) async fn work<T, F>(&self, user: String, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Work<'_>) -> Result<T, Error> + Send + 'static,
    {
        let app = self.clone();
        self.db.run(move |connection| Work::run(&app, connection, user, work)).await
    }

    /// The cids of the channels of `user` that pass each of some channel filters, or why none was looked at; `None` for a filter
    /// that is refused. For tests that compare this evaluator with others.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn passing(&self, user: &str, filters: Vec<serde_json::Value>) -> Result<Vec<Option<Vec<String>>>, Error> {
        self.work(user.to_owned(), move |work| crate::stream::listing::passing(work, &filters)).await
    }

    /// Runs several units of work in one transaction.
    pub(crate) async fn works<T, F>(&self, works: Vec<(String, F)>) -> Result<Vec<T>, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Work<'_>) -> Result<T, Error> + Send + 'static,
    {
        let app = self.clone();
        self.db.run(move |connection| Work::run_all(&app, connection, works)).await
    }

    /// Runs the work of a request; errors carry the operation's name.
    pub(crate) async fn ask<F>(&self, operation: &'static str, actor: Actor, work: F) -> Result<Answer, Error>
    where
        F: FnOnce(&Work<'_>) -> Result<Answer, Error> + Send + 'static,
    {
        let known = move |asked: &Work<'_>| {
            crate::store::users::ensure(asked, &asked.me)?;
            work(asked)
        };
        self.work(actor.user, known).await.map_err(|error| error.of(operation))
    }

    /// Runs `work` on the bare connection: seeding and the routes of `bench`.
    pub(crate) async fn raw<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
    {
        self.db.run(work).await
    }
}

/// Every route. Tests call this too.
pub fn app(app: App) -> Router {
    let channel = "/channels/{type}/{id}";
    let below = |path: &str| format!("{channel}{path}");
    let stream = Router::new()
        .route("/connect", get(socket::connect))
        .route("/hi", get(users::hi))
        .route("/app", get(users::app_settings))
        .route("/channels", post(channels::query_many).get(channels::query_many_by_get))
        .route("/channels/read", post(reads::mark_all_read))
        .route("/channels/delivered", post(reads::mark_delivered))
        .route("/channels/delete", post(channels::delete_many))
        .route("/channels/{type}/query", post(channels::query_distinct))
        .route(channel, get(channels::get_one).post(channels::update).patch(channels::update_partial).delete(channels::delete))
        .route(&below("/query"), post(channels::query_one))
        .route(&below("/message"), post(messages::send))
        .route(&below("/messages"), get(messages::get_many))
        .route(&below("/pinned_messages"), get(messages::pinned))
        .route(&below("/read"), post(reads::mark_read))
        .route(&below("/unread"), post(reads::mark_unread))
        .route(&below("/event"), post(channels::send_event))
        .route(&below("/stop-watching"), post(channels::stop_watching))
        .route(&below("/hide"), post(history::hide))
        .route(&below("/show"), post(history::show))
        .route(&below("/truncate"), post(history::truncate))
        .route(&below("/draft"), post(drafts::save).get(drafts::get_one).delete(drafts::delete))
        .route(&below("/member"), patch(members::update_own))
        .route(&below("/member/{user_id}"), patch(members::update_one))
        .route("/messages/{id}", get(messages::get_one).post(messages::update).put(messages::update_partial).delete(messages::delete))
        .route("/messages/{id}/replies", get(messages::replies))
        .route("/messages/{id}/action", post(commands::act))
        .route("/messages/{id}/reaction", post(reactions::add))
        .route("/messages/{id}/reaction/{type}", delete(reactions::remove))
        .route("/messages/{id}/reactions", get(reactions::list).post(reactions::query))
        .route("/messages/{id}/polls/{poll_id}/vote", post(votes::cast))
        .route("/messages/{id}/polls/{poll_id}/vote/{vote_id}", delete(votes::remove))
        .route("/polls", post(polls::create).put(polls::replace))
        .route("/polls/query", post(polls::query))
        .route("/polls/{id}", get(polls::get_one).patch(polls::update).delete(polls::delete))
        .route("/polls/{id}/options", post(poll_options::add).put(poll_options::update))
        .route("/polls/{id}/options/{option_id}", get(poll_options::get_one).delete(poll_options::delete))
        .route("/polls/{id}/votes", post(votes::query))
        .route("/threads", post(threads::query))
        .route("/threads/{id}", get(threads::get_one).patch(threads::update))
        .route("/members", get(members::query))
        .route("/roles/search", get(circles::roles))
        .route("/usergroups/search", get(circles::groups))
        .route("/users", get(users::query).post(users::replace).patch(users::update))
        .route("/users/block", get(moderation::blocked).post(moderation::block))
        .route("/users/unblock", post(moderation::unblock))
        .route("/moderation/mute", post(moderation::mute))
        .route("/moderation/unmute", post(moderation::unmute))
        .route("/moderation/mute/channel", post(moderation::mute_channel))
        .route("/moderation/unmute/channel", post(moderation::unmute_channel))
        .route("/moderation/flag", post(moderation::flag))
        .route("/moderation/unflag", post(moderation::unflag))
        .route("/search", get(search::messages))
        .route("/og", get(og::get))
        .route("/drafts/query", post(drafts::query))
        .route("/unread", get(reads::unread))
        .route("/sync", post(search::sync))
        .merge(upload_routes(&below("/file"), &below("/image")))
        .route("/media/{name}", get(media::get))
        .layer(from_fn_with_state(app.clone(), faulty));
    let mut routes = stream.merge(backend::routes()).merge(proxy::routes()).merge(pages::routes(&app.settings));
    if app.settings.faults {
        routes = routes.merge(faults::routes()).merge(control::routes()).merge(gateway::routes());
    }
    routes
        .fallback(|| async { Error::missing("there is nothing at this address") })
        .method_not_allowed_fallback(|| async { Error::missing("this address does not know this method") })
        .layer(from_fn_with_state(app.clone(), finish))
        .with_state(app)
}

/// Uploads of any size up to the configured one: they are never in memory as a whole.
fn upload_routes(file: &str, image: &str) -> Router<App> {
    let files = || post(uploads::add_file).delete(uploads::remove);
    let images = || post(uploads::add_image).delete(uploads::remove);
    Router::new()
        .route(file, files())
        .route("/uploads/file", files())
        .route(image, images())
        .route("/uploads/image", images())
        .layer(DefaultBodyLimit::disable())
}

/// Carries out planned failures and delays (`faults`) around a request of the Stream face.
async fn faulty(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(error) = app.faults.failure_of(&path) {
        return error.into_response();
    }
    let answer = next.run(request).await;
    if let Some(delay) = app.faults.delay_of(&path) {
        sleep(Duration::from_millis(delay)).await;
    }
    answer
}

/// The last station of every answer: preflights, `duration`, CORS on success and failure alike (protocol 1.4).
async fn finish(State(app): State<App>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let origin = request.headers().get(header::ORIGIN).cloned();
    let with_credentials = backend::is_backend(request.uri().path());
    let mut response = if request.method() == Method::OPTIONS { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    if let Some(answer) = response.extensions_mut().remove::<Answer>() {
        response = answer.timed(start.elapsed().as_secs_f64() * 1_000.0);
    }
    if response.status().is_client_error() && is_plain(&response) {
        // The framework's own refusals: a path that is not UTF-8, a form that is none.
        response = match Error::input("the request cannot be read").into_response().extensions_mut().remove::<Answer>() {
            Some(answer) => answer.timed(start.elapsed().as_secs_f64() * 1_000.0),
            None => response,
        };
    }
    let credentials = origin.filter(|origin| with_credentials && is_local(&app, origin));
    allow(response.headers_mut(), credentials);
    response
}

fn is_plain(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// Cookies are for pages of this machine only.
fn is_local(app: &App, origin: &HeaderValue) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") || origin == app.settings.origin
}

fn allow(headers: &mut HeaderMap, credentials_for: Option<HeaderValue>) {
    let mut set = |name, value| headers.insert(name, value);
    set(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS"));
    set(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "authorization, stream-auth-type, x-stream-client, x-client-request-id, content-type, accept, userid, miauserproperties, client-type",
        ),
    );
    set(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset"));
    set(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    match credentials_for {
        None => {
            set(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        Some(origin) => {
            set(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            set(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
            set(header::VARY, HeaderValue::from_static("origin"));
        }
    }
}
