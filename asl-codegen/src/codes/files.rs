//! Codes of files, and of JSON and YAML.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("file-not-found", "the definition's file does not exist").text(
        "There is no file at this path. `asl!` looks for it from the crate's root (the folder of Cargo.toml) and then \
         beside the source file; a build script from the crate's root; `cargo asl` from the current folder. The help \
         names files that are there and look like what was meant.",
    ),
    Explanation::error(
        "file-not-readable",
        "the definition's file exists and cannot be read",
    )
    .text(
        "The path leads to a directory, or the operating system refuses to read the file. The note has its words.",
    ),
    Explanation::error("not-utf-8", "the definition's file is not UTF-8").text(
        "Definitions are read as UTF-8, as AWS requires. Some editors on Windows save UTF-16 or a code page of their \
         own unless told otherwise: save the file anew as UTF-8. A byte order mark does no harm.",
    ),
    Explanation::error("too-large", "the definition is larger than 8 MiB")
        .text(
            "AWS takes definitions of up to 1 MiB, and this compiler reads up to 8 MiB, so that a file given by \
             mistake does not keep it busy. Large tables of data belong in a file, a table or a variable that the \
             machine reads, not in its definition.",
        ),
    Explanation::error("too-deep", "values or scopes are nested too deep")
        .text(
            "Arrays and objects may be nested 500 levels deep in a definition, and Maps and Parallels inside each other \
             as far as generated code can follow. Nobody writes such a file by hand: mostly a program that generates \
             it runs in circles. Where it is meant, start a part of the machine as a machine of its own.",
        ),
    Explanation::error("invalid-json", "the text is not JSON")
        .text(
            "A definition in JSON has to follow the grammar of JSON to the letter: double quotes around every key and \
             string, a comma between members and none after the last, no comments. The label says what is wrong at \
             the place and the help what to write. What comes after the mistake is read as far as it is clear, so that \
             several mistakes are reported at once.",
        )
        .example(
            r#"
{
  "StartAt": "Done",
  "States": {
    "Done": { "Type": "Succeed" },
  }
}
"#,
            r#"
{
  "StartAt": "Done",
  "States": {
    "Done": { "Type": "Succeed" }
  }
}
"#,
        )
        .origin(Origin::Notation("JSON (RFC 8259)")),
    Explanation::error("invalid-yaml", "the text is not YAML, or not one that JSON could say")
        .text(
            "A definition in YAML stands for the JSON that it would be: one document of mappings with strings as keys, \
             sequences, strings, numbers, Booleans and null. Frequent mistakes are an indentation that does not fit, a \
             tab, a colon inside an unquoted text, and an unquoted `{% … %}`, which YAML takes for a mapping.",
        )
        .example(
            r#"
StartAt: Sum
QueryLanguage: JSONata
States:
  Sum:
    Type: Succeed
    Output: {% $sum($states.input) %}
"#,
            r#"
StartAt: Sum
QueryLanguage: JSONata
States:
  Sum:
    Type: Succeed
    Output: "{% $sum($states.input) %}"
"#,
        )
        .origin(Origin::Notation("YAML 1.2")),
    Explanation::error("unsupported-tag", "a YAML tag that has no meaning here")
        .text(
            "A tag tells a program what to make of a value. In a definition those of YAML's own types (`!!str`, `!!int`, …) \
             mean something, and those of CloudFormation: `!Ref Name` and `!GetAtt Name.Arn` are the substitutions \
             `${Name}` and `${Name.Arn}`, `!Sub` is a string with such in it. Write the value itself in place of \
             another one.",
        )
        .example(
            r#"
StartAt: Charge
States:
  Charge:
    Type: Task
    Resource: !Function charge
    End: true
"#,
            r#"
StartAt: Charge
States:
  Charge:
    Type: Task
    Resource: !GetAtt ChargeFunction.Arn
    End: true
"#,
        ),
    Explanation::error("duplicate-key", "a key stands twice in one object")
        .text(
            "JSON leaves open which of two members with one key counts, and readers differ: one of the two values would \
             be lost without a word. In a payload template `sku` and `sku.$` are one key, since the `.$` only says \
             that the value is computed. Keep one of the two, or give one another name.",
        )
        .example(
            r#"
"Pack": {
  "Type": "Pass",
  "Parameters": { "sku": "none", "sku.$": "$.order.sku" },
  "End": true
}
"#,
            r#"
"Pack": {
  "Type": "Pass",
  "Parameters": { "sku.$": "$.order.sku" },
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Payload Template")),
];
