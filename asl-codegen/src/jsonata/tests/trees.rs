//! The processed tree of every construct, with places.

use crate::jsonata::ast::{Ast, Node, NodeKind, Stage};
use crate::jsonata::parse_ast;

/// A tree in brackets; a leaf with the bytes it stands at, an operator with the byte it starts at.
fn tree(source: &str) -> String {
    let ast = parse_ast(source).unwrap_or_else(|error| panic!("{source}: {error:?}"));
    Tree { ast: &ast }.node(&ast.root)
}

struct Tree<'a> {
    ast: &'a Ast,
}

impl Tree<'_> {
    fn node(&self, node: &Node) -> String {
        let at = node.span.start;
        let place = format!("{}..{}", node.span.start, node.span.end);
        let mut tree = match &node.kind {
            NodeKind::Path {
                steps,
                keep_singleton,
            } => {
                let keep = if *keep_singleton { " keep" } else { "" };
                format!("(path {}{keep})", self.nodes(steps))
            }
            NodeKind::Name(name) => format!("{name}@{place}"),
            NodeKind::Variable(name) => format!("${name}@{place}"),
            NodeKind::String(string) => format!("{string:?}@{place}"),
            NodeKind::Number(number) => format!("{number}@{place}"),
            NodeKind::Bool(bool) => format!("{bool}@{place}"),
            NodeKind::Null => format!("null@{place}"),
            NodeKind::Regex { pattern, flags } => format!("/{pattern}/{flags}@{place}"),
            NodeKind::Wildcard => "*".to_owned(),
            NodeKind::Descendant => "**".to_owned(),
            NodeKind::Parent(id) => format!("%{}", self.ast.ancestors[*id].label),
            NodeKind::Placeholder => "?".to_owned(),
            NodeKind::Binary { operator, lhs, rhs } => {
                format!("({operator}@{at} {} {})", self.node(lhs), self.node(rhs))
            }
            NodeKind::Negate(operand) => format!("(-@{at} {})", self.node(operand)),
            NodeKind::Array(items) => {
                let construct = if node.constructs_array { "!" } else { "" };
                format!("[{}]{construct}", self.nodes(items))
            }
            NodeKind::Object(pairs) => format!("{{{}}}", self.pairs(pairs)),
            NodeKind::Function {
                procedure,
                arguments,
                partial,
            } => {
                let kind = if *partial { "partial" } else { "call" };
                let (procedure, arguments) = (self.node(procedure), self.nodes(arguments));
                format!("({kind}@{at} {procedure} {arguments})")
            }
            NodeKind::Lambda {
                parameters,
                signature,
                body,
            } => {
                let signature = signature
                    .as_ref()
                    .map_or("", |signature| &signature.definition);
                format!("(lambda{signature} {parameters:?} {})", self.node(body))
            }
            NodeKind::Thunk(call) => format!("(thunk {})", self.node(call)),
            NodeKind::Block(expressions) => format!("(block {})", self.nodes(expressions)),
            NodeKind::Condition {
                condition,
                then,
                otherwise,
            } => {
                let otherwise = otherwise
                    .as_ref()
                    .map_or("-".to_owned(), |node| self.node(node));
                format!(
                    "(if@{at} {} {} {otherwise})",
                    self.node(condition),
                    self.node(then)
                )
            }
            NodeKind::Bind { name, value } => format!("(:=@{at} {name} {})", self.node(value)),
            NodeKind::Apply { lhs, rhs } => {
                format!("(~>@{at} {} {})", self.node(lhs), self.node(rhs))
            }
            NodeKind::Sort(terms) => {
                let terms = terms.iter().map(|term| {
                    let order = if term.descending { ">" } else { "<" };
                    format!("{order}{}", self.node(&term.expression))
                });
                format!("(^@{at} {})", terms.collect::<Vec<_>>().join(" "))
            }
            NodeKind::Transform {
                pattern,
                update,
                delete,
            } => {
                let delete = delete
                    .as_ref()
                    .map_or("-".to_owned(), |node| self.node(node));
                format!("(| {} {} {delete})", self.node(pattern), self.node(update))
            }
        };
        for predicate in &node.predicates {
            tree += &format!("[predicate {}]", self.node(predicate));
        }
        for stage in &node.stages {
            tree += &match stage {
                Stage::Filter(predicate) => format!("[stage {}]", self.node(predicate)),
                Stage::Index { name, .. } => format!("[#{name}]"),
            };
        }
        if let Some(focus) = &node.focus {
            tree += &format!("@${focus}");
        }
        if let Some(index) = &node.index {
            tree += &format!("#${index}");
        }
        if let Some(id) = node.ancestor {
            tree += &format!("=%{}", self.ast.ancestors[id].label);
        }
        if let Some(group) = &node.group {
            tree += &format!("{{group {}}}", self.pairs(&group.pairs));
        }
        tree
    }

    fn nodes(&self, nodes: &[Node]) -> String {
        nodes
            .iter()
            .map(|node| self.node(node))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn pairs(&self, pairs: &[(Node, Node)]) -> String {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(key, value)| format!("{}: {}", self.node(key), self.node(value)));
        pairs.collect::<Vec<_>>().join(" ")
    }
}

#[track_caller]
fn trees(expected: &[(&str, &str)]) {
    for (source, expected) in expected {
        assert_eq!(tree(source), *expected, "{source}");
    }
}

#[test]
fn literals_and_names() {
    trees(&[
        ("12.5", "12.5@0..4"),
        ("-3", "-3@1..2"),
        (" 'é' ", "\"é\"@1..5"),
        ("true", "true@0..4"),
        ("null", "null@0..4"),
        ("$", "$@0..1"),
        ("$a", "$a@0..2"),
        ("`a b`", "(path a b@0..5)"),
        ("and", "(path and@0..3)"),
        ("*", "*"),
        ("**", "**"),
    ]);
}

#[test]
fn paths_are_lists_of_steps() {
    trees(&[
        ("a.b.c", "(path a@0..1 b@2..3 c@4..5)"),
        ("$a.'b'", "(path $a@0..2 b@3..6)"),
        ("'a'.b", "(path a@0..3 b@4..5)"),
        ("a.(b.c)", "(path a@0..1 (block (path b@3..4 c@5..6)))"),
        ("a[]", "(path a@0..1 keep)"),
        ("a[].b", "(path a@0..1 b@4..5 keep)"),
        ("a.[b]", "(path a@0..1 [(path b@3..4)]!)"),
        ("[1].a", "(path [1@1..2]! a@4..5)"),
        ("a.*.**", "(path a@0..1 * **)"),
    ]);
}

#[test]
fn predicates_belong_to_their_step() {
    trees(&[
        ("a[0]", "(path a@0..1[stage 0@2..3])"),
        (
            "a.b[c][1]",
            "(path a@0..1 b@2..3[stage (path c@4..5)][stage 1@7..8])",
        ),
        ("(a.b)[0]", "(block (path a@1..2 b@3..4))[predicate 0@6..7]"),
        ("$a[0].b", "(path $a@0..2[predicate 0@3..4] b@6..7)"),
        ("a.$b[0]", "(path a@0..1 $b@2..4[stage 0@5..6])"),
        (
            "a^(b, >c)[0]",
            "(path a@0..1 (^@1 <(path b@3..4) >(path c@7..8))[stage 0@10..11])",
        ),
        (
            "a{b: c}",
            "(path a@0..1){group (path b@2..3): (path c@5..6)}",
        ),
    ]);
}

#[test]
fn bindings_of_context_position_and_parent() {
    trees(&[
        ("a@$x.b", "(path a@0..1@$x b@5..6)"),
        ("a#$i.b", "(path a@0..1#$i b@5..6)"),
        ("a[1]#$i", "(path a@0..1[stage 1@2..3][#i])"),
        ("a.b.%.c", "(path a@0..1 b@2..3=%0 %0 c@6..7)"),
        (
            "a.b[%.c]",
            "(path a@0..1 b@2..3[stage (path %0 c@6..7)]=%0)",
        ),
    ]);
}

#[test]
fn operators_bind_as_they_should() {
    trees(&[
        ("1 + 2 * 3", "(+@2 1@0..1 (*@6 2@4..5 3@8..9))"),
        ("1 - 2 - 3", "(-@6 (-@2 1@0..1 2@4..5) 3@8..9)"),
        ("-$a + 1", "(+@4 (-@0 $a@1..3) 1@6..7)"),
        (
            "$a = 1 and $b in $c or $d",
            "(or@20 (and@7 (=@3 $a@0..2 1@5..6) (in@14 $b@11..13 $c@17..19)) $d@23..25)",
        ),
        ("$a & 'x' & $b", "(&@9 (&@3 $a@0..2 \"x\"@5..8) $b@11..13)"),
        (
            "$a ? 1 : $b ? 2",
            "(if@3 $a@0..2 1@5..6 (if@12 $b@9..11 2@14..15 -))",
        ),
        ("$a := $b := 1", "(:=@3 a (:=@9 b 1@12..13))"),
        (
            "$a <= 1 != true",
            "(!=@8 (<=@3 $a@0..2 1@6..7) true@11..15)",
        ),
        ("6 / 2 % 4", "(%@6 (/@2 6@0..1 2@4..5) 4@8..9)"),
    ]);
}

#[test]
fn constructors_and_blocks() {
    trees(&[
        ("[1, [2]]", "[1@1..2 [2@5..6]]"),
        ("[1..$n]", "[(..@2 1@1..2 $n@4..6)]"),
        (
            "{'a': 1, b: $c}",
            "{\"a\"@1..4: 1@6..7 (path b@9..10): $c@12..14}",
        ),
        ("($a := 1; $a)", "(block (:=@4 a 1@7..8) $a@10..12)"),
        ("()", "(block )"),
    ]);
}

#[test]
fn functions_and_what_is_done_with_them() {
    trees(&[
        ("$f(1, $a)", "(call@2 $f@0..2 1@3..4 $a@6..8)"),
        ("$f(?, 1)", "(partial@2 $f@0..2 ? 1@6..7)"),
        ("$a ~> $f", "(~>@3 $a@0..2 $f@6..8)"),
        ("function($x){$x}", "(lambda [\"x\"] $x@13..15)"),
        (
            "λ($x)<n:n>{$f($x)}",
            "(lambda<n:n> [\"x\"] (thunk (call@14 $f@12..14 $x@15..17)))",
        ),
        (
            "function(){1 ? $f() : (2; $g())}",
            "(lambda [] (if@13 1@11..12 (thunk (call@17 $f@15..17 )) (block 2@23..24 (thunk (call@28 $g@26..28 )))))",
        ),
        (
            "|a|{'b': 1}, 'c'|",
            "(| (path a@1..2) {\"b\"@4..7: 1@9..10} \"c\"@13..16)",
        ),
        (
            "$match($a, /x+/i)",
            "(call@6 $match@0..6 $a@7..9 /x+/i@11..16)",
        ),
        (
            "a.f(1).g(2)",
            "(path a@0..1 (call@3 (path f@2..3) 1@4..5) (call@8 (path g@7..8) 2@9..10))",
        ),
    ]);
}

#[test]
fn blanks_and_comments_change_nothing() {
    assert_eq!(tree("a /* . */\n\t. b"), "(path a@0..1 b@13..14)");
}
