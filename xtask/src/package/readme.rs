//! The package's own README: how to use it, and the tables of the contract.

use std::fmt::Write as _;

use super::{ABOUT, LICENCES, TAG, detail_of, parameters_of, type_of};
use crate::contract::{ATTRIBUTES, EVENTS, METHODS, PARTS, PROPERTIES, SLOTS, TOKENS};

const BEGINNING: &str = "
Serve this folder, and write one tag:

```html
<script type=\"module\" src=\"/chat-service/chat-service.js\"></script>
<chat-service backend-url=\"https://backend.example.com\"></chat-service>
```

With a bundler, `import 'chat-service'` defines the element; Vite needs `optimizeDeps: { exclude: ['chat-service'] }`, because the module
fetches files from beside itself. Types are included; for JSX add `import type {} from 'chat-service/react'` or `'chat-service/preact'`.

| File | For |
|---|---|
| `chat-service.js` | every page that takes ES modules; micro-lc 2 in compose mode |
| `chat-service.classic.js` | pages that take classic scripts only: it imports the module from beside itself |
| `chat-service.parcel.js` | micro-lc 2 in parcel mode, qiankun |
| `index.html` | an iframe, or a plugin of micro-lc 1: an HTML entry with a classic script. What its address says in the query are attributes |
| `chat-service.server.js` | server-side rendering, where importing the package must not need a browser |
| `manifest.js` | Mia-Platform's configurator, which asks for it itself |
| `custom-elements.json`, `web-types.json`, `vscode.*.json` | catalogues and editors |
| `sri.json` | values for `integrity` attributes, by file |
";

/// `README.md`
pub(super) fn text() -> String {
    let mut out = format!("# {TAG}\n\n{ABOUT}\n{BEGINNING}");
    let mut put = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    put("\n## Attributes\n\n| Attribute | Property | Type | Default | Meaning |\n|---|---|---|---|---|".into());
    for it in ATTRIBUTES {
        put(format!("| `{}` | `{}` | {} | {} | {} |", it.name, it.property, cell(&type_of(it)), it.default, it.about));
    }
    put("\n## Properties\n\n| Property | Type | Meaning |\n|---|---|---|".into());
    for it in PROPERTIES {
        put(format!("| `{}` | {} | {} |", it.name, cell(it.ts), it.about));
    }
    put("\n## Methods\n\n| Method | Does |\n|---|---|".into());
    for it in METHODS {
        put(format!("| `{}({})` | {} |", it.name, parameters_of(it), it.about));
    }
    put("\n## Events\n\nThey bubble and are composed.\n\n| Event | Detail | When |\n|---|---|---|".into());
    for it in EVENTS {
        let cancelable = if it.cancelable { " Cancelable." } else { "" };
        put(format!("| `{}` | {} | {}{cancelable} |", it.name, cell(&detail_of(it)), it.about));
    }
    put("\n## Slots and parts\n\n| Slot | |\n|---|---|".into());
    for it in SLOTS {
        put(format!("| `{}` | {} |", it.name, it.about));
    }
    put("\n| Part | |\n|---|---|".into());
    for it in PARTS {
        put(format!("| `{}` | {} |", it.name, it.about));
    }
    put("\n## Tokens\n\n| Token | Value | |\n|---|---|---|".into());
    for it in TOKENS {
        put(format!("| `--chat-{}` | `{}` | {} |", it.name, it.syntax, it.about));
    }
    put(format!("\n## Licence\n\nMIT or Apache-2.0, at your option. What is built in: `{LICENCES}`. Not affiliated with Stream.io."));
    out
}

/// Code in a table: a bar would end its cell.
fn cell(code: &str) -> String {
    format!("`{}`", code.replace('|', "\\|"))
}
