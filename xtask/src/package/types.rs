//! TypeScript: the element's interface, and what JSX makes of it.

use std::fmt::Write as _;

use super::{CLASS, TAG};
use crate::contract::{ATTRIBUTES, Carries, EVENTS, METHODS, PROPERTIES};
use crate::tables::{detail_of, parameters_of, type_of};

/// `chat-service.d.ts`
pub(super) fn element() -> String {
    let mut out = String::from("// Made of the contract's tables; not to be edited.\n");
    let mut put = |text: &str| {
        let _ = writeln!(out, "{text}");
    };
    put("\n/** Attributes of `<chat-service>`. */\nexport interface ChatServiceAttributes {");
    for attribute in ATTRIBUTES {
        put(&format!(
            "  /** {} Default: {}. */\n  '{}'?: {};",
            attribute.about,
            default(attribute.default),
            attribute.name,
            type_of(attribute)
        ));
    }
    put(
        "}\n\n/** What `displayInfo` answers: what is left out is shown as Stream knows it. */\nexport interface DisplayInfo {\n  name?: string;\n  image?: string;",
    );
    put("}\n\n/** Properties of `<chat-service>`. */\nexport interface ChatServiceProperties {");
    for property in PROPERTIES {
        // What micro-lc assigns is whatever its version has.
        let ts = if property.carries == Carries::Opaque { format!("({})", property.ts) } else { property.ts.to_owned() };
        put(&format!("  /** {} */\n  {}: {ts} | undefined;", property.about, property.name));
    }
    put("}\n\n/** Events of `<chat-service>`; all of them bubble and leave shadow trees. */\nexport interface ChatServiceEventMap {");
    for event in EVENTS {
        let cancelable = if event.cancelable { " Cancelable." } else { "" };
        put(&format!("  /** {}{cancelable} */\n  '{}': CustomEvent<{}>;", event.about, event.name, detail_of(event)));
    }
    put(&format!("}}\n\n/** The element. */\nexport interface {CLASS} extends HTMLElement, ChatServiceProperties {{"));
    for method in METHODS {
        put(&format!("  /** {} */\n  {}({}): {};", method.about, method.name, parameters_of(method), method.returns));
    }
    put("}");
    put(&format!(
        "
declare global {{
  interface HTMLElementTagNameMap {{
    '{TAG}': {CLASS};
  }}
  interface GlobalEventHandlersEventMap extends ChatServiceEventMap {{}}
}}

/** What component libraries of micro-lc say about themselves. Importing the module defines the element. */
declare const library: {{ libraryName: '{TAG}'; components: ['{TAG}'] }};
export default library;"
    ));
    out
}

fn default(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// `react.d.ts`, `preact.d.ts`: the tag in JSX, with properties, attributes, and events as `onchat-service-…`.
pub(super) fn jsx(flavour: &str) -> String {
    let (imports, attributes) = match flavour {
        "react" => (
            "import type { HTMLAttributes, ReactNode, Ref } from 'react';",
            "Omit<HTMLAttributes<ChatServiceElement>, keyof ChatServiceProperties> & { ref?: Ref<ChatServiceElement>; key?: string | number; children?: ReactNode }",
        ),
        _ => (
            "import type { ComponentChildren, JSX as Own, Ref } from 'preact';",
            "Omit<Own.HTMLAttributes<HTMLElement>, keyof ChatServiceProperties | 'ref'> & { ref?: Ref<ChatServiceElement>; children?: ComponentChildren }",
        ),
    };
    format!(
        "// Made of the contract's tables; not to be edited. For its types only: `import type {{}} from '{TAG}/{flavour}'`.
{imports}
import type {{ ChatServiceAttributes, ChatServiceElement, ChatServiceEventMap, ChatServiceProperties }} from './chat-service.js';

type Listeners = {{ [Name in keyof ChatServiceEventMap as `on${{Name}}`]?: (event: ChatServiceEventMap[Name]) => void }};
type ChatServiceProps = {attributes} & ChatServiceAttributes & Partial<ChatServiceProperties> & Listeners;

declare module '{flavour}' {{
  namespace JSX {{
    interface IntrinsicElements {{
      '{TAG}': ChatServiceProps;
    }}
  }}
}}
"
    )
}
