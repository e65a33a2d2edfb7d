//! What the server was told at its start: flags of `main` and the documented environment variables (product 6.1).
//! It reads the environment once; everything else asks this value.

use std::net::IpAddr;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::permissions::Permissions;
use crate::proxy::{DEFAULT_PATHS, Rule};

/// The secret of the demo: known to everybody, so it never leaves the machine.
pub const DEMO_SECRET: &str = "demo-secret-of-one-machine";
/// The key of the demo.
pub const DEMO_KEY: &str = "demo";

/// Where Stream is.
pub const STREAM: &str = "https://chat.stream-io-api.com";

/// What may be uploaded: one half of `GET /app` (protocol 6.8). An empty list allows or blocks nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadRules {
    /// Endings of file names, `.png`, compared without case.
    pub allowed_file_extensions: Vec<String>,
    /// Endings that are refused.
    pub blocked_file_extensions: Vec<String>,
    /// Mime types, compared exactly.
    pub allowed_mime_types: Vec<String>,
    /// Mime types that are refused.
    pub blocked_mime_types: Vec<String>,
    /// The largest file, in bytes.
    pub size_limit: u64,
}

impl Default for UploadRules {
    /// Everything up to 100 MiB.
    fn default() -> Self {
        let [allowed_file_extensions, blocked_file_extensions, allowed_mime_types, blocked_mime_types] = [const { Vec::new() }; 4];
        Self { allowed_file_extensions, blocked_file_extensions, allowed_mime_types, blocked_mime_types, size_limit: 104_857_600 }
    }
}

impl UploadRules {
    /// The rules as `GET /app` tells them.
    pub(crate) fn shown(&self) -> Value {
        json!({
            "allowed_file_extensions": self.allowed_file_extensions, "blocked_file_extensions": self.blocked_file_extensions,
            "allowed_mime_types": self.allowed_mime_types, "blocked_mime_types": self.blocked_mime_types,
            "size_limit": self.size_limit,
        })
    }
}

/// Programs of the systems that people use: no file of a conversation.
const PROGRAMS: [&str; 6] = [".exe", ".bat", ".cmd", ".com", ".msi", ".scr"];

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
    /// Where Stream is (`STREAM_BASE_URL`).
    pub stream_url: String,
    /// The token of a server, if it is not to be signed here (`STREAM_AUTH_TOKEN`).
    pub server_token: Option<String>,
    /// What `/proxy` forwards (`PROXY_PATHS`).
    pub proxy_paths: Vec<Rule>,
    /// The largest body that it forwards, in bytes (`PROXY_BODY_LIMIT`).
    pub proxy_body_limit: usize,
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
    /// What may be uploaded as a file.
    pub file_uploads: UploadRules,
    /// What may be uploaded as a picture.
    pub image_uploads: UploadRules,
    /// Lifetime of the tokens that we sign, in seconds (`EXPIRATION_TOKEN_DURATION`).
    pub token_lifetime: Option<u64>,
    /// Header that says who the user is; what follows the first dot is a path in its JSON (`USERID_HEADER_KEY`).
    pub user_header: String,
    /// Name of the object that says why there is no user (`ERROR_OBJ_KEY`).
    pub error_key: String,
    /// JSON file merged into the configuration (`STYLE_CONFIG`).
    pub style: Option<PathBuf>,
    /// What roles are granted.
    pub permissions: Permissions,
    /// The file that says so (`PERMISSIONS_CONFIG`), and its version (`PERMISSIONS_VERSION`); read by `read_permissions`.
    pub permission_file: (Option<PathBuf>, Option<String>),
}

impl Settings {
    /// The settings of a demo on this machine, with what the environment says.
    #[must_use]
    pub fn demo(environment: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &str| environment(name).filter(|value| !value.is_empty());
        let size_limit = said("UPLOAD_SIZE_LIMIT").and_then(|bytes| bytes.parse().ok()).unwrap_or(UploadRules::default().size_limit);
        let blocked_file_extensions = PROGRAMS.map(str::to_owned).to_vec();
        Self {
            host: IpAddr::from([127, 0, 0, 1]),
            origin: "http://127.0.0.1:4000".into(),
            api_key: said("STREAM_API_KEY").unwrap_or_else(|| DEMO_KEY.into()),
            api_secret: said("STREAM_API_SECRET").unwrap_or_else(|| DEMO_SECRET.into()),
            real_stream: said("STREAM_API_KEY").is_some() && said("STREAM_API_SECRET").is_some(),
            stream_url: said("STREAM_BASE_URL").unwrap_or_else(|| STREAM.into()),
            server_token: said("STREAM_AUTH_TOKEN"),
            // A list with a mistake allows nothing.
            proxy_paths: Rule::list(&said("PROXY_PATHS").unwrap_or_else(|| DEFAULT_PATHS.into())).unwrap_or_default(),
            proxy_body_limit: said("PROXY_BODY_LIMIT").and_then(|bytes| bytes.parse().ok()).unwrap_or(1_048_576),
            dev_tokens: false,
            faults: false,
            dist: None,
            assets: concat!(env!("CARGO_MANIFEST_DIR"), "/assets").into(),
            uploads: "uploads".into(),
            file_uploads: UploadRules { blocked_file_extensions, size_limit, ..UploadRules::default() },
            image_uploads: UploadRules { size_limit, ..UploadRules::default() },
            token_lifetime: said("EXPIRATION_TOKEN_DURATION").and_then(|seconds| seconds.parse().ok()),
            user_header: said("USERID_HEADER_KEY").unwrap_or_else(|| "userid".into()),
            error_key: said("ERROR_OBJ_KEY").unwrap_or_else(|| "errors".into()),
            style: said("STYLE_CONFIG").map(PathBuf::from),
            permissions: Permissions::default(),
            permission_file: (said("PERMISSIONS_CONFIG").map(PathBuf::from), said("PERMISSIONS_VERSION")),
        }
    }

    /// Reads the permission file that the environment names, if it names one.
    ///
    /// # Errors
    /// What is wrong and where.
    pub fn read_permissions(&mut self) -> Result<(), String> {
        let (path, version) = &self.permission_file;
        self.permissions = Permissions::read(path.as_deref(), version.as_deref())?;
        Ok(())
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

    /// The reverse of `absolute`: what is stored of an address of our own.
    pub(crate) fn relative<'u>(&self, url: &'u str) -> &'u str {
        url.strip_prefix(&self.origin).filter(|path| path.starts_with('/')).unwrap_or(url)
    }
}
