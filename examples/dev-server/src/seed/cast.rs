//! The six people of the demo. Their ids are part of the demo's addresses (`/as/giulia`).

/// A person as Stream's user, before anything is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// Stream's user role: the configuration's `requires.roles` speaks of it.
    pub(super) role: &'static str,
    /// What the person does, as a custom field `title`.
    pub(super) title: &'static str,
    pub(super) language: &'static str,
}

impl Person {
    /// Address of the avatar, relative to the server.
    pub(super) fn image(self) -> String {
        format!("/avatars/{}.svg", self.id)
    }
}

/// Everyone, in the order in which they joined.
pub(super) const PEOPLE: [Person; 6] = [
    Person { id: "giulia", name: "Giulia Ferri", role: "admin", title: "Owner", language: "it" },
    Person { id: "marco", name: "Marco Bellini", role: "user", title: "Shop and shipping", language: "it" },
    Person { id: "aisha", name: "Aisha Rahman", role: "doctor", title: "Physiotherapist", language: "en" },
    Person { id: "tomas", name: "Tomáš Novák", role: "user", title: "Web developer", language: "en" },
    Person { id: "lena", name: "Lena Vogel", role: "user", title: "Customer care", language: "en" },
    Person { id: "kenji", name: "Kenji Watanabe", role: "user", title: "Customer", language: "en" },
];

/// Groups that can be named at once: id, name, what they do, who is in them.
pub(super) const GROUPS: [(&str, &str, &str, &[&str]); 2] = [
    ("front-desk", "Front desk", "Answers customers", &["giulia", "lena"]),
    ("web-team", "Web team", "Keeps the shop running", &["marco", "tomas"]),
];

/// The person of that id.
pub(super) fn person(id: &str) -> Option<Person> {
    PEOPLE.into_iter().find(|person| person.id == id)
}
