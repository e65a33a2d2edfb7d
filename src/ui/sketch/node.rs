//! A picture of elements: what a view would draw, without listeners and without a library that compares.

/// One element.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Its tag.
    pub tag: &'static str,
    /// Its attributes.
    pub attributes: Vec<(&'static str, String)>,
    /// What is in it, in order.
    pub children: Vec<Child>,
}

/// What is in an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Child {
    /// An element.
    Node(Node),
    /// Text.
    Text(String),
}

/// An element of a class; the empty class is none.
#[must_use]
#[inline(never)]
pub fn node(tag: &'static str, class: &str) -> Node {
    let mut node = Node { tag, ..Node::default() };
    if !class.is_empty() {
        node.set("class", class);
    }
    node
}

// Never inlined: they are called from everywhere, and a call is smaller than what they do.
impl Node {
    #[inline(never)]
    fn set(&mut self, name: &'static str, value: &str) {
        self.attributes.push((name, value.to_owned()));
    }

    #[inline(never)]
    fn say(&mut self, text: &str) {
        self.children.push(Child::Text(text.to_owned()));
    }

    #[inline(never)]
    fn add(&mut self, child: Self) {
        self.children.push(Child::Node(child));
    }

    /// With an attribute.
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// With a text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.say(text);
        self
    }

    /// With a text that somebody wrote: it runs in its own direction.
    #[must_use]
    pub fn words(mut self, text: &str) -> Self {
        self.set("dir", "auto");
        self.say(text);
        self
    }

    /// With elements.
    #[must_use]
    pub fn with(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().for_each(|child| self.add(child));
        self
    }
}
