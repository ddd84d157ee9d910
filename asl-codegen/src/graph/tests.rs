//! Drawings of a machine that has every kind of state, and names that the notations would misread.

use super::*;
use crate::parse::{self, Substitutions};
use crate::{Diagnostics, SourceFile, text};

fn machine(definition: &str) -> StateMachine {
    let source = SourceFile::new("a.yaml", definition);
    let mut diagnostics = Diagnostics::new();
    let node = text::parse(&source, &mut diagnostics).unwrap();
    let machine = parse::state_machine(&node, &Substitutions::new(), &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    machine.unwrap()
}

const SHIP: &str = r#"
StartAt: Is it "large"?
States:
  Is it "large"?:
    Type: Choice
    Choices:
      - And:
          - { Variable: $.size, NumericGreaterThan: 10 }
          - Not: { Variable: $.a_b, IsPresent: true }
        Next: Ship
      - { Variable: $.day, StringEquals: "<so>", Next: 1. Pause }
    Default: Refuse
  1. Pause: { Type: Wait, Seconds: 30, Next: "Is it \"large\"?" }
  Ship:
    Type: Parallel
    Branches:
      - StartAt: Pack
        States:
          Pack: { Type: Task, Resource: "task:pack", Next: Weigh }
          Weigh: { Type: Pass, End: true }
      - StartAt: Each
        States:
          Each:
            Type: Map
            ItemProcessor: { StartAt: Label, States: { Label: { Type: Succeed } } }
            End: true
    Catch:
      - { ErrorEquals: [States.Timeout, Too.Heavy], Next: Refuse }
    Next: Done
  Refuse: { Type: Fail }
  Done: { Type: Succeed }
"#;

#[test]
fn every_state_is_drawn_in_mermaid() {
    let expected = r##"flowchart TD
    s0(("Start"))
    s2{"Is it #34;large#34;?"}
    s3[/"1#46; Pause<br>30 s"/]
    subgraph s4["Ship (Parallel)"]
        subgraph s7["branch 1"]
            s8((" "))
            s9["Pack"]
            s10("Weigh")
        end
        subgraph s11["branch 2"]
            subgraph s12["Each (Map)"]
                s13(["Label"])
            end
        end
    end
    s5{{"Refuse"}}
    s6(["Done"])
    s1((("End")))
    s0 --> s2
    s2 -->|"$.size #62; 10 and not $.a_b is present"| s4
    s2 -->|"$.day = #34;#60;so#62;#34;"| s3
    s2 -->|"otherwise"| s5
    s3 --> s2
    s4 --> s6
    s4 -.->|"States.Timeout, Too.Heavy"| s5
    s8 --> s9
    s9 --> s10
    s6 --> s1
"##;
    assert_eq!(mermaid(&machine(SHIP)), expected);
}

#[test]
fn edges_of_groups_end_at_their_border_in_dot() {
    let drawing = dot(&machine(SHIP));
    for line in [
        r#"    s2 [label="Is it \"large\"?", shape=diamond];"#,
        "    subgraph cluster4 {",
        r#"    s4 -> s5 [label="States.Timeout, Too.Heavy", style=dotted, ltail=cluster4];"#,
        r#"    s2 -> s4 [label="$.size > 10 and not $.a_b is present", lhead=cluster4];"#,
        r#"    s3 [label="1. Pause\n30 s", shape=parallelogram];"#,
        "    s6 -> s1;",
    ] {
        assert!(
            drawing.lines().any(|found| found == line),
            "{line}\n{drawing}"
        );
    }
    let brackets = |c: char| drawing.chars().filter(|found| *found == c).count();
    assert_eq!(brackets('{'), brackets('}'));
}

#[test]
fn expressions_are_shown_without_their_delimiters_and_cut() {
    let definition = format!(
        "
QueryLanguage: JSONata
StartAt: Which
States:
  Which:
    Type: Choice
    Choices:
      - {{ Condition: '{{% $states.input.a = \"b\" %}}', Next: Done }}
      - {{ Condition: '{{% $states.input.{} > 1 %}}', Next: Done }}
  Done: {{ Type: Succeed }}
",
        "long".repeat(30)
    );
    let drawing = mermaid(&machine(&definition));
    assert!(
        drawing.contains("|\"$states.input.a = #34;b#34;\"|"),
        "{drawing}"
    );
    assert!(drawing.contains("longlo…\"|"), "{drawing}");
    assert_eq!(drawing, mermaid(&machine(&definition)));
}
