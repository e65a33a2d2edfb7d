//! Marks where the program is cut in two.
//!
//! A cut is a pair: a function that the first part imports, and the function that the second part has in its place. The
//! bundler (`wasm_split_cli_support`, called by `xtask/src/bundle/split.rs`) finds the pair by its names, moves what only the
//! second leads to into a file of its own, and lets the first call through the table of functions once that file is there.

#![no_std]

/// Defines a private function whose body, with all that only it leads to, becomes the later part. Calling it before that
/// part is instantiated traps.
///
/// ```text
/// later::cut! {
///     /// What comes later.
///     fn all() -> Tables { Tables { … } }
/// }
/// ```
#[macro_export]
macro_rules! cut {
    ($(#[$doc:meta])* fn $name:ident() -> $what:ty $body:block) => {
        $(#[$doc])*
        fn $name() -> $what {
            #[link(wasm_import_module = "__wasm_split_placeholder__")]
            #[allow(improper_ctypes)]
            unsafe extern "C" {
                #[link_name = "__wasm_split_00later00_import_6c617465722070617274206f66206974_later"]
                safe fn first() -> $what;
            }
            #[allow(improper_ctypes_definitions)]
            #[unsafe(export_name = "__wasm_split_00later00_export_6c617465722070617274206f66206974_later")]
            extern "C" fn second() -> $what $body
            first()
        }
    };
}
