//! From the configured theme to style declarations.
//!
//! The style sheet derives what is not configured. As soon as a tenant gives a colour, everything that has to be told apart
//! from something else is measured here, in light and in dark, and repaired (WCAG 2.2, 1.4.3 and 1.4.11).

use super::aliases::ours;
use super::value::read;
use super::{Colour, Kind, TOKENS};
use crate::config::{Fault, Theme};

/// A custom property with its value, to be set through CSSOM on the root block.
pub type Declaration = (String, String);

/// What a configured theme means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// What to set.
    pub declarations: Vec<Declaration>,
    faults: Vec<Found<'a>>,
}

impl Resolved<'_> {
    /// Which of its keys could not be used, or had to be repaired.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let path = |found: &Found<'_>| if found.name.is_empty() { found.path.to_owned() } else { [found.path, ".", found.name].concat() };
        self.faults.iter().map(|found| Fault { path: path(found), expected: found.expected }).collect()
    }
}

/// A fault that nobody has written out yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found<'a> {
    path: &'static str,
    /// Below it; empty for the path itself.
    name: &'a str,
    expected: &'static str,
}

/// Lowest contrast of text: the 4.5:1 that is asked for, and what single precision may be off by.
const TEXT: f32 = 4.505;
/// Lowest contrast of controls and marks, likewise.
const CONTROL: f32 = 3.005;

/// What our style sheet has in light and in dark where nothing is configured. The accent is not here: it may be micro-lc's.
const DEFAULTS: &[(&str, u32, u32)] = &[
    ("surface", 0xff_ff_ff, 0x15_17_1a),
    ("surface-raised", 0xff_ff_ff, 0x1e_21_25),
    ("surface-sunken", 0xf5_f6_f8, 0x0f_11_13),
    ("text", 0x1a_1d_21, 0xe9_eb_ee),
    ("text-muted", 0x5b_63_6e, 0xa0_a8_b2),
    ("danger", 0xc6_2f_35, 0xff_80_80),
    ("warning", 0x8a_5a_00, 0xf0_b6_4e),
    ("success", 0x1a_7a_46, 0x4f_cb_8a),
    ("online", 0x1f_9d_5c, 0x3e_cf_85),
    ("bubble-other", 0xf0_f1_f4, 0x26_2a_2f),
];

/// Colours whose dark value has nothing to do with the light one: a light surface says nothing about a dark one.
const APART: &[&str] =
    &["surface", "surface-raised", "surface-sunken", "text", "text-muted", "bubble-other", "hover", "selected", "overlay"];

/// What has to stand out, against which grounds, and how much. In this order: what comes later is measured against what was
/// repaired before.
const RULES: &[(&str, &[&str], f32)] = &[
    ("text", &["surface", "surface-raised", "surface-sunken"], TEXT),
    ("text-muted", &["surface", "surface-raised", "surface-sunken"], TEXT),
    ("accent", &["surface", "surface-raised", "surface-sunken"], CONTROL),
    ("focus", &["surface", "surface-raised", "surface-sunken"], CONTROL),
    ("online", &["surface"], CONTROL),
    ("link", &["surface", "surface-raised", "surface-sunken", "bubble-other"], TEXT),
    ("danger", &["surface", "surface-raised"], TEXT),
    ("warning", &["surface", "surface-raised"], TEXT),
    ("success", &["surface", "surface-raised"], TEXT),
    ("on-accent", &["accent"], TEXT),
    ("bubble-own-text", &["bubble-own"], TEXT),
    ("bubble-other-text", &["bubble-other"], TEXT),
    ("badge-text", &["badge"], TEXT),
];

/// Checks every value of a theme by type, derives from the brand colour what was not given, and repairs what could not be
/// told apart.
#[must_use]
pub fn declarations(theme: &Theme) -> Resolved<'_> {
    let mut resolved = Resolved::default();
    let brand = theme.brand.as_deref().and_then(|given| {
        let brand = Colour::read(given).map(|colour| Colour { alpha: 1.0, ..colour });
        if brand.is_none() {
            resolved.faults.push(Found { path: "theme.brand", name: "", expected: "a colour" });
        }
        brand
    });
    let light = take(&theme.tokens, "theme.tokens", false, &mut resolved.faults);
    let dark = take(&theme.dark, "theme.dark", true, &mut resolved.faults);
    let is_plain = |(name, _): &&(&'static str, String)| kind(name) != Some(Kind::Colour);
    for (name, value) in light.iter().filter(is_plain) {
        resolved.declarations.push((["--_t-", name].concat(), value.clone()));
    }
    for (is_dark, prefix) in [(false, "--_t-"), (true, "--_d-")] {
        let palette = Palette::new(is_dark, brand, &light, &dark, &mut resolved.faults);
        for Entry { name, colour, is_ours, .. } in palette.entries {
            if !is_ours {
                resolved.declarations.push(([prefix, name].concat(), colour.text()));
            }
        }
    }
    resolved
}

fn kind(name: &str) -> Option<Kind> {
    TOKENS.iter().find(|(token, _)| *token == name).map(|(_, kind)| *kind)
}

/// The given tokens that can be used, under our names.
fn take<'a>(given: &'a [(String, String)], path: &'static str, is_dark: bool, faults: &mut Vec<Found<'a>>) -> Vec<(&'static str, String)> {
    let mut values: Vec<(&'static str, String)> = Vec::new();
    for (written, text) in given {
        let mut fault = |expected| faults.push(Found { path, name: written, expected });
        let token = TOKENS.iter().find(|(token, _)| *token == ours(written));
        let Some((name, kind)) = token.filter(|(_, kind)| !is_dark || *kind == Kind::Colour) else {
            fault(if is_dark { "a token of a colour" } else { "a token of the theme" });
            continue;
        };
        let Some(value) = read(*kind, text) else {
            fault(expected(*kind));
            continue;
        };
        values.retain(|(known, _)| known != name);
        values.push((name, value));
    }
    values
}

const fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Colour => "a colour",
        Kind::Font => "names of fonts",
        Kind::Length => "a length",
        Kind::Number => "a number",
        Kind::Shadow => "a shadow",
        Kind::Time => "a duration",
    }
}

/// One colour of a mode.
struct Entry {
    name: &'static str,
    colour: Colour,
    /// The style sheet has it anyway.
    is_ours: bool,
    /// Where it was given, if repairing it is to be told.
    path: Option<&'static str>,
}

/// The colours of one mode that are known here.
struct Palette {
    entries: Vec<Entry>,
    is_dark: bool,
}

impl Palette {
    fn new(
        is_dark: bool,
        brand: Option<Colour>,
        light: &[(&'static str, String)],
        dark: &[(&'static str, String)],
        faults: &mut Vec<Found<'_>>,
    ) -> Self {
        let mut palette = Self { entries: Vec::new(), is_dark };
        for (name, light, dark) in DEFAULTS {
            let [_, r, g, b] = (if is_dark { dark } else { light }).to_be_bytes();
            palette.entries.push(Entry { name, colour: Colour { rgb: [r, g, b], alpha: 1.0 }, is_ours: true, path: None });
        }
        if let Some(brand) = brand {
            palette.set("accent", brand, (!is_dark).then_some("theme.brand"));
        }
        let all = light.iter().map(|it| (it, false)).chain(dark.iter().map(|it| (it, true)));
        let mut is_touched = brand.is_some();
        for ((name, value), of_dark) in all {
            let counts = of_dark == is_dark || (is_dark && !APART.contains(name));
            if let Some(colour) = Colour::read(value).filter(|_| counts && kind(name) == Some(Kind::Colour)) {
                let path = if of_dark { "theme.dark" } else { "theme.tokens" };
                palette.set(name, colour, (of_dark == is_dark).then_some(path));
                is_touched = true;
            }
        }
        if is_touched {
            for rule in RULES {
                palette.derive(rule.0);
                palette.repair(*rule, faults);
            }
            palette.veils(faults);
        }
        palette
    }

    fn get(&self, name: &str) -> Option<Colour> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| entry.colour)
    }

    fn set(&mut self, name: &'static str, colour: Colour, path: Option<&'static str>) {
        self.entries.retain(|entry| entry.name != name);
        self.entries.push(Entry { name, colour, is_ours: false, path });
    }

    /// A ground as it is seen.
    fn ground(&self, name: &str) -> Option<Colour> {
        let below = if self.is_dark { Colour::BLACK } else { Colour::WHITE };
        self.get(name).map(|colour| colour.over(below))
    }

    /// From accent and grounds, what was not given. The repair that follows does the rest.
    fn derive(&mut self, name: &'static str) {
        if self.get(name).is_some() {
            return;
        }
        let ground = |name: &str| self.ground(name);
        let colour = match name {
            "focus" | "link" => ground("accent"),
            "on-accent" => ground("accent").map(Colour::text_on),
            "bubble-other-text" => ground("bubble-other").and(self.get("text")),
            "bubble-own-text" => {
                // Own bubbles are the accent; in dark a deep one, which does not glare.
                let own = self.get("bubble-own").or_else(|| {
                    let accent = ground("accent")?;
                    Some(if self.is_dark { accent.readable(&[Colour::WHITE], TEXT) } else { accent })
                });
                if let Some(own) = own.filter(|_| self.get("bubble-own").is_none()) {
                    self.set("bubble-own", own, None);
                }
                self.ground("bubble-own").map(Colour::text_on)
            }
            "badge-text" => {
                if let Some(accent) = ground("accent").filter(|_| self.get("badge").is_none()) {
                    self.set("badge", accent, None);
                }
                self.ground("badge").map(Colour::text_on)
            }
            _ => None,
        };
        if let Some(colour) = colour {
            self.set(name, colour, None);
        }
    }

    fn repair(&mut self, (name, grounds, ratio): (&'static str, &[&str], f32), faults: &mut Vec<Found<'_>>) {
        let Some(colour) = self.get(name) else { return };
        let grounds: Vec<Colour> = grounds.iter().filter_map(|ground| self.ground(ground)).collect();
        let repaired = colour.readable(&grounds, ratio);
        if repaired == colour {
            return;
        }
        let path = self.entries.iter().find(|entry| entry.name == name).and_then(|entry| entry.path);
        if let Some(path) = path {
            tell(path, name, if ratio < TEXT - 1.0 { "a contrast of 3:1" } else { "a contrast of 4.5:1" }, faults);
        }
        // Text on a ground of its own is black or white; anything else keeps as much of its colour as it can.
        let is_on = name.starts_with("on-") || name.ends_with("-text");
        let repaired = grounds.first().filter(|_| is_on).map_or(repaired, |ground| ground.text_on());
        self.set(name, repaired, None);
    }

    /// What lies over a surface, and under text, becomes so thin that the text stays readable.
    fn veils(&mut self, faults: &mut Vec<Found<'_>>) {
        for name in ["hover", "selected"] {
            let given = self.get(name);
            let share = if self.is_dark { 0.18 } else { 0.1 };
            let accent = self.ground("accent").filter(|_| name == "selected").map(|accent| Colour { alpha: share, ..accent });
            let Some(veil) = given.or(accent) else { continue };
            let (Some(surface), Some(text), Some(muted)) = (self.ground("surface"), self.get("text"), self.get("text-muted")) else {
                return;
            };
            let fits = |veil: &Colour| {
                let ground = veil.over(surface);
                [text, muted].iter().all(|text| super::contrast(text.over(ground), ground) >= TEXT)
            };
            // In whole bytes, as it will be written.
            let thinned = |step: u8| Colour { alpha: (veil.alpha * 255.0 * (1.0 - f32::from(step) / 20.0)).round() / 255.0, ..veil };
            // The last step is nothing at all.
            let step = (0_u8..20).find(|step| fits(&thinned(*step))).unwrap_or(20);
            let path = self.entries.iter().find(|entry| entry.name == name).and_then(|entry| entry.path);
            if let Some(path) = path.filter(|_| step > 0) {
                tell(path, name, "a contrast of 4.5:1 for what is written on it", faults);
            }
            self.set(name, thinned(step), None);
        }
    }
}

fn tell(path: &'static str, name: &'static str, expected: &'static str, faults: &mut Vec<Found<'_>>) {
    faults.push(Found { path, name: if path == "theme.brand" { "" } else { name }, expected });
}

#[cfg(test)]
mod tests;
