//! Files to download, and what is not known (features F119, F124).

use yew::prelude::*;

use super::kind::{address, file_glyph, title};
use crate::i18n::Locale;
use crate::t;
use crate::text::SafeUrl;
use crate::ui::kit::{Icon, glyph};
use crate::wire::Attachment;

/// A file: drawing, name, size, and the way to it.
pub(super) fn view(attachment: &Attachment, locale: &Locale) -> Html {
    let name = title(attachment).unwrap_or_else(|| t!(locale, "preview.file"));
    let glyph = file_glyph(attachment.mime_type.as_deref(), &name);
    let content = html! {
        <>
            <span class="file__tile"><Icon {glyph} /></span>
            <span class="file__name" dir="auto">{ &name }</span>
            if let Some(bytes) = attachment.file_size { <span class="file__size">{ size(bytes, locale) }</span> }
        </>
    };
    match address(attachment) {
        // Never drawn as a document of its own: what is HTML or SVG goes to a tab or to the disk (trust S18).
        Some(url) => html! {
            <a class="file" href={url.as_str().to_owned()} download={name} target="_blank" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer">
                { content }<Icon class="file__way" glyph={glyph::DOWNLOAD} />
            </a>
        },
        None => html! { <span class="file">{ content }</span> },
    }
}

/// A neutral box for what is not known; what can be had of it is a link.
pub(super) fn unsupported(attachment: &Attachment, locale: &Locale) -> Html {
    let name = title(attachment).unwrap_or_else(|| t!(locale, "message.attachment"));
    html! {
        <span class="file">
            <span class="file__tile"><Icon glyph={glyph::PAPERCLIP} /></span>
            <span class="file__name" dir="auto">{ name }</span>
            <span class="file__size">{ t!(locale, "attachment.unsupported") }</span>
        </span>
    }
}

/// A way to the original.
pub(super) fn download(url: &SafeUrl, name: &str, locale: &Locale) -> Html {
    let label = t!(locale, "attachment.download", name = name);
    html! {
        <a
            class="icon-button"
            href={url.as_str().to_owned()}
            download={name.to_owned()}
            target="_blank"
            rel="noopener noreferrer nofollow"
            referrerpolicy="no-referrer"
            aria-label={label.clone()}
            title={label}
        >
            <Icon glyph={glyph::DOWNLOAD} />
        </a>
    }
}

/// Bytes with three significant digits (feature F119), as disks are measured.
pub(in crate::ui) fn size(bytes: u32, locale: &Locale) -> String {
    let (key, unit) = match bytes {
        0..1_000 => ("size.bytes", 1),
        1_000..999_500 => ("size.kilobytes", 1_000),
        999_500..999_500_000 => ("size.megabytes", 1_000_000),
        _ => ("size.gigabytes", 1_000_000_000),
    };
    let digits = match (unit, bytes / unit) {
        (1, _) => 0,
        (_, 0..10) => 2,
        (_, 10..100) => 1,
        _ => 0,
    };
    let scale = 10_u64.pow(digits);
    let scaled = (u64::from(bytes) * scale + u64::from(unit) / 2) / u64::from(unit);
    let count = locale.decimal(i64::try_from(scaled * 100 / scale).unwrap_or_default());
    locale.text(key, &[("count", &count)])
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::i18n::EnglishUtc;
    use crate::testing::the_locale;

    #[test]
    fn sizes_have_three_significant_digits() {
        let cases = [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 KB"),
            (1_234, "1.23 KB"),
            (48_249, "48.2 KB"),
            (999_499, "999 KB"),
            (999_500, "1 MB"),
            (7_900_000, "7.9 MB"),
            (7_040_000, "7.04 MB"),
            (312_400_000, "312 MB"),
            (u32::MAX, "4.29 GB"),
        ];
        for (bytes, words) in cases {
            assert_eq!(size(bytes, &the_locale()), words);
        }
        let italian = Rc::new(Locale::new("it", Some(include_str!("../../../assets/locales/it.json")), &[], Rc::new(EnglishUtc)));
        // The unit is the language's; its digits and point are the browser's to know.
        assert_eq!(size(1_234, &italian), "1.23 kB");
    }
}
