//! The names of the contract that the program needs, taken out of its tables while compiling.

use super::contract::{ATTRIBUTES, Carries, PROPERTIES};

/// How many properties carry this.
#[must_use]
pub const fn how_many(carries: Carries) -> usize {
    let (mut count, mut rest) = (0, PROPERTIES);
    while let [first, more @ ..] = rest {
        if first.carries as u8 == carries as u8 {
            count += 1;
        }
        rest = more;
    }
    count
}

/// The names of properties that carry this, in order; computed while compiling.
#[must_use]
pub const fn names_of<const N: usize>(carries: Carries) -> [&'static str; N] {
    let (mut names, mut at, mut rest) = ([""; N], 0, PROPERTIES);
    while let [first, more @ ..] = rest {
        if first.carries as u8 == carries as u8 {
            #[expect(clippy::indexing_slicing, reason = "a wrong length is an error of the compiler")]
            {
                names[at] = first.name;
            }
            at += 1;
        }
        rest = more;
    }
    names
}

/// The names of all attributes; computed while compiling.
#[must_use]
pub const fn attribute_names() -> [&'static str; ATTRIBUTES.len()] {
    let (mut names, mut at, mut rest) = ([""; ATTRIBUTES.len()], 0, ATTRIBUTES);
    while let [first, more @ ..] = rest {
        #[expect(clippy::indexing_slicing, reason = "a wrong length is an error of the compiler")]
        {
            names[at] = first.name;
        }
        at += 1;
        rest = more;
    }
    names
}
