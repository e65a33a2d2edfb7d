//! What varies in a dialogue: `{customer}` becomes a name that stays the same until the dialogue ends,
//! `[this|that]` becomes one of the two. It knows word lists, not conversations.

use std::collections::BTreeMap;

use super::dice::Dice;

const CUSTOMERS: &[&str] = &[
    "Mrs Conti",
    "Paolo Greco",
    "Anna Weber",
    "Mr Haddad",
    "Sofia Marin",
    "Ines Carvalho",
    "Mrs Lindqvist",
    "Davide Serra",
    "Hannah Brandt",
    "Mr Okafor",
    "Marta Kowalska",
    "Elena Rinaldi",
    "Jonas Meier",
    "Mrs Moreau",
    "Luca Fontana",
    "Petra Horvat",
    "Mr Yilmaz",
    "Chiara Leone",
    "Nora Lund",
    "Mr Castelli",
];
const PATIENTS: &[&str] = &[
    "La signora Conti",
    "Il signor Greco",
    "La signora Weber",
    "Il signor Haddad",
    "Il piccolo Matteo",
    "La signora Marin",
    "Il signor Serra",
    "La signora Leone",
    "Il signor Castelli",
    "La signora Rinaldi",
    "Il signor Fontana",
    "La signora Lund",
];
const SURNAMES: &[&str] =
    &["Conti", "Greco", "Weber", "Haddad", "Marin", "Serra", "Leone", "Castelli", "Rinaldi", "Fontana", "Lund", "Moretti"];
const DOCTORS: &[&str] = &["Dr Pavesi", "Dr Lombardi", "Dr Neri", "Dr Amato", "Dr Riva"];
const SUPPLIERS: &[&str] = &["Tessilnova", "Ortho Nord", "Medivar", "Cartiera Olona", "Bandex", "Passo Lieve"];
const PRODUCTS: &[&str] = &[
    "knee support",
    "wrist brace",
    "back pillow",
    "ankle wrap",
    "posture belt",
    "balance board",
    "elastic band set",
    "elbow sleeve",
    "travel cushion",
    "shoulder wrap",
    "heel pad",
    "hot and cold pack",
];
const PRODUCTS_IT: &[&str] =
    &["tutore per il ginocchio", "cuscino lombare", "polsino elastico", "plantare morbido", "supporto cervicale", "rullo per la schiena"];
const CITIES: &[&str] = &["Bergamo", "Verona", "Trento", "Lugano", "Brescia", "Bologna", "Innsbruck", "Torino", "Padova", "Como"];
const WEEKDAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
const WEEKDAYS_IT: &[&str] = &["lunedì", "martedì", "mercoledì", "giovedì", "venerdì"];
const MONTHS: &[&str] = &["October", "November", "January", "February", "March", "May"];
const MONTHS_IT: &[&str] = &["ottobre", "novembre", "gennaio", "febbraio", "marzo", "maggio"];
const HEADLINES: &[&str] = &[
    "Something new for your very tired knees",
    "Autumn is very kind to those who move",
    "Your very first step, with us",
    "A very good reason to take the stairs",
    "Made by hand, tested by very stubborn patients",
];
const SHORT_HEADLINES: &[&str] = &["Back on your feet", "Walk again, gladly", "Take the stairs", "New for your knees", "Move well"];

/// The words of one dialogue.
pub(super) struct Words<'d> {
    dice: &'d mut Dice,
    chosen: BTreeMap<String, String>,
}

impl<'d> Words<'d> {
    pub(super) fn new(dice: &'d mut Dice) -> Self {
        Self { dice, chosen: BTreeMap::new() }
    }

    /// `template` with its choices made and its names filled in; what is no known name stays as written.
    pub(super) fn fill(&mut self, template: &str) -> String {
        let chosen = self.choose(template);
        let mut out = String::with_capacity(chosen.len());
        let mut rest = chosen.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let filled = after.split_once('}').and_then(|(name, tail)| Some((self.word(name)?, tail)));
            if let Some((word, tail)) = filled {
                out.push_str(&word);
                rest = tail;
            } else {
                out.push('{');
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }

    /// Resolves `[a|b]`; brackets without a bar (a list's tick box, code) stay.
    fn choose(&mut self, template: &str) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('[') {
            out.push_str(before);
            match after.split_once(']') {
                Some((inside, tail)) if inside.contains('|') => {
                    let choices: Vec<&str> = inside.split('|').collect();
                    out.push_str(self.dice.pick(&choices).copied().unwrap_or_default());
                    rest = tail;
                }
                _ => {
                    out.push('[');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn word(&mut self, name: &str) -> Option<String> {
        if let Some(word) = self.chosen.get(name) {
            return Some(word.clone());
        }
        let word = self.invent(name)?;
        self.chosen.insert(name.to_owned(), word.clone());
        Some(word)
    }

    fn invent(&mut self, name: &str) -> Option<String> {
        let list = match name {
            "customer" => CUSTOMERS,
            "patient" => PATIENTS,
            "surname" => SURNAMES,
            "doctor" => DOCTORS,
            "supplier" => SUPPLIERS,
            "product" => PRODUCTS,
            "product_it" => PRODUCTS_IT,
            "city" => CITIES,
            "weekday" => WEEKDAYS,
            "weekday_it" => WEEKDAYS_IT,
            "month" => MONTHS,
            "month_it" => MONTHS_IT,
            "headline" => HEADLINES,
            "headline2" => SHORT_HEADLINES,
            number => return self.figure(number),
        };
        self.dice.pick(list).map(|word| (*word).to_owned())
    }

    fn figure(&mut self, name: &str) -> Option<String> {
        let dice = &mut *self.dice;
        Some(match name {
            "time" => format!("{}:{:02}", dice.between(8, 17), dice.between(0, 3) * 15),
            "date" => format!("{}/{}", dice.between(12, 28), dice.between(1, 12)),
            "price" => format!("{},90 €", dice.between(12, 44)),
            "price2" => format!("{},50 €", dice.between(45, 79)),
            "amount" => format!("{} €", dice.between(6, 48) * 25),
            "count" => (dice.between(6, 60) * 10).to_string(),
            "count2" => (dice.between(61, 90) * 10).to_string(),
            "small" => dice.between(3, 9).to_string(),
            "small2" => dice.between(11, 19).to_string(),
            "percent" => format!("{} %", dice.between(12, 64)),
            "order" => format!("#{}", dice.between(3_990, 4_420)),
            "batch" => format!("B{}", dice.between(110, 199)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Dice, Words};

    #[test]
    fn a_name_stays_the_same_within_a_dialogue() {
        let mut dice = Dice::new(3);
        let mut words = Words::new(&mut dice);
        let first = words.fill("{customer}");
        assert_eq!(words.fill("{customer}"), first);
        assert!(!first.contains('{'));
    }

    #[test]
    fn one_alternative_is_taken() {
        let mut dice = Dice::new(3);
        let text = Words::new(&mut dice).fill("[good|fine], [x] and [ ]");
        assert!(matches!(text.as_str(), "good, [x] and [ ]" | "fine, [x] and [ ]"));
    }

    #[test]
    fn unknown_braces_and_code_stay_as_written() {
        let mut dice = Dice::new(3);
        for text in ["Dear {{name}} now", "while (x) {\n  y();\n}", "{", "a } b { c"] {
            assert_eq!(Words::new(&mut dice).fill(text), text);
        }
    }
}
