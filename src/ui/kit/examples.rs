//! The kit's part of the catalogue: what floats, open.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    AlertDialog, Align, Anchor, Button, ButtonKind, Dialog, IconButton, Menu, MenuButton, MenuItem, Popover, Severity, Side, Stage, Toast,
    Tooltip, glyph, use_stage,
};
use crate::i18n::{EnglishUtc, Locale};
use crate::testing::the_locale;
use crate::ui::gallery::Example;

/// Every state worth seeing.
pub(in crate::ui) fn examples() -> Vec<Example> {
    let in_hebrew = || Rc::new(Locale::new("he", None, &[], Rc::new(EnglishUtc)));
    vec![
        Example::new("kit/buttons", || framed(&the_locale(), Vec::new(), buttons)),
        Example::new("kit/menu", || framed(&the_locale(), Vec::new(), menu)).alone(),
        Example::new("kit/menu-right-to-left", move || framed(&in_hebrew(), Vec::new(), menu)).alone(),
        Example::new("kit/popover", || framed(&the_locale(), Vec::new(), popover)).alone(),
        Example::new("kit/dialog", || framed(&the_locale(), Vec::new(), dialog)).alone(),
        Example::new("kit/dialog-with-toast", || framed(&the_locale(), vec![saved()], dialog)).alone(),
        Example::new("kit/alert-dialog", || framed(&the_locale(), Vec::new(), alert)).alone(),
        Example::new("kit/playground", || framed(&the_locale(), Vec::new(), |locale| html! { <Playground locale={locale.clone()} /> })),
        Example::new("kit/toast-error", || {
            framed(
                &the_locale(),
                vec![Toast::new("e", Severity::Error, "The message could not be pinned. Try again in a moment.").staying()],
                buttons,
            )
        }),
        Example::new("kit/toast-undo", || framed(&the_locale(), vec![saved()], buttons)),
        Example::new("kit/toast-loading", || {
            framed(&the_locale(), vec![Toast::new("l", Severity::Loading, "Uploading 3 files…")], buttons)
        }),
        Example::new("kit/toast-warning", || {
            framed(
                &the_locale(),
                vec![
                    Toast::new(
                        "w",
                        Severity::Warning,
                        "Drafts cannot be kept on this device. Unsent text is lost when you leave the page.",
                    )
                    .staying(),
                ],
                buttons,
            )
        }),
    ]
}

fn saved() -> Toast {
    Toast::new("s", Severity::Success, "Message deleted").with_action("Undo", Callback::noop()).staying()
}

/// An element around a view.
pub(in crate::ui) fn framed(locale: &Rc<Locale>, toasts: Vec<Toast>, view: fn(&Rc<Locale>) -> Html) -> Html {
    html! {
        <div class="chat" role="region" aria-label="Chat" data-theme="auto" dir={locale.direction().name()}>
            <Stage dismiss="Dismiss" {toasts}><div class="gallery__stage">{ view(locale) }</div></Stage>
        </div>
    }
}

fn nothing() -> Callback<()> {
    Callback::noop()
}

fn buttons(locale: &Rc<Locale>) -> Html {
    html! {
        <div class="gallery__row">
            <Button kind={ButtonKind::Primary} label="Send" onclick={nothing()} />
            <Button label="Cancel" onclick={nothing()} />
            <Button kind={ButtonKind::Quiet} label="Learn more" onclick={nothing()} />
            <Button kind={ButtonKind::Danger} label="Delete" onclick={nothing()} />
            <Button kind={ButtonKind::Primary} label="Sending" is_busy=true onclick={nothing()} />
            <IconButton glyph={glyph::SMILE} label="React" onclick={nothing()} />
            <IconButton glyph={glyph::PIN} label="Pin" pressed=true onclick={nothing()} />
            <IconButton glyph={glyph::MIC} label="Microphones are not allowed here" is_disabled=true onclick={nothing()} />
            <MenuButton glyph={glyph::ELLIPSIS} label="More" items={items()} locale={locale.clone()} />
            <Tooltip text="Wednesday, 4 March 2026, 14:30"><time>{ "14:30" }</time></Tooltip>
        </div>
    }
}

fn items() -> Vec<MenuItem> {
    let item = |label: &'static str| MenuItem::new(label, nothing());
    let later = ["In 20 minutes", "In an hour", "Tomorrow at nine"].map(item);
    vec![
        item("Reply").drawn(glyph::REPLY),
        item("Copy text").drawn(glyph::COPY),
        item("Pin to the conversation").drawn(glyph::PIN).checked(true),
        MenuItem::opening("Remind me", later.to_vec()).drawn(glyph::CLOCK),
        item("Edit").drawn(glyph::PENCIL).disabled("Messages can be edited for ten minutes."),
        item("Delete").drawn(glyph::TRASH_2).danger().in_new_group(),
    ]
}

#[derive(Clone, PartialEq, Properties)]
struct OpenerProps {
    children: Callback<NodeRef, Html>,
}

/// A button with something open beside it.
#[component]
fn Opener(props: &OpenerProps) -> Html {
    let node = use_node_ref();
    html! { <><IconButton class="gallery__opener" node={node.clone()} glyph={glyph::ELLIPSIS} label="More" expanded=true onclick={nothing()} />{ props.children.emit(node) }</> }
}

fn menu(locale: &Rc<Locale>) -> Html {
    let locale = locale.clone();
    let open = Callback::from(move |node: NodeRef| {
        html! {
            <Menu anchor={Anchor::Node(node)} align={Align::Start} label="Message" items={items()} locale={locale.clone()} onclose={nothing()} />
        }
    });
    html! { <Opener>{ open }</Opener> }
}

fn popover(_: &Rc<Locale>) -> Html {
    let open = Callback::from(|node: NodeRef| {
        html! {
            <Popover anchor={Anchor::Node(node)} side={Side::Above} align={Align::Center} label="Reactions" onclose={nothing()}>
                <p>{ "Ann, Bob and three others reacted to this message." }</p>
                <Button label="Show all" onclick={nothing()} />
            </Popover>
        }
    });
    html! { <Opener>{ open }</Opener> }
}

fn dialog(locale: &Rc<Locale>) -> Html {
    let footer =
        html! { <><Button label="Cancel" onclick={nothing()} /><Button kind={ButtonKind::Primary} label="Add" onclick={nothing()} /></> };
    html! {
        <Dialog title="Add people to “Logistics — Northern Europe”" locale={locale.clone()} onclose={nothing()} {footer}>
            { for (1..12).map(|n| html! { <p key={n}>{ ["Person number ", &n.to_string()].concat() }</p> }) }
        </Dialog>
    }
}

fn alert(locale: &Rc<Locale>) -> Html {
    html! {
        <AlertDialog
            title="Delete this message?"
            text="It disappears for everybody in this conversation. This cannot be undone."
            confirm="Delete"
            locale={locale.clone()}
            onconfirm={nothing()}
            onclose={nothing()}
        />
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PlaygroundProps {
    locale: Rc<Locale>,
}

/// Everything that opens, working: a dialog with a menu, a question and toasts.
#[component]
fn Playground(props: &PlaygroundProps) -> Html {
    let (is_open, asks) = (use_state(|| false), use_state(|| false));
    let stage = use_stage();
    let set = |state: &UseStateHandle<bool>, value: bool| {
        let state = state.clone();
        Callback::from(move |()| state.set(value))
    };
    let tell = |text: &'static str| {
        let stage = stage.clone();
        Callback::from(move |()| stage.show(Toast::new(text, Severity::Success, text)))
    };
    let items = vec![
        MenuItem::new("Copy text", tell("Copied")),
        MenuItem::opening("Remind me", vec![MenuItem::new("In an hour", tell("In an hour")), MenuItem::new("Tomorrow", tell("Tomorrow"))]),
        MenuItem::new("Delete", set(&asks, true)).danger(),
    ];
    let menu = html! { <MenuButton glyph={glyph::ELLIPSIS} label="More" {items} locale={props.locale.clone()} /> };
    html! {
        <div class="gallery__row">
            <Button label="Open" onclick={set(&is_open, true)} />
            { menu.clone() }
            if *is_open {
                <Dialog title="Details" locale={props.locale.clone()} onclose={set(&is_open, false)} footer={menu}>
                    <input aria-label="Name" /><Button label="Tell" onclick={tell("Told")} />
                </Dialog>
            }
            if *asks {
                <AlertDialog
                    title="Delete?" text="For everybody." confirm="Delete now" locale={props.locale.clone()}
                    onconfirm={set(&asks, false)} onclose={set(&asks, false)}
                />
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use yew::LocalServerRenderer;

    use crate::ui::gallery::{Gallery, GalleryProps};

    fn rendered(name: &'static str) -> String {
        let props = GalleryProps { only: name.into() };
        block_on(LocalServerRenderer::<Gallery>::with_props(props).hydratable(false).render())
    }

    #[test]
    fn a_menu_has_one_tab_stop_and_says_what_cannot_be_chosen() {
        let html = rendered("kit/menu");
        assert!(html.contains("popover=\"manual\"") && html.contains("role=\"menu\""));
        let items: Vec<&str> = html.split("<button").filter(|tag| tag.contains("role=\"menuitem")).collect();
        assert_eq!(items.len(), 6);
        assert_eq!(items.iter().filter(|item| item.contains("tabindex=\"0\"")).count(), 1);
        assert!(items[2].contains("menuitemcheckbox") && items[2].contains("aria-checked=\"true\""));
        assert!(items[3].contains("aria-haspopup=\"menu\""));
        assert!(items[4].contains("aria-disabled=\"true\"") && items[4].contains("for ten minutes"));
    }

    #[test]
    fn dialogs_have_names_and_questions_are_alerts() {
        let (dialog, alert) = (rendered("kit/dialog"), rendered("kit/alert-dialog"));
        let tag = |html: &str| html.split_once("<dialog").unwrap().1.split_once('>').unwrap().0.to_owned();
        assert!(tag(&dialog).contains("aria-label=\"Add people") && !tag(&dialog).contains("role="));
        assert!(tag(&alert).contains("role=\"alertdialog\"") && tag(&alert).contains("aria-label=\"Delete this message?\""));
        assert!(alert.find("Cancel").unwrap() < alert.find("button--danger").unwrap());
    }

    #[test]
    fn one_toast_is_shown_and_said_with_the_urgency_of_its_kind() {
        let said = |html: &str, live: &str| {
            let region = html.split("<div").find(|tag| tag.contains(&format!("aria-live=\"{live}\""))).unwrap();
            region.split_once('>').unwrap().1.starts_with("The message")
        };
        let html = rendered("kit/toast-error");
        assert!(said(&html, "assertive") && !said(&html, "polite"));
        assert_eq!(html.matches("part=\"toast\"").count(), 1);
        assert_eq!(rendered("kit/toast-undo").matches("Undo").count(), 1);
    }
}
