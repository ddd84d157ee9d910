//! What the README shows is what the tools print.

use asl_codegen::parse::Substitutions;
use asl_codegen::{Diagnostics, RenderStyle, SourceFile, graph, render_each};

asl::asl!("examples/checkout.json");

const README: &str = include_str!("../README.md");
const CHECKOUT: &str = include_str!("../examples/checkout.json");

/// The README's test.
mod example {
    use super::checkout;

    use asl::{testing, value};
    use checkout::{Machine, MockTasks};

    #[tokio::test]
    async fn a_declined_card_refuses_the_order() {
        let mock = MockTasks::default();
        mock.on_charge_card()
            .fails("GatewayBusy", "try later")
            .fails("CardDeclined", "the bank says no");
        let order = value!({ "card": "4000", "total": 99.5 });
        let report = testing::run(&Machine::new(mock), order).await;
        assert_eq!(report.error(), "OrderRefused");
        assert_eq!(report.path(), ["ChargeCard", "Refuse"]);
        assert_eq!(report.visit("ChargeCard").attempts, 2);
    }
}

#[test]
fn the_test_is_run_here() {
    let lines = include_str!("readme.rs").lines();
    let code: Vec<_> = lines
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    let test = blocks("rust,ignore")[0];
    assert!(code.join("\n").contains(test.trim_end()), "{test}");
}

/// The README's blocks of the given language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let parts = README.split(&fence as &str).skip(1);
    parts
        .map(|part| &part[..part.find("```").expect("the block ends")])
        .collect()
}

#[test]
fn the_definition_is_the_examples() {
    assert_eq!(blocks("json"), [CHECKOUT]);
}

#[test]
fn the_error_is_the_compilers() {
    let wrong = CHECKOUT.replace("\"Next\": \"Refuse\"", "\"Next\": \"Refsue\"");
    let source = SourceFile::new("examples/checkout.json", wrong);
    let found = asl_codegen::check(&source, &Substitutions::new());
    assert_eq!(
        blocks("text"),
        render_each(&found, &source, RenderStyle::Plain)
    );
}

#[test]
fn the_diagram_is_the_order_machines() {
    let source = SourceFile::new("order.json", include_str!("../examples/order/order.json"));
    let mut diagnostics = Diagnostics::new();
    let machine = asl_codegen::text::parse(&source, &mut diagnostics).and_then(|node| {
        asl_codegen::parse::state_machine(&node, &Substitutions::new(), &mut diagnostics)
    });
    let machine = machine.expect("the example is valid");
    assert_eq!(blocks("mermaid"), [graph::mermaid(&machine)]);
}
