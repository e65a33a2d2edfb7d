//! Text not yet sent.

use std::rc::Rc;

use super::State;
use crate::wire::Cid;

/// Keeps what is written; empty text is no draft.
pub(super) fn draft(state: &mut State, cid: &Cid, text: &Rc<str>) -> bool {
    if text.is_empty() {
        return state.drafts.remove(cid).is_some();
    }
    state.drafts.insert(cid.clone(), text.clone()).as_ref() != Some(text)
}
