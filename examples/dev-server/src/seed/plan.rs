//! The twelve conversations: who is in them, what they are about, how long they are and who has not read
//! what. The words are in `dialogues/` and `scenes/`; times and ids are made in `world`.

/// One conversation before it is played.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) kind: &'static str,
    pub(super) id: &'static str,
    pub(super) name: Option<&'static str>,
    pub(super) image: Option<&'static str>,
    /// Member ids; the first one made the channel.
    pub(super) members: &'static [&'static str],
    /// Dialogue files played again and again, in a shuffled order, until `messages` are there.
    pub(super) dialogues: &'static [&'static str],
    /// The scene file, each scene played once, near the end.
    pub(super) scenes: &'static str,
    /// Messages of the main list; 0 plays the scenes only.
    pub(super) messages: usize,
    /// How long ago the newest message was sent, in minutes.
    pub(super) newest: i64,
    /// Days between the first and the newest message, roughly.
    pub(super) days: i64,
    /// People who have not read the last few messages, with how many.
    pub(super) unread: &'static [(&'static str, usize)],
    pub(super) frozen: bool,
    /// Slow mode: seconds between two messages of one person, 0 for none.
    pub(super) cooldown: i64,
}

const LAUNCH: &str = include_str!("dialogues/launch.txt");
const LAUNCH_IT: &str = include_str!("dialogues/launch-it.txt");
const WAREHOUSE: &str = include_str!("dialogues/warehouse.txt");
const WEB: &str = include_str!("dialogues/web.txt");
const DESK: &str = include_str!("dialogues/desk.txt");
const DIRECT_IT: &str = include_str!("dialogues/direct-it.txt");
const DIRECT_EN: &str = include_str!("dialogues/direct-en.txt");
const CARE: &str = include_str!("dialogues/care.txt");
const ANNOUNCE: &str = include_str!("dialogues/announce.txt");

/// What the plans below have in common.
const QUIET: Plan = Plan {
    kind: "messaging",
    id: "",
    name: None,
    image: None,
    members: &[],
    dialogues: &[],
    scenes: "",
    messages: 0,
    newest: 0,
    days: 1,
    unread: &[],
    frozen: false,
    cooldown: 0,
};

/// Every conversation of the demo.
pub(super) const PLANS: [Plan; 12] = [
    Plan {
        id: "launch",
        name: Some("Autumn launch 🍂"),
        image: Some("/seed/launch.svg"),
        members: &["giulia", "marco", "aisha", "tomas", "lena"],
        dialogues: &[LAUNCH, LAUNCH_IT, WAREHOUSE, WEB, DESK],
        scenes: include_str!("scenes/launch.txt"),
        messages: 1_200,
        newest: 4,
        days: 130,
        unread: &[("giulia", 6)],
        ..QUIET
    },
    Plan {
        id: "giulia-marco",
        members: &["giulia", "marco"],
        dialogues: &[DIRECT_IT],
        scenes: include_str!("scenes/giulia-marco.txt"),
        messages: 170,
        newest: 11,
        days: 95,
        unread: &[("giulia", 3)],
        ..QUIET
    },
    Plan {
        id: "front-desk",
        name: Some("Reception"),
        image: Some("/seed/front-desk.svg"),
        members: &["giulia", "lena", "aisha", "marco"],
        dialogues: &[DESK],
        scenes: include_str!("scenes/front-desk.txt"),
        messages: 230,
        newest: 23,
        days: 80,
        unread: &[("giulia", 2), ("marco", 3)],
        ..QUIET
    },
    Plan {
        kind: "support",
        id: "order-4127",
        name: Some("Kenji Watanabe · order 4127"),
        members: &["lena", "kenji", "marco"],
        scenes: include_str!("scenes/order-4127.txt"),
        newest: 38,
        days: 3,
        unread: &[("marco", 2), ("lena", 2)],
        ..QUIET
    },
    Plan {
        id: "arrivals",
        name: Some("Warehouse"),
        image: Some("/seed/arrivals.svg"),
        members: &["marco", "lena", "tomas"],
        dialogues: &[WAREHOUSE],
        scenes: include_str!("scenes/arrivals.txt"),
        messages: 130,
        newest: 74,
        days: 60,
        ..QUIET
    },
    Plan {
        id: "marco-lena",
        members: &["marco", "lena"],
        dialogues: &[DIRECT_EN],
        scenes: include_str!("scenes/marco-lena.txt"),
        messages: 90,
        newest: 131,
        days: 50,
        unread: &[("marco", 1)],
        ..QUIET
    },
    Plan {
        id: "giulia-aisha",
        members: &["giulia", "aisha"],
        dialogues: &[DIRECT_EN, DIRECT_IT],
        scenes: include_str!("scenes/giulia-aisha.txt"),
        messages: 80,
        newest: 190,
        days: 70,
        unread: &[("giulia", 1)],
        ..QUIET
    },
    Plan {
        kind: "team",
        id: "web-shop",
        name: Some("Web shop"),
        image: Some("/seed/web-shop.svg"),
        members: &["tomas", "marco", "giulia"],
        dialogues: &[WEB],
        scenes: include_str!("scenes/web-shop.txt"),
        messages: 120,
        newest: 60 * 20,
        days: 90,
        ..QUIET
    },
    Plan {
        id: "announcements",
        name: Some("Announcements"),
        image: Some("/seed/announcements.svg"),
        members: &["giulia", "marco", "aisha", "tomas", "lena"],
        dialogues: &[ANNOUNCE],
        scenes: include_str!("scenes/announcements.txt"),
        messages: 14,
        newest: 60 * 27,
        days: 120,
        unread: &[("marco", 1), ("tomas", 2)],
        cooldown: 30,
        ..QUIET
    },
    Plan {
        id: "aisha-kenji",
        members: &["aisha", "kenji"],
        dialogues: &[CARE],
        scenes: include_str!("scenes/aisha-kenji.txt"),
        messages: 45,
        newest: 60 * 46,
        days: 65,
        ..QUIET
    },
    Plan {
        kind: "support",
        id: "visit-change",
        name: Some("Kenji Watanabe · change of visit"),
        members: &["lena", "kenji", "aisha"],
        scenes: include_str!("scenes/visit-change.txt"),
        newest: 60 * 24 * 6,
        days: 1,
        ..QUIET
    },
    Plan {
        kind: "support",
        id: "order-3988",
        name: Some("Kenji Watanabe · order 3988"),
        members: &["lena", "kenji", "giulia"],
        scenes: include_str!("scenes/order-3988.txt"),
        newest: 60 * 24 * 33,
        days: 4,
        frozen: true,
        ..QUIET
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::PLANS;
    use crate::seed::{cast, script};

    #[test]
    fn every_line_of_every_script_is_understood() {
        for plan in PLANS {
            for source in plan.dialogues.iter().chain([&plan.scenes]) {
                assert_eq!(script::parse(source).stray, Vec::<&str>::new(), "{}", plan.id);
            }
        }
    }

    #[test]
    fn members_and_late_readers_are_people_of_the_cast() {
        for plan in PLANS {
            for id in plan.members {
                assert!(cast::person(id).is_some(), "{}: {id}", plan.id);
            }
            for (id, _) in plan.unread {
                assert!(plan.members.contains(id), "{}: {id}", plan.id);
            }
        }
    }

    #[test]
    fn there_is_enough_to_say_without_repeating_oneself() {
        let lines: BTreeSet<String> = PLANS
            .iter()
            .flat_map(|plan| plan.dialogues.iter().chain([&plan.scenes]))
            .flat_map(|source| script::parse(source).dialogues)
            .flatten()
            .map(|line| line.text)
            .collect();
        assert!(lines.len() >= 250, "{} lines", lines.len());
    }
}
