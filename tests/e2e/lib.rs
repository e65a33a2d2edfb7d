//! What the end-to-end stories share: server, browser, page.
