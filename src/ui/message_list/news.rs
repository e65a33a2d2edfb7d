//! What assistive technology hears of messages that arrive while their conversation is open (trust C2): the first one at
//! once, what follows within a second together, so that a busy channel does not talk over everything else.

use yew::{AttrValue, Context};

use super::{Happened, MessageList, MessageListProps};
use crate::state::Message;
use crate::t;
use crate::ui::channel_list::summary;
use crate::ui::kit::Timer;
use crate::wire::{MessageId, MessageType};

/// How long messages are gathered after something was said, in milliseconds.
const PAUSE: i32 = 1_000;

/// Messages that were not told yet.
#[derive(Debug, Default)]
pub(super) struct News {
    is_pausing: bool,
    count: u32,
    newest: AttrValue,
}

/// What is to be said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Saying {
    /// One message.
    Message(AttrValue),
    /// So many.
    Count(u32),
}

impl News {
    /// So many messages came, the newest of which is this in words. What is said now begins a pause.
    pub(super) fn arrived(&mut self, count: u32, newest: AttrValue) -> Option<Saying> {
        self.count += count;
        self.newest = newest;
        if self.is_pausing { None } else { self.told() }
    }

    /// The pause is over. What is said now begins another one.
    pub(super) fn paused(&mut self) -> Option<Saying> {
        self.told()
    }

    fn told(&mut self) -> Option<Saying> {
        let (count, newest) = (std::mem::take(&mut self.count), std::mem::take(&mut self.newest));
        self.is_pausing = count > 0;
        match count {
            0 => None,
            1 => Some(Saying::Message(newest)),
            more => Some(Saying::Count(more)),
        }
    }
}

/// Who is to be told of and what: the messages of others after that one. None when it is not there any more, for then the
/// list shows another part of the conversation.
pub(super) fn after(newest: &MessageId, props: &MessageListProps) -> Option<(u32, AttrValue)> {
    let is_told = |message: &Message| {
        let is_own = message.author() == Some(&props.chat.me);
        let is_blocked = message.author().is_some_and(|author| props.blocked().contains(author));
        !is_own && !is_blocked && !message.is_deleted() && matches!(message.kind, MessageType::Regular | MessageType::Reply)
    };
    let timeline = props.timeline();
    timeline.shown().rev().any(|message| message.id == *newest).then_some(())?;
    let mut new = timeline.shown().rev().take_while(|message| message.id != *newest).filter(|message| is_told(message));
    let last = new.next()?;
    Some((u32::try_from(new.count()).unwrap_or(u32::MAX).saturating_add(1), in_words(last, props)))
}

/// Says it, and gathers what comes after it.
pub(super) fn say(list: &mut MessageList, ctx: &Context<MessageList>, saying: Option<Saying>) {
    let Some(saying) = saying else { return };
    let text = match saying {
        Saying::Message(text) => text,
        Saying::Count(count) => t!(ctx.props().chat.locale, "unread.line", count = count).into(),
    };
    list.stage.say(text);
    let link = ctx.link().clone();
    list.news.1 = Some(Timer::after(PAUSE, move || link.send_message(Happened::Paused)));
}

fn in_words(message: &Message, props: &MessageListProps) -> AttrValue {
    let chat = &props.chat;
    let name = message.user.as_ref().map(|user| crate::ui::name_of(chat.snapshot.met(user))).unwrap_or_default();
    let (_, text) = summary(message, &chat.locale);
    t!(chat.locale, "messages.spoken", name = name, text = text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_message_is_said_at_once_and_a_burst_in_one_sentence() {
        let mut news = News::default();
        assert_eq!(news.arrived(1, "Bob: Hi".into()), Some(Saying::Message("Bob: Hi".into())));
        assert_eq!(news.arrived(1, "Bob: are".into()), None);
        assert_eq!(news.arrived(2, "Bob: there".into()), None);
        assert_eq!(news.paused(), Some(Saying::Count(3)));
        assert_eq!(news.arrived(1, "Bob: ?".into()), None, "the pause after a burst counts, too");
        assert_eq!(news.paused(), Some(Saying::Message("Bob: ?".into())));
        assert_eq!(news.paused(), None);
        assert_eq!(news.arrived(4, "Bob: back".into()), Some(Saying::Count(4)));
    }
}
