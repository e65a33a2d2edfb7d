//! Icons: Lucide's drawings (ISC licence, text beside them), inlined only when used.

use yew::prelude::*;

/// One drawing; a constant that nobody uses costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph(&'static str);

impl Glyph {
    /// Outlines in a square of 24.
    pub(in crate::ui) fn paths(self) -> impl Iterator<Item = &'static str> {
        let values = self.0.split('"').scan("", |before, part| Some((std::mem::replace(before, part).ends_with(" d="), part)));
        values.filter_map(|(is_path, value)| is_path.then_some(value))
    }
}

macro_rules! glyph {
    ($name:ident, $file:literal) => {
        #[doc = concat!("Lucide's `", $file, "`.")]
        pub const $name: Glyph = Glyph(include_str!(concat!("../../../assets/icons/", $file, ".svg")));
    };
}

/// The drawings.
pub mod glyph {
    use super::Glyph;

    glyph!(ARCHIVE, "archive");
    glyph!(ARROW_DOWN, "arrow-down");
    glyph!(ARROW_LEFT, "arrow-left");
    glyph!(ARROW_UP, "arrow-up");
    glyph!(AT_SIGN, "at-sign");
    glyph!(BAN, "ban");
    glyph!(BELL_OFF, "bell-off");
    glyph!(CALENDAR, "calendar");
    glyph!(CHART_COLUMN, "chart-column");
    glyph!(CHECK, "check");
    glyph!(CHECK_CHECK, "check-check");
    glyph!(CHEVRON_DOWN, "chevron-down");
    glyph!(CHEVRON_LEFT, "chevron-left");
    glyph!(CHEVRON_RIGHT, "chevron-right");
    glyph!(CIRCLE_ALERT, "circle-alert");
    glyph!(CIRCLE_CHECK, "circle-check");
    glyph!(CLOCK, "clock");
    glyph!(CLOUD_OFF, "cloud-off");
    glyph!(COPY, "copy");
    glyph!(DOWNLOAD, "download");
    glyph!(ELLIPSIS, "ellipsis");
    glyph!(EXTERNAL_LINK, "external-link");
    glyph!(EYE, "eye");
    glyph!(FILE, "file");
    glyph!(FILE_ARCHIVE, "file-archive");
    glyph!(FILE_PLAY, "file-play");
    glyph!(FILE_SPREADSHEET, "file-spreadsheet");
    glyph!(FILE_TEXT, "file-text");
    glyph!(FILM, "film");
    glyph!(FLAG, "flag");
    glyph!(HEART, "heart");
    glyph!(IMAGE, "image");
    glyph!(IMAGE_OFF, "image-off");
    glyph!(INBOX, "inbox");
    glyph!(INFO, "info");
    glyph!(KEYBOARD, "keyboard");
    glyph!(LIGHTBULB, "lightbulb");
    glyph!(LINK, "link");
    glyph!(LIST_CHECKS, "list-checks");
    glyph!(LOCK, "lock");
    glyph!(LOCK_OPEN, "lock-open");
    glyph!(LOG_IN, "log-in");
    glyph!(MAIL, "mail");
    glyph!(MAP_PIN, "map-pin");
    glyph!(MESSAGES_SQUARE, "messages-square");
    glyph!(MESSAGE_CIRCLE, "message-circle");
    glyph!(MESSAGE_SQUARE_QUOTE, "message-square-quote");
    glyph!(MESSAGE_SQUARE_TEXT, "message-square-text");
    glyph!(MIC, "mic");
    glyph!(MUSIC, "music");
    glyph!(PAPERCLIP, "paperclip");
    glyph!(PAUSE, "pause");
    glyph!(PAW_PRINT, "paw-print");
    glyph!(PENCIL, "pencil");
    glyph!(PHONE, "phone");
    glyph!(PIN, "pin");
    glyph!(PIN_OFF, "pin-off");
    glyph!(PLANE, "plane");
    glyph!(PLAY, "play");
    glyph!(PLUS, "plus");
    glyph!(QUOTE, "quote");
    glyph!(REFRESH_CW, "refresh-cw");
    glyph!(REPLY, "reply");
    glyph!(ROTATE_CCW, "rotate-ccw");
    glyph!(SEARCH, "search");
    glyph!(SEND_HORIZONTAL, "send-horizontal");
    glyph!(SHIELD_ALERT, "shield-alert");
    glyph!(SLASH, "slash");
    glyph!(SMILE, "smile");
    glyph!(SMILE_PLUS, "smile-plus");
    glyph!(SQUARE, "square");
    glyph!(SQUARE_PEN, "square-pen");
    glyph!(STAR, "star");
    glyph!(STICKER, "sticker");
    glyph!(TAG, "tag");
    glyph!(TICKET, "ticket");
    glyph!(TRASH_2, "trash-2");
    glyph!(TRIANGLE_ALERT, "triangle-alert");
    glyph!(TROPHY, "trophy");
    glyph!(UNPLUG, "unplug");
    glyph!(UPLOAD, "upload");
    glyph!(USER, "user");
    glyph!(USERS, "users");
    glyph!(USER_PLUS, "user-plus");
    glyph!(USER_X, "user-x");
    glyph!(UTENSILS, "utensils");
    glyph!(VOLUME_2, "volume-2");
    glyph!(VOLUME_X, "volume-x");
    glyph!(WIFI_OFF, "wifi-off");
    glyph!(X, "x");
    glyph!(ZAP, "zap");

    #[cfg(test)]
    pub(super) const ALL: &[Glyph] = &[
        ARCHIVE,
        ARROW_DOWN,
        ARROW_LEFT,
        ARROW_UP,
        AT_SIGN,
        BAN,
        BELL_OFF,
        CALENDAR,
        CHART_COLUMN,
        CHECK,
        CHECK_CHECK,
        CHEVRON_DOWN,
        CHEVRON_LEFT,
        CHEVRON_RIGHT,
        CIRCLE_ALERT,
        CIRCLE_CHECK,
        CLOCK,
        CLOUD_OFF,
        COPY,
        DOWNLOAD,
        ELLIPSIS,
        EXTERNAL_LINK,
        EYE,
        FILE,
        FILE_ARCHIVE,
        FILE_PLAY,
        FILE_SPREADSHEET,
        FILE_TEXT,
        FILM,
        FLAG,
        HEART,
        IMAGE,
        IMAGE_OFF,
        INBOX,
        INFO,
        KEYBOARD,
        LIGHTBULB,
        LINK,
        LIST_CHECKS,
        LOCK,
        LOCK_OPEN,
        LOG_IN,
        MAIL,
        MAP_PIN,
        MESSAGES_SQUARE,
        MESSAGE_CIRCLE,
        MESSAGE_SQUARE_QUOTE,
        MESSAGE_SQUARE_TEXT,
        MIC,
        MUSIC,
        PAPERCLIP,
        PAUSE,
        PAW_PRINT,
        PENCIL,
        PHONE,
        PIN,
        PIN_OFF,
        PLANE,
        PLAY,
        PLUS,
        QUOTE,
        REFRESH_CW,
        REPLY,
        ROTATE_CCW,
        SEARCH,
        SEND_HORIZONTAL,
        SHIELD_ALERT,
        SLASH,
        SMILE,
        SMILE_PLUS,
        SQUARE,
        STAR,
        STICKER,
        TAG,
        TICKET,
        TRASH_2,
        TRIANGLE_ALERT,
        TROPHY,
        UNPLUG,
        UPLOAD,
        USER,
        USERS,
        USER_PLUS,
        USER_X,
        UTENSILS,
        VOLUME_2,
        VOLUME_X,
        WIFI_OFF,
        X,
        ZAP,
    ];
}

/// What an [`Icon`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct IconProps {
    /// The drawing.
    pub glyph: Glyph,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Turns around where the language runs from right to left, as arrows do.
    #[prop_or_default]
    pub mirrors: bool,
}

/// A drawing in the colour of the text around it; the name beside it speaks for it.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    let class = classes!("icon", props.mirrors.then_some("icon--mirrors"), props.class.clone());
    html! {
        <svg {class} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            { for props.glyph.paths().map(|path| html! { <path d={path} /> }) }
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_has_outlines() {
        for drawing in glyph::ALL {
            assert!(drawing.paths().count() > 0 && drawing.paths().all(|path| path.starts_with(['M', 'm'])), "{drawing:?}");
        }
    }
}
