//! What the server was told at its start: flags of `main` and the documented environment variables (product 6.1).
//! It reads the environment once; everything else asks this value.

use std::net::IpAddr;
use std::path::PathBuf;

/// The secret of the demo: known to everybody, so it never leaves the machine.
pub const DEMO_SECRET: &str = "demo-secret-of-one-machine";
/// The key of the demo.
pub const DEMO_KEY: &str = "demo";

/// How this server behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address to listen on.
    pub host: IpAddr,
    /// This server as its own answers name it, e.g. `http://127.0.0.1:4000`, without a slash at the end.
    pub origin: String,
    /// Stream's API key.
    pub api_key: String,
    /// Stream's secret: signs and verifies tokens.
    pub api_secret: String,
    /// The API is Stream itself: this server only signs tokens and serves the configuration.
    pub real_stream: bool,
    /// Unsigned development tokens are accepted.
    pub dev_tokens: bool,
    /// The routes of `faults` and `bench` exist.
    pub faults: bool,
    /// Folder with the built element.
    pub dist: Option<PathBuf>,
    /// Folder with the pictures and files of the demo's world.
    pub assets: PathBuf,
    /// Folder where uploaded files go.
    pub uploads: PathBuf,
    /// Lifetime of the tokens that we sign, in seconds (`EXPIRATION_TOKEN_DURATION`).
    pub token_lifetime: Option<u64>,
    /// Header that says who the user is; what follows the first dot is a path in its JSON (`USERID_HEADER_KEY`).
    pub user_header: String,
    /// Name of the object that says why there is no user (`ERROR_OBJ_KEY`).
    pub error_key: String,
    /// JSON file merged into the configuration (`STYLE_CONFIG`).
    pub style: Option<PathBuf>,
    /// JSON file with the permissions served to the back office (`PERMISSIONS_CONFIG`), and its version (`PERMISSIONS_VERSION`).
    pub permissions: (Option<PathBuf>, Option<String>),
}

impl Settings {
    /// The settings of a demo on this machine, with what the environment says.
    #[must_use]
    pub fn demo(environment: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &str| environment(name).filter(|value| !value.is_empty());
        Self {
            host: IpAddr::from([127, 0, 0, 1]),
            origin: "http://127.0.0.1:4000".into(),
            api_key: said("STREAM_API_KEY").unwrap_or_else(|| DEMO_KEY.into()),
            api_secret: said("STREAM_API_SECRET").unwrap_or_else(|| DEMO_SECRET.into()),
            real_stream: said("STREAM_API_KEY").is_some() && said("STREAM_API_SECRET").is_some(),
            dev_tokens: false,
            faults: false,
            dist: None,
            assets: concat!(env!("CARGO_MANIFEST_DIR"), "/assets").into(),
            uploads: "uploads".into(),
            token_lifetime: said("EXPIRATION_TOKEN_DURATION").and_then(|seconds| seconds.parse().ok()),
            user_header: said("USERID_HEADER_KEY").unwrap_or_else(|| "userid".into()),
            error_key: said("ERROR_OBJ_KEY").unwrap_or_else(|| "error".into()),
            style: said("STYLE_CONFIG").map(PathBuf::from),
            permissions: (said("PERMISSIONS_CONFIG").map(PathBuf::from), said("PERMISSIONS_VERSION")),
        }
    }

    /// Whether the server is reachable from this machine only.
    pub(crate) fn is_loopback(&self) -> bool {
        self.host.is_loopback()
    }

    /// Whether these settings would publish the demo's secret.
    #[must_use]
    pub fn exposes_demo_secret(&self) -> bool {
        !self.host.is_loopback() && self.api_secret == DEMO_SECRET
    }

    /// An address of our own as an absolute one: `/avatars/x.svg` becomes `http://127.0.0.1:4000/avatars/x.svg`.
    pub(crate) fn absolute(&self, url: &str) -> String {
        if url.starts_with('/') && !url.starts_with("//") { format!("{}{url}", self.origin) } else { url.to_owned() }
    }
}
