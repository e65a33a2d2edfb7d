//! Building blocks without domain words: they know neither channels nor messages, only looks and keys.

mod avatar;
mod button;
mod clipboard;
mod composing;
mod dialog;
#[cfg(any(test, feature = "gallery"))]
mod examples;
mod icon;
mod logo;
mod menu;
mod notice;
pub mod overlay;
mod placeholder;
mod popover;
mod roving;
mod seen;
mod stage;
mod timer;
mod toast_queue;
mod tooltip;

pub(super) use avatar::hue;
pub use avatar::{Avatar, AvatarSize, Face, initials, is_picture, page_is_encrypted};
pub use button::{Button, ButtonKind, IconButton};
pub(super) use clipboard::copy;
pub(super) use composing::composes;
pub use dialog::{AlertDialog, Dialog, DialogSize, Modal};
#[cfg(any(test, feature = "gallery"))]
pub(super) use examples::{examples, framed};
pub use icon::{Glyph, Icon, glyph};
pub use logo::Logo;
pub use menu::{Act, Menu, MenuButton, MenuItem};
pub use notice::EmptyState;
pub use overlay::{Align, Anchor, Floating, Focus, Side};
pub use placeholder::{Skeleton, SkeletonShape, Spinner};
pub use popover::Popover;
pub(super) use seen::Seen;
pub use stage::{Life, Severity, Stage, StageHandle, Toast, use_stage};
pub(super) use timer::{Timer, before_paint};
pub use tooltip::{Tip, Tooltip, use_tip};
