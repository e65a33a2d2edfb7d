//! Building blocks without domain words: they know neither channels nor messages, only looks and keys.

mod avatar;
mod button;
mod icon;
mod logo;
mod notice;
mod placeholder;

pub(super) use avatar::hue;
pub use avatar::{Avatar, AvatarSize, Face, initials, is_picture};
pub use button::{Button, ButtonKind, IconButton};
pub use icon::{Glyph, Icon, glyph};
pub use logo::Logo;
pub use notice::{Announcer, EmptyState};
pub use placeholder::{Skeleton, SkeletonShape, Spinner};
