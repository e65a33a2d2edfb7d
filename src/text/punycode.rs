//! Hosts in ASCII (RFC 3492): a host in look-alike letters shows as what it is (trust S15).

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;

/// A host with each label that is not ASCII encoded.
pub(super) fn host(host: &str) -> String {
    // Letters beyond ASCII keep their case: what is shown is a warning, not an address to go to.
    let host = host.to_ascii_lowercase();
    let labels: Vec<String> =
        host.split('.').map(|label| if label.is_ascii() { label.to_owned() } else { format!("xn--{}", encode(label)) }).collect();
    labels.join(".")
}

/// Encodes one label; at most 63 letters of it, which is what a label can have.
fn encode(label: &str) -> String {
    let letters: Vec<u32> = label.chars().take(63).map(u32::from).collect();
    let mut out: String = label.chars().take(63).filter(char::is_ascii).collect();
    let basic = u32::try_from(out.len()).unwrap_or_default();
    if basic > 0 {
        out.push('-');
    }
    let (mut next, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    while let Some(least) = letters.iter().copied().filter(|letter| *letter >= next).min() {
        delta = delta.saturating_add((least - next).saturating_mul(handled + 1));
        next = least;
        for letter in &letters {
            if *letter < next {
                delta = delta.saturating_add(1);
            }
            if *letter == next {
                variable(&mut out, delta, bias);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.saturating_add(1);
        next += 1;
    }
    out
}

/// Writes a number as digits of varying weight.
fn variable(out: &mut String, delta: u32, bias: u32) {
    let mut rest = delta;
    let mut position = BASE;
    loop {
        let threshold = position.saturating_sub(bias).clamp(T_MIN, T_MAX);
        if rest < threshold {
            break;
        }
        out.push(digit(threshold + (rest - threshold) % (BASE - threshold)));
        rest = (rest - threshold) / (BASE - threshold);
        position += BASE;
    }
    out.push(digit(rest));
}

fn digit(value: u32) -> char {
    char::from_digit(if value < 26 { value + 10 } else { value - 26 }, BASE).unwrap_or('a')
}

fn adapt(delta: u32, points: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut bias = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        bias += BASE;
    }
    bias + (BASE - T_MIN + 1) * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_written_as_the_standard_says() {
        let cases = [
            ("bücher.example", "xn--bcher-kva.example"),
            ("münchen.de", "xn--mnchen-3ya.de"),
            ("аpple.com", "xn--pple-43d.com"),
            ("例え.jp", "xn--r8jz45g.jp"),
            ("EXAMPLE.com", "example.com"),
        ];
        for (host_as_written, ascii) in cases {
            assert_eq!(host(host_as_written), ascii);
        }
    }
}
