use serde_json::json;

use super::*;

const MEMBER_ROLE: Subject<'_> = Subject { role: "user", channel_role: Some("channel_member") };
const STRANGER: Subject<'_> = Subject { role: "user", channel_role: None };
const ADMIN: Subject<'_> = Subject { role: "admin", channel_role: None };

fn v2(json: Value) -> Permissions {
    Permissions::of(2, json).unwrap()
}

fn v1(json: Value) -> Permissions {
    Permissions::of(1, json).unwrap()
}

#[test]
fn a_list_without_exclamation_marks_is_all_that_a_role_is_granted() {
    let granted = v2(json!({ "messaging": { "channel_member": ["read-channel", "create-reaction"] } }));
    assert!(granted.allows("messaging", MEMBER_ROLE, "create-reaction", false));
    assert!(!granted.allows("messaging", MEMBER_ROLE, "create-message", false));
    assert!(granted.allows("support", MEMBER_ROLE, "create-message", false), "other types are as before");
    assert!(granted.allows("messaging", ADMIN, "create-message", false), "other roles, too");
}

#[test]
fn an_exclamation_mark_takes_one_grant_away_and_plain_names_beside_it_are_added() {
    let granted = v2(json!({ "messaging": { "channel_member": ["!pin-message", "update-channel-frozen"] } }));
    assert!(!granted.allows("messaging", MEMBER_ROLE, "pin-message", false));
    assert!(granted.allows("messaging", MEMBER_ROLE, "update-channel-frozen", false));
    assert!(granted.allows("messaging", MEMBER_ROLE, "create-message", false));
}

#[test]
fn what_the_app_says_holds_in_every_type_that_does_not_say_otherwise() {
    let granted = v2(
        json!({ "app": { "channel_member": ["!add-links"], "user": ["!search-user"] }, "team": { "channel_member": ["!pin-message", "add-links"] } }),
    );
    assert!(!granted.allows("messaging", MEMBER_ROLE, "add-links", false));
    assert!(granted.allows("team", MEMBER_ROLE, "add-links", false));
    assert!(!granted.allows_in_app("user", "search-user") && granted.allows_in_app("user", "mute-user"));
    assert!(granted.allows_in_app("admin", "search-user"));
}

#[test]
fn grants_of_owners_count_for_owners_only() {
    let granted = v2(json!({ "messaging": { "user": ["read-channel", "update-channel-owner"] } }));
    assert!(granted.allows("messaging", STRANGER, "update-channel", true));
    assert!(!granted.allows("messaging", STRANGER, "update-channel", false));
}

#[test]
fn types_and_roles_of_ones_own_are_known() {
    let granted = v2(json!({ "triage": { "nurse": ["read-channel", "create-message"] } }));
    let nurse = Subject { role: "user", channel_role: Some("nurse") };
    assert!(granted.has_kind("triage") && !granted.has_kind("gaming"));
    assert!(granted.allows("triage", nurse, "create-message", false) && !granted.allows("triage", nurse, "pin-message", false));
    assert!(granted.allows("messaging", nurse, "pin-message", false), "where the role is not described it is a member's");
}

#[test]
fn the_first_policy_by_priority_decides_and_none_means_no() {
    let granted = v1(json!({ "messaging": [
        { "name": "members read and write", "resources": ["ReadChannel", "CreateMessage"], "roles": ["channel_member"], "priority": 50 },
        { "name": "nobody links", "resources": ["AddLinks"], "action": "deny", "priority": 60 },
        { "name": "admins do all", "roles": ["admin"], "priority": 100 }
    ]}));
    assert!(granted.allows("messaging", MEMBER_ROLE, "create-message", false));
    assert!(granted.allows("messaging", MEMBER_ROLE, "create-reply", false), "a permission that is younger than the file");
    assert!(!granted.allows("messaging", MEMBER_ROLE, "add-links", false));
    assert!(!granted.allows("messaging", MEMBER_ROLE, "create-reaction", false));
    assert!(!granted.allows("messaging", STRANGER, "read-channel", false));
    assert!(granted.allows("messaging", ADMIN, "add-links", false));
}

#[test]
fn policies_of_owners_are_read_in_both_spellings() {
    for resource in [json!({ "resources": ["UpdateOwnMessage"] }), json!({ "resources": ["UpdateMessage"], "owner": true })] {
        let granted = v1(json!({ "messaging": [resource] }));
        assert!(granted.allows("messaging", MEMBER_ROLE, "update-message", true));
        assert!(!granted.allows("messaging", MEMBER_ROLE, "update-message", false));
    }
    let granted = v1(json!({ "messaging": [{ "resources": ["UpdateMembersAnyChannel"] }] }));
    assert!(granted.allows("messaging", STRANGER, "update-channel-members", false));
}

#[test]
fn a_wrong_file_says_where_it_is_wrong() {
    for (version, json, says) in [
        (2, json!([]), "must be an object"),
        (2, json!({ "messaging": [] }), "messaging must be an object by role"),
        (2, json!({ "messaging": { "user": "x" } }), "messaging.user must be a list"),
        (2, json!({ "messaging": { "user": ["a", 1] } }), "messaging.user[1] must be a text"),
        (2, json!({ "a b": {} }), "is no channel type"),
        (1, json!({ "messaging": {} }), "messaging must be a list"),
        (1, json!({ "messaging": [{ "action": "maybe" }] }), "messaging[0].action"),
        (1, json!({ "messaging": [{ "priority": "high" }] }), "messaging[0].priority"),
        (1, json!({ "messaging": [{ "roles": "admin" }] }), "messaging[0].roles must be a list"),
    ] {
        let error = Permissions::of(version, json).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
    assert!(Permissions::read(None, Some("3")).is_err() && Permissions::read(Some(Path::new("/nowhere.json")), None).is_err());
}

#[test]
fn strangers_see_open_types_only() {
    assert_eq!(Permissions::default().open_kinds("user"), ["livestream"]);
    assert_eq!(Permissions::default().open_kinds("admin"), ["livestream", "messaging", "support", "team"]);
    let open = v2(json!({ "team": { "user": ["!delete-channel-owner", "read-channel"] } }));
    assert_eq!(open.open_kinds("user"), ["livestream", "team"]);
}
