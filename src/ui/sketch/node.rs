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
pub fn node(tag: &'static str, class: &str) -> Node {
    let node = Node { tag, ..Node::default() };
    if class.is_empty() { node } else { node.attr("class", class) }
}

impl Node {
    /// With an attribute.
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_owned()));
        self
    }

    /// With a text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.children.push(Child::Text(text.to_owned()));
        self
    }

    /// With a text that somebody wrote: it runs in its own direction.
    #[must_use]
    pub fn words(self, text: &str) -> Self {
        self.attr("dir", "auto").text(text)
    }

    /// With elements.
    #[must_use]
    pub fn with(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Child::Node));
        self
    }
}
