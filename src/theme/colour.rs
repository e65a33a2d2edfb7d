//! Colours as numbers: enough to read what a tenant writes and to keep text readable on it (WCAG 2.2, 1.4.3).

use std::fmt;

/// An opaque or translucent sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// Red, green and blue, 0 to 255.
    pub rgb: [u8; 3],
    /// 0 to 1.
    pub alpha: f32,
}

/// Names worth knowing; everything else is written in numbers.
const NAMES: &[(&str, u32)] = &[
    ("black", 0x00_00_00),
    ("blue", 0x00_00_ff),
    ("gray", 0x80_80_80),
    ("green", 0x00_80_00),
    ("grey", 0x80_80_80),
    ("navy", 0x00_00_80),
    ("orange", 0xff_a5_00),
    ("purple", 0x80_00_80),
    ("red", 0xff_00_00),
    ("teal", 0x00_80_80),
    ("white", 0xff_ff_ff),
];

impl Colour {
    /// Black.
    pub const BLACK: Self = Self { rgb: [0; 3], alpha: 1.0 };
    /// White.
    pub const WHITE: Self = Self { rgb: [255; 3], alpha: 1.0 };

    /// Reads `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `rgba()`, `hsl()`, `hsla()` or a basic name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(hex) = text.strip_prefix('#') {
            return Self::read_hex(hex);
        }
        if let Some((_, rgb)) = NAMES.iter().find(|(name, _)| *name == text) {
            let [_, r, g, b] = rgb.to_be_bytes();
            return Some(Self { rgb: [r, g, b], alpha: 1.0 });
        }
        let (name, arguments) = text.strip_suffix(')')?.split_once('(')?;
        let mut numbers = arguments.split([' ', ',', '/']).filter(|part| !part.is_empty());
        let (a, b, c, alpha) = (numbers.next()?, numbers.next()?, numbers.next()?, numbers.next());
        if numbers.next().is_some() {
            return None;
        }
        let alpha = alpha.map_or(Some(1.0), |alpha| fraction(alpha, 1.0))?;
        let rgb = match name {
            "rgb" | "rgba" => [channel(a)?, channel(b)?, channel(c)?],
            "hsl" | "hsla" => hsl(number(a.strip_suffix("deg").unwrap_or(a))?, percent(b)?, percent(c)?),
            _ => return None,
        };
        Some(Self { rgb, alpha })
    }

    fn read_hex(hex: &str) -> Option<Self> {
        let mut bytes = [0, 0, 0, 255_u8];
        let (short, count) = (hex.len() < 5, hex.len());
        if !matches!(count, 3 | 4 | 6 | 8) {
            return None;
        }
        for (at, digit) in hex.chars().enumerate() {
            let digit = u8::try_from(digit.to_digit(16)?).ok()?;
            let byte = bytes.get_mut(if short { at } else { at / 2 })?;
            *byte = if short { digit * 17 } else { (*byte & 15) << 4 | digit };
        }
        let [r, g, b, alpha] = bytes;
        Some(Self { rgb: [r, g, b], alpha: f32::from(alpha) / 255.0 })
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    #[must_use]
    pub fn luminance(self) -> f32 {
        let [r, g, b] = self.rgb.map(|channel| {
            let value = f32::from(channel) / 255.0;
            if value <= 0.040_45 {
                return value / 12.92;
            }
            // The power of 2.4 is the square times the fifth root of the square, which Newton finds from above; the library's
            // power takes two kilobytes of code.
            let base = (value + 0.055) / 1.055;
            let square = base * base;
            square * (0..12).fold(1.0_f32, |root, _| (4.0 * root + square / (root * root * root * root)) / 5.0)
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Black or white, whichever is easier to read on this; never below 4.58:1.
    #[must_use]
    pub fn text_on(self) -> Self {
        if contrast(self, Self::WHITE) >= contrast(self, Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// The nearest colour towards black or white that has at least `ratio` against every one of `grounds`; the better one of
    /// the two where nothing has.
    #[must_use]
    pub(super) fn readable(self, grounds: &[Self], ratio: f32) -> Self {
        let worst = |colour: Self| grounds.iter().map(|ground| contrast(colour.over(*ground), *ground)).fold(21.0, f32::min);
        if worst(self) >= ratio {
            return self;
        }
        let opaque = Self { alpha: 1.0, ..self };
        for step in 1_u8..=40 {
            for pole in [Self::BLACK, Self::WHITE] {
                let colour = opaque.mix(pole, f32::from(step) / 40.0);
                if worst(colour) >= ratio {
                    return colour;
                }
            }
        }
        if worst(Self::BLACK) >= worst(Self::WHITE) { Self::BLACK } else { Self::WHITE }
    }

    /// What is seen of this on an opaque ground.
    #[must_use]
    pub fn over(self, ground: Self) -> Self {
        ground.mix(Self { alpha: 1.0, ..self }, self.alpha)
    }

    /// As it is written in a style sheet: `#rrggbb`, or `#rrggbbaa` where it is translucent.
    #[must_use]
    pub fn text(self) -> String {
        let [r, g, b] = self.rgb;
        let alpha = (self.alpha < 1.0).then(|| round(self.alpha * 255.0));
        let mut text = String::from('#');
        for byte in [r, g, b].into_iter().chain(alpha) {
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
            }
        }
        text
    }

    pub(super) fn mix(self, other: Self, share: f32) -> Self {
        let [a, b, c] = self.rgb;
        let [x, y, z] = other.rgb;
        let mix = |from: u8, to: u8| round(f32::from(from) + (f32::from(to) - f32::from(from)) * share);
        Self { rgb: [mix(a, x), mix(b, y), mix(c, z)], alpha: self.alpha }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2).
#[must_use]
pub fn contrast(a: Colour, b: Colour) -> f32 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of a byte")]
fn round(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// A plain decimal number of at most six digits on each side of the point. The standard library's reader is exact to the
/// last bit of any number there is, and brings ten kilobytes of tables for it.
pub(super) fn number(text: &str) -> Option<f32> {
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |digits| (-1.0, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = whole.len() <= 6 && part.len() <= 6 && whole.len() + part.len() > 0;
    if !is_plain {
        return None;
    }
    let value = |digit: char| Some(f32::from(u8::try_from(digit.to_digit(10)?).ok()?));
    let whole = whole.chars().try_fold(0.0, |sum, digit| Some(sum * 10.0 + value(digit)?))?;
    let part = part.chars().rev().try_fold(0.0, |sum, digit| Some((sum + value(digit)?) / 10.0))?;
    Some(sign * (whole + part))
}

fn percent(text: &str) -> Option<f32> {
    number(text.strip_suffix('%')?).map(|value| (value / 100.0).clamp(0.0, 1.0))
}

fn fraction(text: &str, whole: f32) -> Option<f32> {
    if text.ends_with('%') { percent(text) } else { number(text).map(|value| (value / whole).clamp(0.0, 1.0)) }
}

fn channel(text: &str) -> Option<u8> {
    fraction(text, 255.0).map(|value| round(value * 255.0))
}

fn hsl(hue: f32, saturation: f32, lightness: f32) -> [u8; 3] {
    let spread = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|offset: f32| {
        let sector = offset + hue / 30.0;
        // Not by the remainder of floats, which is a function of half a kilobyte here.
        let sector = sector - 12.0 * (sector / 12.0).floor();
        round(255.0 * (lightness - spread * (sector - 3.0).min(9.0 - sector).clamp(-1.0, 1.0)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_notations_of_one_colour_are_equal() {
        for text in
            ["#0a5", "#00AA55", "#00aa55ff", "rgb(0, 170, 85)", "rgb(0 170 85 / 100%)", "hsl(150deg 100% 33.3%)", "hsla(150,100%,33.3%,1)"]
        {
            assert_eq!(Colour::read(text).map(|colour| colour.to_string()).as_deref(), Some("#00aa55"), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_colour_is_refused() {
        for text in [
            "",
            "#12",
            "#12345",
            "#ggg",
            "red;}*{background:url(//x)}",
            "url(//x)",
            "var(--x)",
            "rgb(1,2)",
            "rgb(nan 0 0)",
            "rgb(inf 0 0)",
            "image-set(x)",
            "\\75rl(x)",
        ] {
            assert_eq!(Colour::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_is_readable_on_every_colour(rgb in any::<[u8; 3]>()) {
            let ground = Colour { rgb, alpha: 1.0 };
            prop_assert!(contrast(ground, ground.text_on()) >= 4.58);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Colour::read(&text);
        }
    }
}
