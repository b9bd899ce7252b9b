//! The compiled form of a schema: a set of nodes, each of which describes a set of JSON values.

/// The index of a node in its grammar.
pub(super) type NodeId = usize;

/// A set of JSON values, as text.
#[derive(Debug)]
pub(super) enum Node {
    /// One of these texts.
    Literals(Vec<Vec<u8>>),
    /// A string with a bounded number of characters.
    Text {
        min: usize,
        max: usize,
    },
    /// An integer within bounds.
    Integer {
        min: i64,
        max: i64,
    },
    Number,
    /// An object with these fields, in this order.
    Object(Vec<Field>),
    /// An object with arbitrary keys.
    Map(NodeId),
    Array {
        item: NodeId,
        min: usize,
        max: usize,
    },
    AnyOf(Vec<NodeId>),
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct Field {
    /// The field's name as JSON, with quotes.
    pub(super) key: Vec<u8>,
    pub(super) value: NodeId,
    pub(super) required: bool,
}

/// The nodes, and the length of the shortest text of each.
#[derive(Debug, Default)]
pub(super) struct Grammar {
    pub(super) root: NodeId,
    nodes: Vec<Node>,
    shortest: Vec<usize>,
}

impl Grammar {
    pub(super) fn add(&mut self, node: Node) -> NodeId {
        self.shortest.push(self.shortest_of(&node));
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// Replaces the placeholder of a recursive node.
    pub(super) fn replace(&mut self, id: NodeId, node: Node) {
        if let Some(slot) = self.nodes.get_mut(id) {
            *slot = node;
        }
    }

    /// Returns the length in bytes of a node's shortest text.
    pub(super) fn shortest(&self, id: NodeId) -> usize {
        self.shortest.get(id).copied().unwrap_or(0)
    }

    fn shortest_of(&self, node: &Node) -> usize {
        match node {
            Node::Literals(texts) => texts.iter().map(Vec::len).min().unwrap_or(0),
            Node::Text { min, .. } => min + 2,
            Node::Integer { min, max } => super::scalar::Integer::shortest(*min, *max),
            Node::Number => 1,
            Node::Object(fields) => 2 + self.shortest_fields(fields, false),
            Node::Map(_) => 2,
            Node::Array { item, min, .. } => 2 + (self.shortest(*item) + 1) * min - usize::from(*min > 0),
            Node::AnyOf(options) => options.iter().map(|id| self.shortest(*id)).min().unwrap_or(0),
        }
    }

    /// Returns the shortest length in bytes of the required fields among `fields`. `after_another`: the first needs a
    /// comma.
    pub(super) fn shortest_fields(&self, fields: &[Field], after_another: bool) -> usize {
        let required = fields.iter().filter(|field| field.required);
        let bytes: usize = required.map(|field| field.key.len() + 2 + self.shortest(field.value)).sum();
        bytes.saturating_sub(usize::from(bytes > 0 && !after_another))
    }
}
