//! A poll as the scenes write it: `poll question | option: voters | option`, and below it `answer person words`.
//! It knows the notation only; `rows` stores what it reads.

use super::world::SECOND;

/// What a message asks, and who chose or said what, in the order in which they did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Poll {
    pub(super) question: &'static str,
    /// What can be chosen, and by whom it was.
    pub(super) options: Vec<(&'static str, Vec<&'static str>)>,
    pub(super) answers: Vec<(&'static str, &'static str)>,
}

impl Poll {
    /// Reads a question and at least one option.
    pub(super) fn parse(text: &'static str) -> Option<Self> {
        let mut parts = text.split(" | ");
        let question = parts.next().filter(|question| !question.is_empty())?;
        let option = |part: &'static str| match part.split_once(": ") {
            Some((text, voters)) => (text, voters.split(',').collect()),
            None => (part, Vec::new()),
        };
        let options: Vec<_> = parts.map(option).collect();
        (!options.is_empty()).then_some(Self { question, options, answers: Vec::new() })
    }

    /// Everybody who took part.
    #[cfg(test)]
    pub(super) fn people(&self) -> impl Iterator<Item = &'static str> {
        let voters = self.options.iter().flat_map(|(_, voters)| voters.iter().copied());
        voters.chain(self.answers.iter().map(|(by, _)| *by))
    }

    /// When the one of that number took part, in a poll that was asked at `asked`.
    pub(super) const fn moment(asked: i64, number: i64) -> i64 {
        asked + (number + 1) * 20 * SECOND
    }
}

#[cfg(test)]
mod tests {
    use super::Poll;

    #[test]
    fn a_poll_is_a_question_and_options_with_or_without_votes() {
        let poll = Poll::parse("When? | Today: tomas,giulia | Never").unwrap();
        assert_eq!((poll.question, &poll.options[..]), ("When?", &[("Today", vec!["tomas", "giulia"]), ("Never", vec![])][..]));
        assert!(poll.people().eq(["tomas", "giulia"]));
        assert_eq!((Poll::parse("When?"), Poll::parse("")), (None, None));
    }
}
