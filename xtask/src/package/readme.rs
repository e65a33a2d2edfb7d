//! The package's own README: how to use it, and the tables of the contract.

use super::{ABOUT, LICENCES, TAG};
use crate::tables;

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
    [
        &*format!("# {TAG}\n\n{ABOUT}\n{BEGINNING}"),
        "\n## Attributes\n\n",
        &tables::attributes(),
        "\n## Properties\n\nBesides those of the attributes.\n\n",
        &tables::properties(),
        "\n## Methods\n\n",
        &tables::methods(),
        "\n## Events\n\nThey bubble and are composed.\n\n",
        &tables::events(),
        "\n## Slots and parts\n\n",
        &tables::slots(),
        "\n",
        &tables::parts(),
        "\n## States\n\nFor `:state()`.\n\n",
        &tables::states(),
        "\n## Tokens\n\n",
        &tables::tokens(),
        &format!("\n## Licence\n\nMIT or Apache-2.0, at your option. What is built in: `{LICENCES}`. Not affiliated with Stream.io.\n"),
    ]
    .concat()
}
