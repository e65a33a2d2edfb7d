//! Reactions: the pills below a bubble, the quick choice, and who reacted how (features F105 to F108).

mod detail;
mod picker;

use yew::prelude::*;

use super::context::ByPtr;
use super::kit::use_tip;
use super::message::{Scope, names_of};
use super::plain;
use crate::chat::Intent;
use crate::state::Message;
use crate::t;
use crate::wire::{ReactionGroup, emoji};

pub(super) use detail::detail;
pub(super) use picker::Picker;

/// Most kinds shown below a bubble; the others are a number (feature F107).
pub(super) const SHOWN: usize = 5;

/// The quick choice (feature F105), in this order.
pub(super) const QUICK: [&str; 6] = ["like", "love", "haha", "wow", "sad", "fire"];

/// What a kind of reaction looks like: the usual words as emoji, an emoji as itself, anything else as its word.
pub(super) fn sign(kind: &str) -> String {
    coded(kind).unwrap_or_else(|| plain(emoji(kind).unwrap_or(kind)).chars().take(16).collect())
}

/// The emoji that a kind names by its code points, as some pickers do: `1f44d`, `1f468-200d-1f4bb` (feature F106).
fn coded(kind: &str) -> Option<String> {
    let letter = |part: &str| {
        let fits = (4..=6).contains(&part.len()) && part.contains(|letter: char| letter.is_ascii_digit());
        fits.then(|| u32::from_str_radix(part, 16).ok().and_then(char::from_u32)).flatten()
    };
    let first = letter(kind.split('-').next()?)?;
    // Before these there are only letters and signs of scripts.
    if (first as u32) < 0x203c { None } else { kind.split('-').map(letter).collect() }
}

/// The kinds of a message's reactions, first given first; with `frequent_first` only among those given as often.
pub(super) fn groups(message: &Message, frequent_first: bool) -> Vec<(&str, &ReactionGroup)> {
    let kinds = message.reaction_groups.iter().filter(|(_, group)| group.count > 0);
    let mut groups: Vec<_> = kinds.map(|(kind, group)| (kind.as_str(), group)).collect();
    let rank = |group: &ReactionGroup| if frequent_first { u32::MAX - group.count } else { 0 };
    crate::sorted::sort_by(&mut groups, |(_, a), (_, b)| (rank(a), a.first_reaction_at) < (rank(b), b.first_reaction_at));
    groups
}

pub(super) fn is_own(message: &Message, kind: &str) -> bool {
    message.own_reactions.iter().any(|own| own.kind == kind)
}

/// What [`Reactions`] show.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ReactionsProps {
    /// Whose.
    pub(super) message: ByPtr<Message>,
    /// What the messages of its list share.
    pub(super) scope: ByPtr<Scope>,
}

/// The pills below a bubble.
#[component]
pub(super) fn Reactions(props: &ReactionsProps) -> Html {
    let ReactionsProps { message, scope } = props;
    let groups = groups(message, scope.frequent_first);
    let rest = groups.len().saturating_sub(SHOWN);
    let pills = groups.iter().take(SHOWN).map(|(kind, group)| {
        let kind = AttrValue::from((*kind).to_owned());
        html! {
            <li key={kind.as_str()}>
                <Pill is_own={is_own(message, &kind)} count={group.count} {kind} message={message.clone()} scope={scope.clone()} />
            </li>
        }
    });
    let cid = scope.target.cid.clone();
    let opens = scope.emit.reform({
        let id = message.id.clone();
        move |_: MouseEvent| Intent::OpenReactions { cid: cid.clone(), id: id.clone(), kind: None }
    });
    html! {
        <ul class="reactions" aria-label={t!(scope.locale, "message.reactions")}>
            { for pills }
            if rest > 0 {
                <li>
                    <button type="button" class="reaction" aria-haspopup="dialog" onclick={opens}>
                        { ["+", &scope.locale.number(i64::try_from(rest).unwrap_or(i64::MAX))].concat() }
                        <span class="visually-hidden">{ " " }{ t!(scope.locale, "reactions.show") }</span>
                    </button>
                </li>
            }
        </ul>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PillProps {
    kind: AttrValue,
    count: u32,
    is_own: bool,
    message: ByPtr<Message>,
    scope: ByPtr<Scope>,
}

/// One kind: gives or takes back the own reaction, and tells who else gave it.
#[component]
fn Pill(props: &PillProps) -> Html {
    let PillProps { kind, count, is_own, message, scope } = props;
    let (locale, sign) = (&scope.locale, sign(kind));
    let node = use_node_ref();
    let latest = message.latest_reactions.iter().filter(|reaction| reaction.kind == **kind);
    let names: Vec<AttrValue> = latest
        .filter(|reaction| reaction.user_id != scope.me)
        .map(|reaction| reaction.user.as_ref().map_or_else(|| AttrValue::from(reaction.user_id.to_string()), |user| scope.name_of(user)))
        .collect();
    let you = is_own.then(|| AttrValue::from(t!(locale, "message.you")));
    let names: Vec<AttrValue> = you.into_iter().chain(names).collect();
    let total = usize::try_from(*count).unwrap_or_default().max(names.len());
    let text = if names.is_empty() { AttrValue::default() } else { AttrValue::from(names_of(&names, total, locale)) };
    let tip = use_tip(&node, &text);
    let cid = scope.target.cid.clone();
    let react = Intent::React { cid, id: message.id.clone(), kind: (&**kind).into() };
    let onclick = if scope.may_react { scope.emit.reform(move |_: MouseEvent| react.clone()) } else { Callback::noop() };
    html! {
        <button
            ref={node}
            type="button"
            class="reaction"
            aria-pressed={is_own.to_string()}
            aria-disabled={(!scope.may_react).then_some("true")}
            {onclick}
            onpointerenter={tip.onpointerenter}
            onpointerleave={tip.onpointerleave}
            onpointerdown={tip.onpointerdown}
            onfocusin={tip.onfocusin}
            onfocusout={tip.onfocusout}
        >
            <span class="reaction__sign">{ sign }</span>
            if *count > 1 { <span>{ locale.number(i64::from(*count)) }</span> }
            if !text.is_empty() { <span class="visually-hidden">{ ", " }{ &text }</span> }
            { tip.view }
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::testing::a_message;
    use crate::wire::{Ts, Wire};

    #[test]
    fn the_first_given_stand_first_or_the_most_frequent() {
        let group = |count: u32, first: i64| json!({"count": count, "first_reaction_at": Ts::from_millis(first).to_string()});
        let kinds = json!({"late": group(9, 3), "early": group(1, 1), "between": group(9, 2), "none": group(0, 0)});
        let message: Message = a_message().but(|message| message.reaction_groups = Wire::read(kinds).unwrap()).build().into();
        let order = |frequent_first: bool| groups(&message, frequent_first).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
        assert_eq!((order(false), order(true)), (vec!["early", "between", "late"], vec!["between", "late", "early"]));
    }

    #[test]
    fn reactions_are_signs_and_unknown_ones_words() {
        assert_eq!([sign("like"), sign("🎉"), sign("party\u{202e}")], ["👍", "🎉", "party"]);
        assert_eq!([sign("1f44d"), sign("1f468-200d-1f4bb"), sign("2764-fe0f")], ["👍", "👨‍💻", "❤️"]);
        assert_eq!(
            ["face", "dead", "0041", "123", "1f44d-x", "d800", "+1"].map(sign),
            ["face", "dead", "0041", "123", "1f44d-x", "d800", "+1"]
        );
        for kind in QUICK {
            assert_ne!(sign(kind), kind);
        }
    }
}
