//! A machine drawn: as Mermaid, which GitHub and rustdoc pages show, and as dot for Graphviz.

mod condition;
mod dot;
mod mermaid;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::ast::{Amount, StringValue};
use crate::ast::{Body, Catcher, State, StateKind, StateMachine, Transition, WaitUntil};

/// The machine as a Mermaid flowchart.
pub fn mermaid(machine: &StateMachine) -> String {
    mermaid::write(&Graph::new(machine))
}

/// The machine as a Graphviz digraph.
pub fn dot(machine: &StateMachine) -> String {
    dot::write(&Graph::new(machine))
}

/// What both notations draw.
struct Graph {
    items: Vec<Item>,
    edges: Vec<Edge>,
}

/// A node, or a group of them.
enum Item {
    Node(Node),
    /// A Parallel, a Map, or one of several branches.
    Group {
        id: usize,
        label: String,
        items: Vec<Item>,
    },
}

struct Node {
    id: usize,
    label: String,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Start,
    /// The start of a branch.
    InnerStart,
    End,
    Task,
    Pass,
    Choice,
    Wait,
    Succeed,
    Fail,
}

struct Edge {
    from: usize,
    to: usize,
    label: String,
    /// A Catcher's.
    caught: bool,
}

impl Graph {
    fn new(machine: &StateMachine) -> Graph {
        let mut builder = Builder::default();
        let start = builder.node("Start".to_string(), Shape::Start);
        let end = Node {
            id: builder.id(),
            label: "End".to_string(),
            shape: Shape::End,
        };
        let states = builder.body(&machine.body, Some(start.id), Some(end.id));
        let mut items = vec![Item::Node(start)];
        items.extend(states);
        items.push(Item::Node(end));
        Graph {
            items,
            edges: builder.edges,
        }
    }
}

#[derive(Default)]
struct Builder {
    next_id: usize,
    edges: Vec<Edge>,
}

impl Builder {
    fn id(&mut self) -> usize {
        self.next_id += 1;
        self.next_id - 1
    }

    fn node(&mut self, label: String, shape: Shape) -> Node {
        let id = self.id();
        Node { id, label, shape }
    }

    /// A scope's states. `start` and `end` are those of the machine; a branch gets a start of its own and no end.
    fn body(&mut self, body: &Body, start: Option<usize>, end: Option<usize>) -> Vec<Item> {
        let mut items = Vec::new();
        let start = start.or_else(|| {
            let node = (body.states.len() > 1).then(|| self.node(String::new(), Shape::InnerStart));
            node.map(|node| {
                let id = node.id;
                items.push(Item::Node(node));
                id
            })
        });
        // All names first, since transitions go forward too.
        let ids: Vec<usize> = body.states.iter().map(|_| self.id()).collect();
        let names = body.states.iter().map(|state| state.name.value.as_str());
        let scope = Scope {
            ids: names.zip(ids.iter().copied()).collect(),
            end,
        };
        if let Some(start) = start {
            self.edge(start, scope.target(&body.start_at.value), String::new());
        }
        for (state, id) in body.states.iter().zip(ids) {
            items.push(self.state(state, id, &scope));
        }
        items
    }

    fn state(&mut self, state: &State, id: usize, scope: &Scope<'_>) -> Item {
        let name = state.name.value.clone();
        let (shape, label) = match &state.kind {
            StateKind::Task(task) => {
                self.transition(id, &task.transition, scope);
                self.catchers(id, &task.catch, scope);
                (Shape::Task, name)
            }
            StateKind::Pass(pass) => {
                self.transition(id, &pass.transition, scope);
                (Shape::Pass, name)
            }
            StateKind::Wait(wait) => {
                self.transition(id, &wait.transition, scope);
                (Shape::Wait, format!("{name}\n{}", duration(&wait.until)))
            }
            StateKind::Choice(choice) => {
                for rule in &choice.rules {
                    let to = scope.target(&rule.next.value);
                    self.edge(id, to, condition::short(&rule.condition));
                }
                if let Some(default) = &choice.default {
                    self.edge(id, scope.target(&default.value), "otherwise".to_string());
                }
                (Shape::Choice, name)
            }
            StateKind::Succeed(_) => {
                self.edge(id, scope.end, String::new());
                (Shape::Succeed, name)
            }
            StateKind::Fail(_) => (Shape::Fail, name),
            StateKind::Parallel(parallel) => {
                self.transition(id, &parallel.transition, scope);
                self.catchers(id, &parallel.catch, scope);
                let items = match parallel.branches.as_slice() {
                    [only] => self.body(only, None, None),
                    branches => {
                        let branches = branches.iter().enumerate();
                        branches.map(|(at, body)| self.branch(at, body)).collect()
                    }
                };
                let label = format!("{name} (Parallel)");
                return Item::Group { id, label, items };
            }
            StateKind::Map(map) => {
                self.transition(id, &map.transition, scope);
                self.catchers(id, &map.catch, scope);
                let items = self.body(&map.processor, None, None);
                let label = format!("{name} (Map)");
                return Item::Group { id, label, items };
            }
        };
        Item::Node(Node { id, label, shape })
    }

    fn branch(&mut self, at: usize, body: &Body) -> Item {
        Item::Group {
            id: self.id(),
            label: format!("branch {}", at + 1),
            items: self.body(body, None, None),
        }
    }

    fn transition(&mut self, from: usize, transition: &Transition, scope: &Scope<'_>) {
        let to = match transition {
            Transition::Next(name) => scope.target(&name.value),
            Transition::End(_) => scope.end,
        };
        self.edge(from, to, String::new());
    }

    fn catchers(&mut self, from: usize, catchers: &[Catcher], scope: &Scope<'_>) {
        for catcher in catchers {
            let names = catcher.error_equals.iter().map(|name| name.value.as_str());
            let label = shortened(&names.collect::<Vec<_>>().join(", "));
            if let Some(to) = scope.target(&catcher.next.value) {
                let caught = true;
                self.edges.push(Edge {
                    from,
                    to,
                    label,
                    caught,
                });
            }
        }
    }

    fn edge(&mut self, from: usize, to: Option<usize>, label: String) {
        if let Some(to) = to {
            self.edges.push(Edge {
                from,
                to,
                label,
                caught: false,
            });
        }
    }
}

/// The states that transitions of one body can name, and where its `End` leads.
struct Scope<'a> {
    ids: HashMap<&'a str, usize>,
    end: Option<usize>,
}

impl Scope<'_> {
    fn target(&self, name: &str) -> Option<usize> {
        self.ids.get(name).copied()
    }
}

fn duration(until: &WaitUntil) -> String {
    let text = match until {
        WaitUntil::Seconds(Amount::Literal(seconds)) => format!("{} s", seconds.value),
        WaitUntil::Seconds(Amount::Path(path)) => format!("{} s", path.text.value),
        WaitUntil::Seconds(Amount::Jsonata(expression)) => {
            format!("{} s", condition::inside(&expression.text.value))
        }
        WaitUntil::Seconds(Amount::Substitution(text)) => format!("{} s", text.value),
        WaitUntil::Timestamp(StringValue::Literal(text)) => format!("until {}", text.value),
        WaitUntil::Timestamp(StringValue::Path(path)) => format!("until {}", path.text.value),
        WaitUntil::Timestamp(StringValue::Intrinsic(call)) => format!("until {}", call.text.value),
        WaitUntil::Timestamp(StringValue::Jsonata(expression)) => {
            format!("until {}", condition::inside(&expression.text.value))
        }
    };
    shortened(&text)
}

/// `text` on one line, and not longer than a label should be.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let words: Vec<&str> = text.split_whitespace().take(LONGEST).collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
