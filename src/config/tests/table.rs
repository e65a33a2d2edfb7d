//! The README's tables of keys and of variables.

use super::keys::root;
use crate::config::ICONS;
use crate::testing::section;
use crate::theme::aliases;

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn the_readme_tells_every_key() {
    let mut lines = vec!["| Key | Holds | Without it | Meaning | Example |".to_owned(), "|---|---|---|---|---|".to_owned()];
    for (path, key) in root().keys() {
        let default = if key.is_needed { "needed" } else { key.default };
        let example = if key.example.is_empty() { String::new() } else { format!("`{}`", key.example) };
        lines.push(format!("| `{path}` | {} | {} | {} | {} |", cell(&key.shape.name()), cell(default), cell(key.doc), cell(&example)));
    }
    let icons: Vec<String> = ICONS.iter().map(|icon| format!("`{icon}`")).collect();
    section("configuration keys", &format!("{}\n\nIcons: {}.\n", lines.join("\n"), icons.join(" ")));
}

#[test]
fn the_readme_tells_every_variable_of_react_themes() {
    let mut lines = vec!["| Variable | Token |".to_owned(), "|---|---|".to_owned()];
    lines.extend(aliases().into_iter().map(|(theirs, ours)| format!("| `{theirs}` | `{ours}` |")));
    section("react theme variables", &(lines.join("\n") + "\n"));
}
