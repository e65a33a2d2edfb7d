//! Files: checked against what the app allows, then uploaded at once, a few at a time (features F131, F154).

use std::rc::Rc;

use super::{Change, Chat, Effect, FileId};
use crate::api::{Call, Error};
use crate::state::{Composer, Control, MAX_FILES, MediaKind, Millis, NewFile, NoticeKey, Pending, Refusal, Target, UploadPhase, refusal};
use crate::wire::AppSettings;

/// Uploads at the same time.
const AT_ONCE: usize = 3;
/// A file that is cut off this often has failed.
const MOST_CUTS: u8 = 3;
/// The pause after a cut, for each cut so far.
const CUT_PAUSE: Millis = 2_000;

/// What uploads wait for besides a session.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    /// No upload begins before.
    not_before: Option<Millis>,
}

impl Uploads {
    pub(super) const fn wake_at(&self) -> Option<Millis> {
        self.not_before
    }
}

impl Chat {
    /// Files were chosen.
    pub(super) fn attach(&mut self, target: &Target, files: Vec<NewFile>) {
        let may = self.state.channels.get(&target.cid).is_some_and(|channel| self.state.may(channel, Control::Attach));
        let mut composer = self.composer(target);
        let room = if may { MAX_FILES.saturating_sub(composer.attachments.len()) } else { 0 };
        for file in files.iter().skip(room) {
            self.effects.push(Effect::ForgetFile(file.id));
        }
        if files.len() > room {
            self.notice(if may { NoticeKey::TooManyFiles } else { NoticeKey::UploadNotAllowed }, "");
        }
        if files.is_empty() || room == 0 {
            return;
        }
        composer.attachments.extend(files.into_iter().take(room).map(|file| Pending { file, ..Pending::default() }));
        self.compose(target, composer);
        match self.state.app.clone() {
            Some(app) => self.check_files(&app),
            None if !std::mem::replace(&mut self.asks_app, true) => self.ask(Call::GetApp),
            None => {}
        }
    }

    /// The app said what may be uploaded, or did not: then the server decides file by file.
    pub(super) fn app_answered(&mut self, app: Option<Rc<AppSettings>>) {
        self.asks_app = false;
        let is_known = app.is_some();
        let app = app.unwrap_or_default();
        if is_known {
            self.apply(&Change::AppLearned(app.clone()));
        }
        self.check_files(&app);
    }

    fn check_files(&mut self, app: &AppSettings) {
        for target in self.targets(|pending| pending.phase == UploadPhase::Checking && pending.kept.is_none()) {
            let mut composer = self.composer(&target);
            let mut refused: Vec<Rc<str>> = Vec::new();
            for pending in
                composer.attachments.iter_mut().filter(|pending| pending.kept.is_none() && pending.phase == UploadPhase::Checking)
            {
                let why: Option<Refusal> = refusal(app, &pending.file);
                refused.extend(why.map(|_| pending.file.name.clone()));
                pending.phase = why.map_or(UploadPhase::Queued, UploadPhase::Refused);
            }
            self.apply(&Change::Composed(target, Box::new(composer)));
            for name in refused {
                self.notice(NoticeKey::FileRefused, &name);
            }
        }
    }

    /// Places that hold such a file.
    fn targets(&self, holds: impl Fn(&Pending) -> bool) -> Vec<Target> {
        let holds = |composer: &Composer| composer.attachments.iter().any(&holds);
        self.state.composers.iter().filter(|(_, composer)| holds(composer)).map(|(target, _)| target.clone()).collect()
    }

    /// Starts what waits, as far as there is room.
    pub(super) fn upload_what_can_be_uploaded(&mut self) {
        if !self.is_live() || self.uploads.not_before.is_some_and(|at| at > self.now) {
            return;
        }
        self.uploads.not_before = None;
        let is_running = |pending: &&Pending| matches!(pending.phase, UploadPhase::Uploading { .. });
        let running = self.state.composers.values().flat_map(|composer| &composer.attachments).filter(is_running).count();
        let mut room = AT_ONCE.saturating_sub(running);
        for target in self.targets(|pending| pending.phase == UploadPhase::Queued) {
            let mut composer = self.composer(&target);
            let mut calls = Vec::new();
            for pending in composer.attachments.iter_mut().filter(|pending| pending.phase == UploadPhase::Queued).take(room) {
                pending.phase = UploadPhase::Uploading { percent: 0 };
                let is_image = pending.file.kind == MediaKind::Image;
                calls.push(Call::Upload { target: target.clone(), file: pending.file.id, is_image });
            }
            room -= calls.len();
            if !calls.is_empty() {
                self.apply(&Change::Composed(target, Box::new(composer)));
            }
            for call in calls {
                self.ask(call);
            }
        }
    }

    /// Changes one file, wherever it is.
    fn edit_file(&mut self, id: FileId, change: impl FnOnce(&mut Pending)) {
        let Some(target) = self.targets(|pending| pending.kept.is_none() && pending.file.id == id).into_iter().next() else { return };
        let mut composer = self.composer(&target);
        if let Some(pending) = composer.file_mut(id) {
            change(pending);
            self.apply(&Change::Composed(target, Box::new(composer)));
        }
    }

    pub(super) fn uploading(&mut self, id: FileId, percent: u8) {
        self.edit_file(id, |pending| {
            if matches!(pending.phase, UploadPhase::Uploading { .. }) {
                pending.phase = UploadPhase::Uploading { percent: percent.min(100) };
            }
        });
    }

    pub(super) fn uploaded(&mut self, id: FileId, url: Rc<str>, thumb: Option<Rc<str>>) {
        self.edit_file(id, |pending| pending.phase = UploadPhase::Done { url, thumb });
    }

    /// What was cut off on its way begins again: with the next session, or a few times after a pause.
    pub(super) fn not_uploaded(&mut self, id: FileId, error: &Error) {
        let trouble = super::answers::trouble(error);
        let (is_cut, is_live, now) = (matches!(error, Error::NoAnswer(_)), self.is_live(), self.now);
        let mut pause = None;
        self.edit_file(id, |pending| {
            if is_cut && (!is_live || pending.cuts + 1 < MOST_CUTS) {
                pending.cuts += u8::from(is_live);
                pause = Some(now + CUT_PAUSE * Millis::from(pending.cuts));
                pending.phase = UploadPhase::Queued;
            } else {
                pending.phase = UploadPhase::Failed(trouble);
            }
        });
        self.uploads.not_before = pause.or(self.uploads.not_before);
    }

    /// The browser layer learned more about a file; what it is was said when it was attached.
    pub(super) fn measured(&mut self, file: &NewFile) {
        self.edit_file(file.id, |pending| {
            (pending.file.width, pending.file.height) = (file.width, file.height);
            pending.file.duration = pending.file.duration.or(file.duration);
        });
    }

    pub(super) fn retry_upload(&mut self, target: &Target, id: FileId) {
        let mut composer = self.composer(target);
        if let Some(pending) = composer.file_mut(id).filter(|pending| matches!(pending.phase, UploadPhase::Failed(_))) {
            (pending.phase, pending.cuts) = (UploadPhase::Queued, 0);
            self.compose(target, composer);
        }
    }

    pub(super) fn remove_file(&mut self, target: &Target, id: FileId) {
        let mut composer = self.composer(target);
        let (gone, left): (Vec<Pending>, Vec<Pending>) = composer.attachments.into_iter().partition(|pending| pending.file.id == id);
        composer.attachments = left;
        self.forget_files(&gone);
        self.compose(target, composer);
    }
}
