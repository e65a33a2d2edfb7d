//! Pictures and videos together (features F111 to F113): one alone in its own shape, more as a grid of at most four.

use std::rc::Rc;

use yew::prelude::*;

use super::kind::{Medium, frame};
use super::moving::Held;
use super::picture::{Picture, loadable, spacer};
use super::video::Video;
use super::viewer::Viewer;
use crate::i18n::Locale;
use crate::t;
use crate::ui::kit::{Icon, glyph};

/// Most tiles; the last one says how many more there are.
const TILES: usize = 4;

/// What an [`Album`] shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct AlbumProps {
    /// At least one.
    pub(super) media: Vec<Medium>,
    /// The user's language.
    pub(super) locale: Rc<Locale>,
}

/// Pictures and videos; a press opens them large.
#[component]
pub(super) fn Album(props: &AlbumProps) -> Html {
    let open = use_state(|| None::<usize>);
    let AlbumProps { media, locale } = props;
    let shown = media.len().min(TILES);
    let size = media.first().filter(|_| shown == 1).map(|medium| frame(medium.size));
    let onclose = {
        let open = open.clone();
        Callback::from(move |()| open.set(None))
    };
    let onopen = {
        let open = open.clone();
        Callback::from(move |index| open.set(Some(index)))
    };
    html! {
        <div class="album" data-count={shown.to_string()}>
            { for media.iter().take(TILES).enumerate().map(|(index, medium)| html! {
                <span key={medium.key.clone()} class="album__tile">
                    if let Some(size) = size { { spacer(size) } }
                    { tile(medium, index, props, &onopen) }
                </span>
            }) }
            if let Some(index) = *open {
                <Viewer media={media.clone()} first={index} locale={locale.clone()} {onclose} />
            }
        </div>
    }
}

fn tile(medium: &Medium, index: usize, props: &AlbumProps, onopen: &Callback<usize>) -> Html {
    let AlbumProps { media, locale } = props;
    let name = name_of(medium, locale);
    if medium.is_video && media.len() == 1 {
        return html! { <Video medium={medium.clone()} locale={locale.clone()} /> };
    }
    let rest = (media.len() > TILES && index + 1 == TILES).then(|| locale.number(whole(media.len() - TILES + 1)));
    let place = t!(locale, "viewer.place", index = &locale.number(whole(index + 1)), count = &locale.number(whole(media.len())));
    let label = if media.len() == 1 { name.clone() } else { [&*locale.apart(&name), ", ", &place].concat() };
    let onclick = onopen.reform(move |_: MouseEvent| index);
    let is_video = medium.is_video;
    let around = Callback::from(move |picture: Html| {
        html! {
            <button type="button" class="album__open" aria-label={label.clone()} aria-haspopup="dialog" onclick={onclick.clone()}>
                { picture }
                if let Some(rest) = &rest {
                    <span class="album__rest" aria-hidden="true">{ ["+", rest].concat() }</span>
                } else if is_video {
                    <span class="album__play" aria-hidden="true"><Icon glyph={glyph::PLAY} /></span>
                }
            </button>
        }
    });
    let (url, locale) = (loadable(medium.thumb.as_ref()), locale.clone());
    if medium.moves {
        let key = url.as_deref().unwrap_or_default().to_owned();
        html! { <Held {key} {url} alt={name} {locale} {around} /> }
    } else {
        html! { <Picture {url} alt={name} {locale} {around} /> }
    }
}

/// What it is called; a file's name, or what it is.
pub(super) fn name_of(medium: &Medium, locale: &Locale) -> String {
    let kind = if medium.is_video { "preview.videos" } else { "preview.images" };
    medium.title.clone().unwrap_or_else(|| locale.plural(kind, 1, &[]))
}

pub(super) fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
