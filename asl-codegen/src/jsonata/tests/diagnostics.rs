//! What is reported, and where.

use super::{parse, refused, text};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonata::{StatesField, parse_ast};
use crate::source::{SourceFile, Span};

/// The only finding: its code, and what is underlined.
#[track_caller]
fn only(source: &str) -> (Diagnostic, String) {
    let found = refused(source);
    assert_eq!(found.len(), 1, "{source}: {found:?}");
    let finding = found.into_iter().next().unwrap();
    let underlined = text(source).value[finding.primary.span.range()].to_owned();
    (finding, underlined)
}

#[track_caller]
fn reports(source: &str, code: &str, underlined: &str) -> Diagnostic {
    let (finding, found) = only(source);
    assert_eq!((finding.code, &*found), (code, underlined), "{source}");
    finding
}

#[test]
fn syntax_errors_have_the_codes_of_the_reference() {
    for (source, code, span) in [
        ("1 +", "S0207", 3..3),
        ("a b", "S0201", 2..3),
        ("(1", "S0203", 2..2),
        ("[1)", "S0202", 2..3),
        ("1 + ]", "S0211", 4..5),
        ("a ! b", "S0204", 2..3),
        ("1 := 2", "S0212", 0..1),
        ("a.1", "S0213", 2..3),
        ("a@b", "S0214", 2..3),
        ("a[1]@$b", "S0215", 4..5),
        ("a^(b)@$c", "S0216", 5..6),
        ("%", "S0217", 0..1),
        ("$a{b:c}[1]", "S0209", 7..8),
        ("a{b:c}{d:e}", "S0210", 6..7),
        ("function(1){2}", "S0208", 9..10),
        ("function($a)<n<s>>{1}", "S0401", 12..18),
        ("function($a)<(sf<n>)>{1}", "S0402", 12..21),
    ] {
        assert_eq!(parse_ast(source).unwrap_err(), (code, span), "{source}");
    }
}

#[test]
fn a_syntax_error_cites_the_reference() {
    let finding = reports("$a = (1 + 2", "jsonata-syntax", "");
    assert_eq!(
        finding.message,
        "invalid JSONata: expected `)` before the end"
    );
    let note = "JSONata S0203: Expected \")\" before end of expression";
    assert_eq!(finding.note.as_deref(), Some(note));
    reports("$a ^ 2", "jsonata-syntax", "2");
    reports("'abc", "jsonata-syntax", "'abc");
    reports("  ", "jsonata-syntax", "{%  %}");
}

#[test]
fn operators_of_a_newer_version_are_explained() {
    let finding = reports("$a ?? 1", "jsonata-syntax", "?");
    assert!(finding.help.unwrap().contains("`$exists(a) ? a : b`"));
    let finding = reports("$a ?: 1", "jsonata-syntax", ":");
    assert!(finding.help.unwrap().contains("`a ? a : b`"));
}

#[test]
fn places_go_through_escapes_and_block_scalars() {
    let json = SourceFile::new("a.json", r#"{"x": "{% \"a\u00e9\" & \n b %}"}"#);
    let yaml = SourceFile::new("a.yaml", "x: |-\n  {% 'é' &\n    b %}\n");
    for source in [json, yaml] {
        let mut diagnostics = Diagnostics::new();
        let node = crate::text::parse(&source, &mut diagnostics).unwrap();
        let crate::text::NodeKind::Object(object) = node.kind else {
            panic!("an object");
        };
        let crate::text::NodeKind::String(text) = &object.members[0].value.kind else {
            panic!("a string");
        };
        assert!(crate::jsonata::parse(text, &mut diagnostics).is_none());
        let found = diagnostics.in_order()[0].primary.span;
        let at = source.text().rfind('b').unwrap();
        assert_eq!(found, Span::new(at, at + 1), "{}", source.name());
    }
}

#[test]
fn names_need_data() {
    let finding = reports("name", "jsonata-bare-name", "name");
    assert!(finding.help.unwrap().contains("`$states.input.name`"));
    reports("$count(`a b`.c)", "jsonata-bare-name", "`a b`");
    let finding = reports("(  $x := 1; x + 1)", "jsonata-bare-name", "x");
    assert_eq!(finding.help.as_deref(), Some("write `$x` for the variable"));
    reports("states.input", "jsonata-bare-name", "states");
    reports("*.a", "jsonata-no-context", "*");
    // Within a step, a predicate, a sorting or a grouping there is data.
    for source in [
        "$a.b",
        "$a[b > c]",
        "$a.(b + c)",
        "$a^(b)",
        "$a{b: c}",
        "$a.*",
        "$a.{'b': c}",
    ] {
        parse(source);
    }
}

#[test]
fn what_step_functions_refuses() {
    reports("$$.a", "jsonata-root", "$$");
    reports("1 + $eval('1')", "jsonata-eval", "$eval");
    let finding = reports("$states.inputs.a", "jsonata-unknown-states-field", "inputs");
    assert_eq!(
        finding.help.as_deref(),
        Some("did you mean `$states.input`?")
    );
}

#[test]
fn functions_have_to_exist() {
    let finding = reports(
        "$a & $upercase('x')",
        "jsonata-unknown-function",
        "$upercase",
    );
    assert_eq!(finding.help.as_deref(), Some("did you mean `$uppercase`?"));
    let finding = reports("count($a)", "jsonata-unknown-function", "count");
    assert_eq!(finding.help.as_deref(), Some("did you mean `$count`?"));
    assert_eq!(
        reports("$zzz()", "jsonata-unknown-function", "$zzz").help,
        None
    );
}

#[test]
fn functions_take_so_many_arguments() {
    let finding = reports("$append([1])", "jsonata-arity", "$append");
    assert_eq!(finding.message, "`$append` takes 2 arguments, not 1");
    let finding = reports("$substring('a', 1, 2, 3)", "jsonata-arity", "$substring");
    assert_eq!(
        finding.message,
        "`$substring` takes 1 to 3 arguments, not 4"
    );
    let finding = reports("'a' ~> $exists(1)", "jsonata-arity", "$exists");
    assert_eq!(finding.message, "`$exists` takes 1 argument, not 2");
    reports("$reduce([1], function($a){$a})", "jsonata-arity", "(");
    // The context stands in for what is left out.
    parse("$states.input.name.$substring(1)");
}

#[test]
fn a_regular_expression_is_one_of_javascript() {
    parse("$match($a, /(?<=x)y{2,}\\b/im)");
    let finding = reports("$match($a, /a{2,1}/)", "jsonata-syntax", "/a{2,1}/");
    assert_eq!(finding.message, "invalid regular expression");
}

#[test]
fn what_reads_a_variable_of_its_own_reads_none_of_the_machine() {
    let read = |source: &str| -> Vec<String> {
        parse(source)
            .variables()
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    };
    for source in [
        "($f := function($n) { $n > 0 ? $g($n - 1) : 0 }; $g := function($n) { $f($n) }; $f(1))",
        "[$x := 1, $x]",
        "$states.input.a@$b.c[$b]",
        "$states.input.a#$i.b[$i]",
        "$map($states.input, $uppercase)",
        "$states.input ~> $trim ~> $uppercase",
        "$states.input ~> |a|{'n': b}|",
    ] {
        assert_eq!(read(source), Vec::<String>::new(), "{source}");
    }
    assert_eq!(read("($x; $x := 1; $x)"), ["x"]);
    assert_eq!(read("(($x := 1); $x)"), ["x"]);
    assert_eq!(read("$sum(?, $x)"), ["x"]);
}

#[test]
fn a_substitution_without_a_value_is_a_value_that_is_not_known() {
    for source in [
        "$x ? ${Bucket} : 1",
        "$x ? '${Bucket}' : 1",
        "${A.b}.c[0] + ${D}",
    ] {
        let names: Vec<_> = parse(source).variables().into_iter().collect();
        assert!(names.iter().all(|(name, _)| name == "x"), "{source}");
    }
    reports("${Bucket} +", "jsonata-syntax", "");
}

#[test]
fn what_functions_and_bindings_bring_is_theirs() {
    let read = |source: &str| {
        let variables = parse(source).variables().into_iter();
        variables.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(read("($f := function($x){$x + $y}; $f(1))"), ["y"]);
    assert_eq!(read("$a@$b.c[$b.d = $e]{'k': $b}"), ["a", "e"]);
    assert_eq!(read("$a#$i.b[$i > 0]"), ["a"]);
    assert_eq!(read("[$x := $z, $x]"), ["z"]);
    assert_eq!(read("$map($a, $f)"), ["a", "f"]);
    assert_eq!(read("$a ~> |b|{'c': $d}|"), ["a", "d"]);
}

#[test]
fn what_an_expression_reads() {
    let expression =
        parse("$total + $sum($states.input.items.(price * $rate)) & $states.context.State.Name");
    let underlined = |span: Span| expression.text.value[span.range()].to_owned();
    let variables: Vec<_> = expression.variables().into_iter().collect();
    let names: Vec<_> = variables
        .iter()
        .map(|(name, span)| (&**name, underlined(*span)))
        .collect();
    assert_eq!(
        names,
        [("total", "$total".to_owned()), ("rate", "$rate".to_owned())]
    );
    let fields = expression.states_fields().into_iter();
    let fields: Vec<_> = fields
        .map(|(field, span)| (field, underlined(span)))
        .collect();
    let expected = [
        (StatesField::Input, "$states.input".to_owned()),
        (StatesField::Context, "$states.context".to_owned()),
    ];
    assert_eq!(fields, expected);
}

#[test]
fn own_variables_are_not_the_machines() {
    let read = |source: &str| {
        let variables = parse(source).variables().into_iter();
        variables.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(read("($x := $y; $x)"), ["y"]);
    assert_eq!(read("(($x := 1); $x)"), ["x"]);
    assert_eq!(
        read("$map($list, function($v, $i){$v * $i * $w})"),
        ["list", "w"]
    );
    assert_eq!(read("($x; $x := 1; $x)"), ["x"]);
    assert_eq!(read("$x := $y"), ["y"]);
}

#[test]
fn the_source_is_what_stands_between_the_delimiters() {
    assert_eq!(parse("\n $x \t").source(), "$x");
}

#[test]
fn nothing_is_too_large_to_be_refused() {
    let many = 20_000;
    for source in [
        format!("{}1{}", "(".repeat(many), ")".repeat(many)),
        "[".repeat(many),
        format!("$x{}", ".a".repeat(many)),
        format!("$x{}", "[0]".repeat(many)),
        format!("$x{}", "&'a'".repeat(many)),
        format!("1{}", "+1".repeat(many)),
        format!("{}$x", "-".repeat(many)),
        format!("[{}1]", "1,".repeat(many)),
        "$f(".repeat(many),
    ] {
        let (finding, _) = only(&source);
        assert_eq!(finding.code, "jsonata-too-large", "{}", &source[..20]);
    }
    // Long is not large.
    parse(&format!("'{}'", "a".repeat(1 << 20)));
    parse(&format!("$x{}", " & ',' & $x".repeat(200)));
    refused(&"/*".repeat(1 << 19));
    refused(&"a ".repeat(1 << 19));
}
