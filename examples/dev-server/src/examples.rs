//! The pages of other hosts: each folder of `examples/` but this server's, as plain files, and a page that lists them.
//! Every example brings its own policy, where it has one, in its own page.

use std::path::Path as FilePath;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;

use crate::app::App;
use crate::files;
use crate::pages::{file_of, page};

/// Where the folders are.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const LIST: &str = include_str!("../pages/examples.html");

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/examples/", get(|headers: HeaderMap| async move { page(LIST.to_owned(), &headers) }))
        .route("/examples/{name}", get(|Path(name): Path<String>| async move { Redirect::permanent(&format!("/examples/{name}/")) }))
        .route("/examples/{name}/", get(|Path(name): Path<String>, headers: HeaderMap| async move { file(&name, "", &headers).await }))
        .route(
            "/examples/{name}/{*file}",
            get(|Path((name, path)): Path<(String, String)>, headers: HeaderMap| async move { file(&name, &path, &headers).await }),
        )
}

/// A file of an example. What is no file and has no ending is a route of the example's own, which its page knows.
async fn file(name: &str, path: &str, headers: &HeaderMap) -> Response {
    let is_example = name != "dev-server" && !name.starts_with('.') && !name.contains('/');
    if !is_example {
        return files::missing();
    }
    let folder = FilePath::new(EXAMPLES).join(name);
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') {
        return file_of(&folder, path, headers).await;
    }
    let inner = format!("{}index.html", if path.ends_with('/') { path } else { "" });
    let is_there = tokio::fs::metadata(folder.join(&inner)).await.is_ok();
    let mut response = file_of(&folder, if is_there { &inner } else { "index.html" }, headers).await;
    files::set(&mut response, axum::http::header::CACHE_CONTROL, "no-store");
    response.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_leads_to_every_example() {
        for entry in std::fs::read_dir(EXAMPLES).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() && name != "dev-server" {
                assert!(LIST.contains(&format!("href=\"/examples/{name}/")), "{name}");
                assert!(entry.path().join("README.md").is_file(), "{name}");
            }
        }
    }
}
