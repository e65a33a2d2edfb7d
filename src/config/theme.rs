//! How the tenant looks: mode, brand colour, tokens, logo, title.

use super::Label;

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// As the system says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Mode {
    /// Reads `auto`, `light` or `dark`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }
}

/// How the tenant looks. Token values are the tenant's words: they are checked by type before they reach a style sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Theme {
    /// Light, dark, or as the system says.
    pub mode: Mode,
    /// Accent colour.
    pub brand: Option<String>,
    /// Token names, without `--chat-`, with their values.
    pub tokens: Vec<(String, String)>,
    /// The same for dark only.
    pub dark: Vec<(String, String)>,
    /// URL of the logo.
    pub logo: Option<String>,
    /// Name shown above the list.
    pub title: Option<Label>,
}
