//! Files: checked, uploaded a few at a time, sent with their message.

use super::*;
use crate::state::{Hold, MediaKind, NewFile, NoticeKey, UploadPhase};

fn a_file(n: u32, name: &str, mime: &str) -> NewFile {
    NewFile { id: FileId(n), name: Rc::from(name), mime: Rc::from(mime), size: 100, kind: MediaKind::of(mime), ..NewFile::default() }
}

fn attach(world: &mut World, files: Vec<NewFile>) {
    world.intend(Intent::Attach(general(), files));
}

fn learn_app(world: &mut World) {
    let (call, request) = world.take_kind("app");
    assert_eq!((request.method, request.body), ("GET", None));
    let config = json!({"blocked_file_extensions": [".exe"], "size_limit": 1000});
    world.answer(call, 200, &json!({"app": {"file_upload_config": config, "image_upload_config": {}}}));
}

fn take_upload(world: &mut World) -> Option<(FileId, Rc<Call>, Request)> {
    let at = world.effects.iter().position(|effect| matches!(effect, Effect::Upload { .. }))?;
    match world.effects.remove(at) {
        Effect::Upload { file, call, request } => Some((file, call, request)),
        _ => unreachable!(),
    }
}

fn phase(world: &World, at: usize) -> UploadPhase {
    world.composer().attachments[at].phase.clone()
}

#[test]
fn a_file_is_checked_uploaded_and_sent() {
    let mut world = World::chatting();
    attach(&mut world, vec![a_file(1, "cat.png", "image/png")]);
    assert_eq!((phase(&world, 0), world.state().hold(&general(), 0)), (UploadPhase::Checking, Some(Hold::Uploading)));
    learn_app(&mut world);
    let (file, call, request) = take_upload(&mut world).unwrap();
    assert!(
        file == FileId(1)
            && request.method == "POST"
            && request.url.contains("/channels/messaging/general/image?")
            && request.body.is_none()
    );
    world.feed(Input::Uploading { file, percent: 40 });
    assert_eq!(phase(&world, 0), UploadPhase::Uploading { percent: 40 });
    world.intend(Intent::Measured(NewFile { width: Some(640), height: Some(480), ..a_file(1, "cat.png", "image/png") }));
    world.write(&general(), "look");
    world.intend(Intent::Send { target: general(), id: id("one") });
    assert!(world.take_send().is_none(), "it waits for its file");
    world.answer(call, 201, &json!({"file": "https://cdn/cat.png"}));
    world.intend(Intent::Send { target: general(), id: id("one") });
    let (_, request) = world.take_kind("send");
    let sent = &body(&request)["message"]["attachments"][0];
    assert_eq!((&sent["type"], &sent["image_url"], &sent["original_width"]), (&json!("image"), &json!("https://cdn/cat.png"), &json!(640)));
    assert!(world.effects.contains(&Effect::ForgetFile(FileId(1))) && world.composer().is_blank());
}

#[test]
fn what_the_app_does_not_allow_says_why_and_holds_nothing() {
    let mut world = World::chatting();
    attach(
        &mut world,
        vec![
            a_file(1, "virus.EXE", ""),
            NewFile { size: 2_000, ..a_file(2, "big.pdf", "application/pdf") },
            a_file(3, "a.pdf", "application/pdf"),
        ],
    );
    learn_app(&mut world);
    assert!(matches!(phase(&world, 0), UploadPhase::Refused(_)) && matches!(phase(&world, 1), UploadPhase::Refused(_)));
    assert_eq!(world.notices(), [NoticeKey::FileRefused, NoticeKey::FileRefused]);
    let (file, call, _) = take_upload(&mut world).unwrap();
    assert_eq!((file, take_upload(&mut world)), (FileId(3), None));
    world.answer(call, 201, &json!({"file": "https://cdn/a.pdf"}));
    world.intend(Intent::Send { target: general(), id: id("one") });
    let (_, request) = world.take_kind("send");
    assert_eq!(body(&request)["message"]["attachments"].as_array().unwrap().len(), 1);
}

#[test]
fn the_app_is_asked_once_and_an_app_that_does_not_answer_forbids_nothing() {
    let mut world = World::chatting();
    attach(&mut world, vec![a_file(1, "a.txt", "text/plain")]);
    attach(&mut world, vec![a_file(2, "b.txt", "text/plain")]);
    let (call, _) = world.take_kind("app");
    assert!(!world.asks("app"));
    world.answer(call, 500, &json!({}));
    assert_eq!((take_upload(&mut world).is_some(), take_upload(&mut world).is_some()), (true, true));
    attach(&mut world, vec![a_file(3, "c.txt", "text/plain")]);
    learn_app(&mut world);
    attach(&mut world, vec![a_file(4, "d.txt", "text/plain")]);
    assert!(!world.asks("app"), "known by now");
}

#[test]
fn ten_files_fit_three_go_at_a_time() {
    let mut world = World::chatting();
    attach(&mut world, (0..12).map(|n| a_file(n, "a.txt", "text/plain")).collect());
    assert_eq!((world.composer().attachments.len(), world.notices()), (10, vec![NoticeKey::TooManyFiles]));
    assert!(world.effects.contains(&Effect::ForgetFile(FileId(11))));
    learn_app(&mut world);
    let mut running: Vec<_> = std::iter::from_fn(|| take_upload(&mut world)).collect();
    assert_eq!(running.len(), 3);
    let (_, call, _) = running.remove(0);
    world.answer(call, 201, &json!({"file": "https://cdn/a"}));
    assert_eq!((take_upload(&mut world).map(|(file, ..)| file), take_upload(&mut world)), (Some(FileId(3)), None));
}

#[test]
fn a_file_that_failed_is_tried_again_or_removed_and_the_others_go_on() {
    let mut world = World::chatting();
    attach(&mut world, vec![a_file(1, "a.txt", "text/plain"), a_file(2, "b.txt", "text/plain")]);
    learn_app(&mut world);
    let (_, first, _) = take_upload(&mut world).unwrap();
    let (_, second, _) = take_upload(&mut world).unwrap();
    world.answer(first, 500, &json!({}));
    world.answer(second, 201, &json!({"file": "https://cdn/b"}));
    assert!(matches!(phase(&world, 0), UploadPhase::Failed(trouble) if trouble.can_retry));
    assert_eq!(
        (phase(&world, 1), world.state().hold(&general(), 0)),
        (UploadPhase::Done { url: Rc::from("https://cdn/b"), thumb: None }, Some(Hold::UploadFailed))
    );
    world.intend(Intent::RetryUpload(general(), FileId(1)));
    let (_, again, _) = take_upload(&mut world).unwrap();
    world.intend(Intent::RemoveAttachment(general(), FileId(1)));
    assert!(world.effects.contains(&Effect::CancelUpload(FileId(1))) && world.effects.contains(&Effect::ForgetFile(FileId(1))));
    world.answer(again, 201, &json!({"file": "https://cdn/late"}));
    assert_eq!((world.composer().attachments.len(), world.state().hold(&general(), 0)), (1, None));
}

#[test]
fn uploads_need_the_capability_and_the_channels_configuration() {
    for (config, capability) in [(json!(false), true), (json!(true), false)] {
        let mut channel = a_rich_channel(&[]);
        channel["channel"]["config"]["uploads"] = config;
        if !capability {
            channel["channel"]["own_capabilities"] = json!(["send-message"]);
        }
        let mut world = World::in_channel(channel);
        attach(&mut world, vec![a_file(1, "a.txt", "text/plain")]);
        assert!(world.composer().is_blank() && world.effects.contains(&Effect::ForgetFile(FileId(1))));
        assert_eq!(world.notices(), [NoticeKey::UploadNotAllowed]);
    }
}

#[test]
fn files_wait_for_the_connection_and_an_expired_token_is_renewed_for_them() {
    let mut world = World::chatting();
    attach(&mut world, vec![a_file(1, "a.txt", "text/plain")]);
    learn_app(&mut world);
    let (_, call, _) = take_upload(&mut world).unwrap();
    world.answer(call, 401, &json!({"code": 40}));
    assert!(world.effects.contains(&Effect::FetchConfig));
    world.configure("giulia");
    assert!(take_upload(&mut world).is_some(), "as an upload again, not as a request without its file");

    let mut world = World::chatting();
    world.lose_socket();
    attach(&mut world, vec![a_file(1, "a.txt", "text/plain")]);
    learn_app(&mut world);
    assert_eq!(phase(&world, 0), UploadPhase::Queued);
    world.pass(1_500);
    world.greet();
    assert!(take_upload(&mut world).is_some());
}

#[test]
fn an_edited_message_keeps_its_files_unless_they_are_removed() {
    let mut own = a_message("mine", "giulia", 3);
    own["attachments"] = json!([{"type": "image", "image_url": "https://cdn/1"}, {"type": "file", "asset_url": "https://cdn/2"},
        {"type": "image", "og_scrape_url": "https://page/", "title": "A card"}]);
    own["text"] = json!("see https://page/");
    let mut world = World::in_channel(a_rich_channel(&[own]));
    world.intend(Intent::Edit(general(), id("mine")));
    assert_eq!(world.composer().attachments.len(), 2, "a card is no file");
    world.intend(Intent::RemoveAttachment(general(), world.composer().attachments[0].file.id));
    world.write(&general(), "look: https://page/");
    world.intend(Intent::Send { target: general(), id: id("x") });
    let (_, request) = world.take_kind("edit");
    let left: Vec<Value> = body(&request)["message"]["attachments"].as_array().unwrap().clone();
    assert_eq!((left.len(), &left[0]["asset_url"], &left[1]["title"]), (2, &json!("https://cdn/2"), &json!("A card")));
}

#[test]
fn what_is_measured_leaves_a_voice_message_what_it_was_attached_as() {
    let mut world = World::chatting();
    let recorded = a_file(1, "voice.webm", "audio/webm");
    let voice = NewFile { kind: MediaKind::Voice, duration: Some(3.5), waveform: Rc::new(vec![0.5]), ..recorded.clone() };
    attach(&mut world, vec![voice.clone()]);
    world.intend(Intent::Measured(NewFile { duration: Some(9.0), ..recorded }));
    assert_eq!(world.composer().attachments[0].file, voice);
}

#[test]
fn an_upload_that_the_connection_cut_begins_again_with_the_next_session() {
    let mut world = World::chatting();
    attach(&mut world, vec![a_file(1, "cat.png", "image/png")]);
    learn_app(&mut world);
    let (_, call, _) = take_upload(&mut world).unwrap();
    world.lose_socket();
    for _ in 0..5 {
        world.fail(call.clone(), Failure::Offline);
        assert_eq!((phase(&world, 0), take_upload(&mut world)), (UploadPhase::Queued, None), "nothing is uploaded without a session");
    }
    world.pass(60_000);
    world.greet();
    assert_eq!(take_upload(&mut world).map(|(file, ..)| file), Some(FileId(1)));
}

#[test]
fn a_file_that_is_cut_off_again_and_again_fails_and_can_be_tried_again() {
    let mut world = World::chatting();
    attach(&mut world, vec![a_file(1, "cat.png", "image/png")]);
    learn_app(&mut world);
    for pause in [2_000, 4_000] {
        let (_, call, _) = take_upload(&mut world).unwrap();
        world.fail(call, Failure::Offline);
        world.pass(pause - 1);
        assert_eq!((phase(&world, 0), take_upload(&mut world)), (UploadPhase::Queued, None), "after a pause");
        world.pass(1);
    }
    let (_, call, _) = take_upload(&mut world).unwrap();
    world.fail(call, Failure::Offline);
    assert!(matches!(phase(&world, 0), UploadPhase::Failed(trouble) if trouble.can_retry));
    world.intend(Intent::RetryUpload(general(), FileId(1)));
    assert!(take_upload(&mut world).is_some());
}
