//! The text of a message as nodes, never as markup (trust S1).

use yew::prelude::*;

use crate::state::Message;
use crate::text::{Block, Inline, Mentioned, parse};

/// What was written; nothing when nothing was.
pub(super) fn body(message: &Message) -> Html {
    if message.text.trim().is_empty() {
        return Html::default();
    }
    let mentioned = message.mentioned_users.iter().map(|user| Mentioned { id: user.id.clone(), name: user.name.clone() });
    let text = parse(&message.text, &mentioned.collect::<Vec<_>>());
    html! {
        <div class="message__text">
            { for text.blocks.iter().map(block) }
            if let Some(rest) = text.rest { <p>{ rest }</p> }
        </div>
    }
}

fn block(block: &Block) -> Html {
    match block {
        Block::Code(code) => html! { <pre dir="ltr" tabindex="0"><code>{ code }</code></pre> },
        Block::Paragraph(pieces) => html! { <p>{ for pieces.iter().map(inline) }</p> },
    }
}

fn inline(piece: &Inline) -> Html {
    match piece {
        Inline::Code(code) => html! { <code dir="ltr">{ code }</code> },
        Inline::Link { url, text } => link(url.as_str(), "", html! { text }),
        Inline::Mention { text, .. } => html! { <span class="message__mention">{ text }</span> },
        Inline::Text(text) => html! { text },
    }
}

/// A way out of the page that tells nobody where it was taken (trust S3).
pub(in crate::ui) fn link(url: &str, class: &'static str, content: Html) -> Html {
    html! { <a {class} href={url.to_owned()} target="_blank" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer">{ content }</a> }
}
