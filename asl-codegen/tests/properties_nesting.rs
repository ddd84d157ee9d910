//! Nothing overflows the stack, and nothing takes more than linear time: whatever nests or repeats, however often. A
//! thread of a test has 2 MB, as little as any that the compiler runs in.

use std::time::{Duration, Instant};

use asl_codegen::{Options, RenderStyle, Report, SourceFile, check, compile, render};

/// More than any stack holds, and more than a text of this size needs.
const DEEP: usize = 100_000;

/// How a text goes on with each repetition: what comes before, in the middle, and after.
struct Shape {
    /// Around all, where `¤` stands for the repetitions.
    text: &'static str,
    before: &'static str,
    middle: &'static str,
    after: &'static str,
}

impl Shape {
    fn text(&self, times: usize) -> String {
        let Shape {
            before,
            middle,
            after,
            ..
        } = self;
        let nested = format!("{}{middle}{}", before.repeat(times), after.repeat(times));
        self.text.replacen('¤', &nested, 1)
    }
}

macro_rules! shapes {
    ($($text:ident: $before:literal, $middle:literal, $after:literal;)*) => {
        &[$(Shape { text: $text, before: $before, middle: $middle, after: $after }),*]
    };
}

const VALUE: &str =
    r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"a": ¤}, "End": true}}}"#;
const PATH: &str =
    r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$¤", "End": true}}}"#;
const CALL: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"a.$": "¤"}, "End": true}}}"#;
const RULE: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Next": "B", "Not": ¤}]}, "B": {"Type": "Succeed"}}}"#;
const JSONATA: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "{% ¤ %}", "End": true}}}"#;
const MACHINE: &str = "¤";
const YAML: &str = "StartAt: A\nStates: ¤";

/// Nested, and refused when that is too deep.
const NESTED: &[Shape] = shapes! {
    VALUE: "[", "1", "]";
    VALUE: "{\"a\":", "1", "}";
    VALUE: "[{\"a\":", "1", "}]";
    VALUE: "[", "", "";
    VALUE: "{\"a\":", "", "";
    PATH: "[?(@.a", "", ")]";
    PATH: "[?(@", "", "";
    CALL: "States.Array(", "$.a", ")";
    CALL: "States.Format('{}', States.MathAdd(1, ", "1", "))";
    RULE: "{\"Not\":", "{\"Variable\": \"$.x\", \"IsNull\": true}", "}";
    RULE: "{\"And\":[", "{\"Variable\": \"$.x\", \"IsNull\": true}", "]}";
    JSONATA: "(", "1", ")";
    JSONATA: "[", "1", "]";
    JSONATA: "{'a':", "1", "}";
    JSONATA: "$states.input[", "1", "]";
    JSONATA: "$states.input.(", "1", ")";
    JSONATA: "$states.input{'a':", "1", "}";
    JSONATA: "$states.input^(", "a", ")";
    JSONATA: "$string(", "1", ")";
    JSONATA: "$map([1],function($v){", "$v", "})";
    JSONATA: "function($x){", "$x", "}";
    JSONATA: "function($x)<a<", "s>:n>{$x}", "";
    JSONATA: "($a := ", "1", "; $a)";
    JSONATA: "$states.input ~> |a|{'x':", "1", "}|";
    JSONATA: "(", "", "";
    JSONATA: "-", "$states.input", "";
    JSONATA: "$a := ", "1", "";
    JSONATA: "true ? 1 : ", "2", "";
    JSONATA: "$states.input.a ? ", "1", " : 2";
    JSONATA: "1+", "1", "";
    JSONATA: "true and ", "true", "";
    JSONATA: "1 in ", "1", "";
    JSONATA: "$states.input ~> ", "$string", "";
    JSONATA: "", "$f", "()";
    JSONATA: "", "$states.input", ".a";
    JSONATA: "", "$states.input", ".a[b = 1]";
    JSONATA: "", "$states.input", ".a.%";
    JSONATA: "", "$states.input.a", "[1]";
    JSONATA: "", "$states.input.a", "^(x)";
    JSONATA: "'a' & ", "'a'", "";
    MACHINE: "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[", "", "]}}}";
    MACHINE: "{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\",\"End\":true,\"ItemProcessor\":", "{}", "}}}";
    MACHINE: "[", "", "]";
    MACHINE: "{", "", "";
    YAML: "[", "a", "]";
    YAML: "{a: ", "b", "}";
    YAML: "[", "", "";
    YAML: "{a: [", "", "";
    YAML: "\n- - - - ", "a", "";
    YAML: "- ", "a", "";
    YAML: "? ", "a", "";
    YAML: "a: ", "b", "";
    YAML: "&a [", "", "]";
    YAML: "!!seq [", "", "]";
};

/// Repeated, side by side.
const REPEATED: &[Shape] = shapes! {
    VALUE: "1,", "1", "";
    VALUE: "[],", "1", "";
    VALUE: "1 ", "1", "";
    VALUE: "\"\\u00e9", "\"", "";
    VALUE: "\"${Name}\", ", "1", "";
    VALUE: "${Name}, ", "1", "";
    VALUE: "1}, \"a\": {\"a\": ", "1", "";
    PATH: ".a['b c']", "", "";
    PATH: "..a[*][1:2]", "", "";
    PATH: "[?(@.a == 1 && @.b)]", "", "";
    PATH: "[?(@.a == OPEN || ", "@.a", ")]";
    CALL: "States.Array($.a,", "$.a", ")";
    JSONATA: "[1,", "1", "]";
    JSONATA: "/* a */", "1", "";
    JSONATA: "/(a|b)*", "/", "";
    JSONATA: "$x;", "1", "";
    MACHINE: "\"", "", "";
    MACHINE: "\"\\", "", "";
    MACHINE: "${", "", "";
    MACHINE: "\u{feff}", "", "";
    MACHINE: "é\n", "", "";
    YAML: "\n  a: {Type: Pas}", "", "";
    YAML: "\n  a: |\n    text\n\n", "", "";
    YAML: "\n  - !Sub a", "", "";
    YAML: "\n  a: &a *a", "", "";
    YAML: "\n# é", "", "";
    YAML: "\n", "", "";
    YAML: "\n---", "", "";
    YAML: " a", "", "";
    YAML: "\n  a", "", "";
    YAML: "\t", "", "";
    YAML: "'a''", "", "";
    YAML: "\"\\\n", "", "";
    YAML: "%", "", "";
};

fn source(shape: &Shape, times: usize, name: &str) -> SourceFile {
    SourceFile::new(name, shape.text(times))
}

/// All that users see of a definition.
fn look(source: &SourceFile) -> bool {
    let checked = check(source, &Default::default());
    let report = Report::new(&checked, source);
    let rendered = render(&checked, source, RenderStyle::Plain);
    assert_eq!(report.all().count() == 0, rendered.is_empty());
    let compiled = compile(source, &Options::default());
    assert!(checked.has_errors() <= compiled.diagnostics.has_errors());
    checked.has_errors()
}

/// Both notations where it is the reader of the text that has to hold.
fn names(shape: &Shape) -> &'static [&'static str] {
    match shape.text {
        YAML => &["a.yaml"],
        VALUE | RULE | MACHINE => &["a.json", "a.yaml"],
        _ => &["a.json"],
    }
}

#[test]
fn what_nests_too_deep_is_refused() {
    for shape in NESTED {
        for name in names(shape) {
            let source = source(shape, DEEP, name);
            let refused = look(&source);
            assert!(refused, "{}…", &source.text()[..200]);
        }
    }
}

/// Where the bounds are, what is just within them needs the most stack.
#[test]
fn what_nests_as_deep_as_allowed_fits_on_the_stack() {
    for shape in NESTED {
        let refused = |times: usize| {
            let source = source(shape, times, "a.json");
            check(&source, &Default::default()).has_errors()
        };
        // Bounds are at most 500 levels; some shapes are refused however shallow they are.
        let (mut most, mut least) = (1, 1_000);
        while most + 1 < least {
            let times = (most + least) / 2;
            match refused(times) {
                true => least = times,
                false => most = times,
            }
        }
        for times in [most, least] {
            look(&source(shape, times, names(shape)[0]));
        }
    }
}

/// Eight times as much takes some eight times as long, and not the square of that.
#[test]
fn what_repeats_takes_linear_time() {
    const FEW: usize = 500;
    let taken = |shape: &Shape, times: usize, name: &str| {
        let source = source(shape, times, name);
        let started = Instant::now();
        look(&source);
        started.elapsed()
    };
    for shape in REPEATED {
        for name in names(shape) {
            // Other programs run too: what is slow once is measured again.
            let measured = (0..5).map(|_| (taken(shape, FEW, name), taken(shape, 8 * FEW, name)));
            let linear = |(few, many): &(Duration, Duration)| {
                *many < 24 * *few || *many < Duration::from_millis(100)
            };
            let text = shape.text(3);
            assert!(measured.into_iter().any(|pair| linear(&pair)), "{text}");
        }
    }
}
