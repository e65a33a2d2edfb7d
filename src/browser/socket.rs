//! WebSockets, each named by its generation.
//!
//! This would be the second file of `reqwasm`, but its socket cannot be closed by us in time: closing frees the callbacks
//! at once, and the browser's own `close` event then calls into freed memory. So the socket is the browser's, and what it
//! says after we closed it is not heard, because its handlers are taken off first.

use crate::sorted::SortedMap;
use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use crate::chat::{Input, Secret};
use crate::connection::Generation;

/// Close code of a socket that was closed by us on purpose.
const NORMAL: u16 = 1000;
/// Close code of a socket that never said one.
const ABNORMAL: u16 = 1006;

/// Sockets that are open, opening, or closed without our doing.
pub(super) struct Sockets {
    report: Rc<dyn Fn(Input)>,
    open: Rc<RefCell<SortedMap<Generation, Socket>>>,
}

impl Sockets {
    /// None yet; what they say is reported.
    #[must_use]
    pub(super) fn new(report: impl Fn(Input) + 'static) -> Self {
        Self { report: Rc::new(report), open: Rc::default() }
    }

    /// Opens a socket.
    pub(super) fn open(&self, generation: Generation, url: &Secret) {
        // A refused URL (wrong scheme, insecure from a secure page) throws: to the core that is a socket that closed.
        match WebSocket::new(&url.0) {
            Ok(raw) => {
                let socket = Socket::new(raw, generation, &self.report, Rc::downgrade(&self.open));
                self.open.borrow_mut().insert(generation, socket);
            }
            Err(_) => (self.report)(Input::SocketClosed(generation, ABNORMAL)),
        }
    }

    /// Sends a text frame; one that cannot be sent is lost, and the socket's end is reported soon.
    pub(super) fn send(&self, generation: Generation, text: &str) {
        if let Some(socket) = self.open.borrow().get(&generation) {
            let _ = socket.raw.send_with_str(text);
        }
    }

    /// Closes a socket without any further report of it.
    pub(super) fn close(&self, generation: Generation) {
        self.open.borrow_mut().remove(&generation);
    }
}

/// One socket with its handlers; dropping it closes it.
struct Socket {
    raw: WebSocket,
    _opened: Closure<dyn Fn()>,
    _frame: Closure<dyn Fn(MessageEvent)>,
    _closed: Closure<dyn Fn(CloseEvent)>,
}

impl Socket {
    fn new(
        raw: WebSocket,
        generation: Generation,
        report: &Rc<dyn Fn(Input)>,
        open: std::rc::Weak<RefCell<SortedMap<Generation, Self>>>,
    ) -> Self {
        let tell = report.clone();
        let opened = Closure::<dyn Fn()>::new(move || tell(Input::SocketOpened(generation)));
        let tell = report.clone();
        let frame = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            // Stream sends text only; a binary frame says nothing to us.
            if let Some(text) = event.data().as_string() {
                tell(Input::Frame(generation, Rc::from(text)));
            }
        });
        let tell = report.clone();
        let closed = Closure::<dyn Fn(CloseEvent)>::new(move |event: CloseEvent| {
            let gone = open.upgrade().and_then(|open| open.borrow_mut().remove(&generation));
            tell(Input::SocketClosed(generation, event.code()));
            drop(gone);
        });
        raw.set_onopen(Some(opened.as_ref().unchecked_ref()));
        raw.set_onmessage(Some(frame.as_ref().unchecked_ref()));
        raw.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Self { raw, _opened: opened, _frame: frame, _closed: closed }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.raw.set_onopen(None);
        self.raw.set_onmessage(None);
        self.raw.set_onclose(None);
        let _ = self.raw.close_with_code(NORMAL);
    }
}
