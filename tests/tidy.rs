//! The invariants of ARCHITECTURE.md, checked by reading the sources. Each message quotes the invariant it guards.
#![expect(clippy::expect_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that must never see a browser.
const PURE: &[&str] = &["wire", "api", "connection", "config", "state", "chat", "text", "i18n", "theme"];

/// A source file below `src`, with its path in `/` form.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The folder or file directly below `src` that it belongs to.
    fn layer(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Code without comments and without the tests at its end.
    fn code(&self) -> impl Iterator<Item = &str> {
        let tests = self.text.find("#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        self.text[..tests].lines().filter(|line| !line.trim_start().starts_with("//"))
    }

    fn is_test(&self) -> bool {
        self.path.contains("/tests") || self.path == "testing.rs" || self.path.ends_with("examples.rs")
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let read = |path: PathBuf| Source {
        path: path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(&path).expect("readable"),
    };
    files(&src, ".rs").into_iter().map(read).collect()
}

/// Lines of files for which `wrong` answers true, as `file: line`.
fn offenders(sources: &[Source], concerns: impl Fn(&Source) -> bool, wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let of = |source: &Source| {
        source.code().filter(|line| wrong(line)).map(|line| format!("{}: {}", source.path, line.trim())).collect::<Vec<_>>()
    };
    sources.iter().filter(|source| concerns(source)).flat_map(of).collect()
}

#[test]
fn invariant_1_the_pure_folders_know_no_browser_no_clock_and_no_chance() {
    let forbidden = ["web_sys", "js_sys", "wasm_bindgen", "reqwasm", "yew::", "Instant::now", "SystemTime", "rand::"];
    let found =
        offenders(&sources(), |it| PURE.contains(&it.layer()) && !it.is_test(), |line| forbidden.iter().any(|word| line.contains(word)));
    assert!(found.is_empty(), "invariant 1: {found:#?}");
}

#[test]
fn invariant_2_imports_point_one_way() {
    let allowed: &[(&str, &[&str])] = &[
        ("wire", &[]),
        ("api", &["wire", "chat"]),
        ("connection", &["wire", "api", "state"]),
        ("config", &["wire", "chat"]),
        ("state", &["wire", "config"]),
        ("chat", &["wire", "api", "connection", "config", "state"]),
        ("text", &["wire"]),
        ("browser", &["wire", "api", "connection", "config", "state", "chat", "i18n"]),
    ];
    for (layer, may) in allowed {
        let wrong = |line: &str| {
            let Some(at) = line.find("crate::") else { return false };
            let module: String = line[at + 7..].chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            let is_ours = PURE.contains(&module.as_str()) || ["ui", "browser", "element"].contains(&module.as_str());
            is_ours && module != *layer && !may.contains(&module.as_str())
        };
        let found = offenders(&sources(), |it| it.layer() == *layer && !it.is_test(), wrong);
        assert!(found.is_empty(), "invariant 2, {layer}: {found:#?}");
    }
}

#[test]
fn invariant_3_state_is_changed_through_one_door() {
    let doors = offenders(
        &sources(),
        |it| it.layer() == "state" && !it.is_test(),
        |line| line.contains("    pub fn ") && line.contains("&mut self"),
    );
    assert_eq!(doors, ["state/apply.rs: pub fn apply(&mut self, change: &Change) -> bool {"], "invariant 3");
}

#[test]
fn invariant_4_each_browser_library_has_its_place() {
    let elsewhere = |word: &'static str, places: &'static [&'static str]| {
        offenders(&sources(), move |it| !places.iter().any(|place| it.path.starts_with(place)), move |line| line.contains(word))
    };
    assert_eq!(elsewhere("reqwasm::", &["browser/http.rs"]), Vec::<String>::new(), "invariant 4");
    assert_eq!(elsewhere("custom_elements::", &["element/"]), Vec::<String>::new(), "invariant 4");
}

#[test]
fn invariant_5_the_routers_have_no_wildcard() {
    for (path, denied) in [("state/apply.rs", 1), ("state/events.rs", 1), ("chat/mod.rs", 2)] {
        let text = fs::read_to_string(root().join("src").join(path)).expect("readable");
        assert_eq!(text.matches("deny(clippy::wildcard_enum_match_arm)").count(), denied, "invariant 5: {path} denies wildcard arms");
    }
}

#[test]
fn invariant_7_files_are_short() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| !source.is_test())
        .map(|source| (source.code().filter(|line| !line.trim().is_empty()).count(), source))
        .filter(|(lines, _)| *lines > 400)
        .map(|(lines, source)| format!("{}: {lines} lines", source.path))
        .collect();
    assert!(long.is_empty(), "invariant 7: {long:#?}");
}

#[test]
fn documentation_holds_no_code_that_nobody_compiles() {
    // Every other fence opens one; what is marked as text is a drawing.
    let holds_code = |text: &str| {
        let is_doc = |line: &&str| line.trim_start().strip_prefix("//").is_some_and(|rest| rest.starts_with(['/', '!']));
        let mut fences = text.lines().filter(is_doc).filter(|line| line.contains("```"));
        std::iter::from_fn(|| Some((fences.next()?, fences.next()))).any(|(opens, _)| !opens.trim_end().ends_with("```text"))
    };
    let folders = ["src", "examples/dev-server/src", "tests", "xtask/src"];
    let all = folders.iter().flat_map(|folder| files(&root().join(folder), "rs"));
    let found: Vec<PathBuf> = all.filter(|path| fs::read_to_string(path).is_ok_and(|text| holds_code(&text))).collect();
    assert!(found.is_empty(), "examples belong into tests: {found:#?}");
}

#[test]
fn invariant_9_components_take_colours_from_tokens() {
    let is_raw = |line: &str| {
        let line = line.split("/*").next().unwrap_or_default();
        line.contains("rgb(")
            || line.contains("hsl(")
            || line
                .split('#')
                .skip(1)
                .any(|rest| rest.len() >= 3 && rest.chars().take(3).all(|digit| digit.is_ascii_hexdigit()) && line.contains(':'))
    };
    let mut found = Vec::new();
    for path in files(&root().join("src/ui"), ".css") {
        let text = fs::read_to_string(&path).expect("readable");
        found.extend(text.lines().filter(|line| is_raw(line)).map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert!(found.is_empty(), "invariant 9: {found:#?}");
}

#[test]
fn styles_know_a_start_and_an_end_but_no_left_and_no_right() {
    let sides = ["left", "right"];
    let is_physical = |line: &str| {
        let line = line.split("/*").next().unwrap_or_default().trim();
        let Some((name, value)) = line.split_once(':').map(|(name, value)| (name.trim(), value.trim().trim_end_matches(';'))) else {
            return false;
        };
        let parts: Vec<&str> = value.split_whitespace().collect();
        let is_uneven = ["margin", "padding", "inset"].contains(&name) && parts.len() == 4 && !value.contains('(') && parts[1] != parts[3];
        // What floats is placed by coordinates of the screen, which have no direction.
        let is_place = name == "left" && (value.starts_with("var(--_float-") || value.starts_with("var(--_sheet-"));
        let is_side = sides.iter().any(|side| name == *side || name.ends_with(&format!("-{side}")) || name.contains(&format!("-{side}-")));
        is_uneven || (is_side && !is_place) || (["text-align", "float", "clear"].contains(&name) && sides.contains(&value))
    };
    let mut found = Vec::new();
    for path in [files(&root().join("src/ui"), ".css"), files(&root().join("src/theme"), ".css")].concat() {
        let text = fs::read_to_string(&path).expect("readable");
        found.extend(text.lines().filter(|line| is_physical(line)).map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert!(found.is_empty(), "from right to left this would be on the wrong side: {found:#?}");
}

#[test]
fn styles_look_below_an_element_only_for_a_class() {
    // What anything may match makes browsers look at every element whenever one comes or goes: six milliseconds each time.
    let is_broad = |line: &str| {
        let about = line.split(":has(").skip(1);
        about.into_iter().any(|rest| {
            !rest.trim_start_matches([' ', '>', '+']).starts_with(['.', ':'])
                || [":not(", ":empty", "-child"].iter().any(|it| rest.contains(it))
        })
    };
    let mut found = Vec::new();
    for path in [files(&root().join("src/ui"), ".css"), files(&root().join("src/theme"), ".css")].concat() {
        let text = fs::read_to_string(&path).expect("readable");
        found.extend(text.lines().filter(|line| is_broad(line)).map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn nothing_that_makes_markup_or_code_from_text_is_used() {
    let forbidden = [
        "from_html_unchecked",
        "set_inner_html",
        "insert_adjacent_html",
        "Function::new_no_args",
        "Function::new_with_args",
        "VRaw",
        "dangerously",
    ];
    let found = offenders(&sources(), |_| true, |line| forbidden.iter().any(|word| line.contains(word)));
    assert!(found.is_empty(), "threat S1: {found:#?}");
}

#[test]
fn no_view_writes_a_style_attribute() {
    let found = offenders(&sources(), |it| it.layer() == "ui", |line| line.contains("style={") || line.contains("style=\""));
    assert!(found.is_empty(), "threat S9, a strict policy blocks style attributes: {found:#?}");
}
