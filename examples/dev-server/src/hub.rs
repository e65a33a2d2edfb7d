//! Who is connected, what each connection watches, and the fan-out of events (protocol 7.9).
//! It knows no database and no socket: connections are queues. Fed by `work` after each commit, emptied by `socket`.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};
use tokio::sync::{mpsc, oneshot};

/// A connection that lets more than this many events wait is closed.
pub(crate) const QUEUE: usize = 1_000;

/// A channel event or notification as a JSON object.
pub(crate) type Event = Map<String, Value>;

/// A user's unread totals (protocol 4.12), attached to that user's copy of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) unread: i64,
    pub(crate) channels: i64,
    pub(crate) threads: i64,
}

impl Totals {
    /// The four keys that clients read.
    pub(crate) fn write(self, into: &mut Event) {
        into.insert("unread_count".into(), self.unread.into());
        into.insert("total_unread_count".into(), self.unread.into());
        into.insert("unread_channels".into(), self.channels.into());
        into.insert("unread_threads".into(), self.threads.into());
    }
}

/// Who gets an event.
#[derive(Clone, Debug)]
pub(crate) enum Audience {
    /// Every connection that watches the channel.
    Watchers(String),
    /// Watching connections get the event; the other connections of `members` get the twin, if there is one.
    /// Both carry the recipient's totals. With `only`, nobody else is told.
    Channel { cid: String, twin: Option<Event>, members: HashMap<String, Totals>, only: Option<HashSet<String>> },
    /// Every connection of one user.
    User(String),
    /// Every connection that asked for this user's presence, and the user's own.
    Presence(String),
}

/// An event on its way out, held back until the commit.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) event: Event,
    pub(crate) to: Audience,
}

/// One connection as the hub sees it.
#[derive(Debug)]
struct Connection {
    user: String,
    queue: mpsc::Sender<Arc<str>>,
    /// Ends the socket with this close code, at once.
    close: Option<oneshot::Sender<u16>>,
    watching: HashSet<String>,
    presence: HashSet<String>,
}

/// The other ends of a connection, for its socket.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) frames: mpsc::Receiver<Arc<str>>,
    pub(crate) closed: oneshot::Receiver<u16>,
}

/// All connections of this server.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    connections: Mutex<HashMap<String, Connection>>,
}

impl Hub {
    fn connections(&self) -> MutexGuard<'_, HashMap<String, Connection>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a connection. Its first frame is what `greeting` makes of its id.
    pub(crate) fn connect(&self, user: &str, greeting: impl FnOnce(&str) -> Event) -> Line {
        let id = uuid::Uuid::new_v4().to_string();
        let (queue, frames) = mpsc::channel(QUEUE);
        let (close, closed) = oneshot::channel();
        let _ = queue.try_send(frame(greeting(&id)));
        let connection =
            Connection { user: user.to_owned(), queue, close: Some(close), watching: HashSet::new(), presence: HashSet::new() };
        self.connections().insert(id.clone(), connection);
        Line { id, frames, closed }
    }

    /// Forgets a connection; answers the channels where its user no longer watches, and whether the user is gone.
    pub(crate) fn disconnect(&self, id: &str) -> Option<(String, Vec<String>, bool)> {
        let mut connections = self.connections();
        let gone = connections.remove(id)?;
        let others = |watching: &dyn Fn(&Connection) -> bool| connections.values().any(|other| other.user == gone.user && watching(other));
        let left = gone.watching.iter().filter(|cid| !others(&|other| other.watching.contains(*cid))).cloned().collect();
        let offline = !others(&|_| true);
        Some((gone.user, left, offline))
    }

    /// Whether `id` is a connection of `user`.
    pub(crate) fn is_open(&self, id: &str, user: &str) -> bool {
        self.connections().get(id).is_some_and(|connection| connection.user == user)
    }

    pub(crate) fn is_online(&self, user: &str) -> bool {
        self.connections().values().any(|connection| connection.user == user)
    }

    /// How many connections there are.
    pub(crate) fn count(&self) -> usize {
        self.connections().len()
    }

    /// Whether one of these users has a connection that does not watch the channel.
    pub(crate) fn is_elsewhere(&self, cid: &str, users: &HashMap<String, Totals>) -> bool {
        self.connections().values().any(|connection| users.contains_key(&connection.user) && !connection.watching.contains(cid))
    }

    /// Makes a connection watch a channel; answers whether its user did not watch it before.
    pub(crate) fn watch(&self, id: &str, cid: &str) -> bool {
        let mut connections = self.connections();
        let Some(user) = connections.get(id).map(|connection| connection.user.clone()) else {
            return false;
        };
        let before = connections.values().any(|other| other.user == user && other.watching.contains(cid));
        if let Some(connection) = connections.get_mut(id) {
            connection.watching.insert(cid.to_owned());
        }
        !before
    }

    /// Makes a connection stop watching; answers whether its user watches no more.
    pub(crate) fn unwatch(&self, id: &str, cid: &str) -> bool {
        let mut connections = self.connections();
        let Some(user) = connections.get(id).map(|connection| connection.user.clone()) else {
            return false;
        };
        let was = connections.get_mut(id).is_some_and(|connection| connection.watching.remove(cid));
        was && !connections.values().any(|other| other.user == user && other.watching.contains(cid))
    }

    /// Makes every connection of `user` stop watching: removed from the channel.
    pub(crate) fn unwatch_user(&self, user: &str, cid: &str) {
        for connection in self.connections().values_mut().filter(|connection| connection.user == user) {
            connection.watching.remove(cid);
        }
    }

    /// Ids of the users who watch the channel, in alphabetical order.
    pub(crate) fn watchers(&self, cid: &str) -> Vec<String> {
        let connections = self.connections();
        let watching = connections.values().filter(|connection| connection.watching.contains(cid));
        let mut users: Vec<String> = watching.map(|connection| connection.user.clone()).collect();
        users.sort();
        users.dedup();
        users
    }

    /// Subscribes a connection to the presence of these users.
    pub(crate) fn follow(&self, id: &str, users: impl IntoIterator<Item = String>) {
        if let Some(connection) = self.connections().get_mut(id) {
            connection.presence.extend(users);
        }
    }

    /// Queues events at everyone concerned. Called with the events of one commit, in the order of the commits.
    pub(crate) fn deliver(&self, events: Vec<Outgoing>) {
        let mut connections = self.connections();
        for Outgoing { event, to } in events {
            deliver_one(&mut connections, event, &to);
        }
    }

    /// Queues one text at every connection of `user`, as it is.
    pub(crate) fn send_raw(&self, user: &str, text: &str) -> usize {
        let text: Arc<str> = text.into();
        let mut connections = self.connections();
        let own = connections.values_mut().filter(|connection| connection.user == user);
        own.map(|connection| connection.push(text.clone())).count()
    }

    /// Ends the connections of `user` (or everybody's) with a close code; answers how many.
    pub(crate) fn close(&self, user: Option<&str>, code: u16) -> usize {
        let mut connections = self.connections();
        let concerned = connections.values_mut().filter(|connection| user.is_none_or(|user| connection.user == user));
        concerned.map(|connection| connection.end(code)).count()
    }
}

impl Connection {
    fn push(&mut self, text: Arc<str>) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.queue.try_send(text) {
            // A client this slow would only grow our memory: it reconnects and asks anew.
            self.end(1013);
        }
    }

    fn end(&mut self, code: u16) {
        if let Some(close) = self.close.take() {
            let _ = close.send(code);
        }
    }
}

fn deliver_one(connections: &mut HashMap<String, Connection>, event: Event, to: &Audience) {
    match to {
        Audience::Watchers(cid) => {
            push_all(connections, event, |connection| connection.watching.contains(cid));
        }
        Audience::User(user) => push_all(connections, event, |connection| connection.user == *user),
        Audience::Presence(user) => {
            push_all(connections, event, |connection| connection.user == *user || connection.presence.contains(user))
        }
        Audience::Channel { cid, twin, members, only } => {
            let may_see = |user: &String| only.as_ref().is_none_or(|only| only.contains(user));
            let mut copies: HashMap<(String, bool), Arc<str>> = HashMap::new();
            for connection in connections.values_mut().filter(|connection| may_see(&connection.user)) {
                let watches = connection.watching.contains(cid);
                let totals = members.get(&connection.user);
                let form = match twin {
                    _ if watches => &event,
                    Some(twin) if totals.is_some() => twin,
                    _ => continue,
                };
                let copy = copies.entry((connection.user.clone(), watches)).or_insert_with(|| {
                    let mut form = form.clone();
                    totals.copied().unwrap_or_default().write(&mut form);
                    frame(form)
                });
                connection.push(copy.clone());
            }
        }
    }
}

fn push_all(connections: &mut HashMap<String, Connection>, event: Event, wanted: impl Fn(&Connection) -> bool) {
    let text = frame(event);
    for connection in connections.values_mut().filter(|connection| wanted(connection)) {
        connection.push(text.clone());
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the event ends here")]
fn frame(event: Event) -> Arc<str> {
    json!(event).to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str) -> Event {
        Event::from_iter([("type".to_owned(), kind.into())])
    }

    fn heard(line: &mut Line) -> Vec<Value> {
        std::iter::from_fn(|| line.frames.try_recv().ok()).map(|text| serde_json::from_str(&text).unwrap()).collect()
    }

    fn types(line: &mut Line) -> Vec<String> {
        heard(line).iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn watchers_get_the_event_and_other_members_its_twin_each_with_own_totals() {
        let hub = Hub::default();
        let mut alice = hub.connect("alice", |_| event("hello"));
        let mut bob = hub.connect("bob", |_| event("hello"));
        let mut carol = hub.connect("carol", |_| event("hello"));
        hub.watch(&alice.id, "messaging:a");
        let totals = |unread| Totals { unread, channels: 1, threads: 0 };
        let members = HashMap::from([("alice".to_owned(), totals(1)), ("bob".to_owned(), totals(7))]);
        let to = Audience::Channel { cid: "messaging:a".into(), twin: Some(event("twin")), members, only: None };
        hub.deliver(vec![Outgoing { event: event("message.new"), to }]);
        let [_, new] = &heard(&mut alice)[..] else { panic!() };
        assert_eq!((&new["type"], &new["unread_count"]), (&json!("message.new"), &json!(1)));
        let [_, twin] = &heard(&mut bob)[..] else { panic!() };
        assert_eq!((&twin["type"], &twin["unread_count"]), (&json!("twin"), &json!(7)));
        assert_eq!(types(&mut carol), ["hello"]);
    }

    #[test]
    fn restricted_events_reach_nobody_else() {
        let hub = Hub::default();
        let mut alice = hub.connect("alice", |_| event("hello"));
        let mut bob = hub.connect("bob", |_| event("hello"));
        hub.watch(&alice.id, "a:a");
        hub.watch(&bob.id, "a:a");
        let only = Some(HashSet::from(["bob".to_owned()]));
        let to = Audience::Channel { cid: "a:a".into(), twin: None, members: HashMap::new(), only };
        hub.deliver(vec![Outgoing { event: event("message.new"), to }]);
        assert_eq!(types(&mut alice), ["hello"]);
        assert_eq!(types(&mut bob), ["hello", "message.new"]);
    }

    #[test]
    fn a_connection_that_never_reads_is_closed_when_its_queue_is_full() {
        let hub = Hub::default();
        let mut slow = hub.connect("slow", |_| event("hello"));
        for _ in 0..QUEUE {
            assert!(slow.closed.try_recv().is_err());
            hub.deliver(vec![Outgoing { event: event("x"), to: Audience::User("slow".into()) }]);
        }
        assert_eq!(slow.closed.try_recv(), Ok(1013));
    }

    #[test]
    fn a_user_stops_watching_when_the_last_connection_does() {
        let hub = Hub::default();
        let one = hub.connect("alice", |_| event("hello"));
        let two = hub.connect("alice", |_| event("hello"));
        assert!(hub.watch(&one.id, "a:a"));
        assert!(!hub.watch(&two.id, "a:a"));
        assert!(!hub.unwatch(&one.id, "a:a"));
        assert_eq!(hub.disconnect(&two.id), Some(("alice".into(), vec!["a:a".into()], false)));
        assert_eq!(hub.disconnect(&one.id), Some(("alice".into(), vec![], true)));
    }
}
