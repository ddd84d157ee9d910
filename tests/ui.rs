//! ui
#[test]
fn wrong_definitions() {
    let tests = trybuild::TestCases::new();
    tests.compile_fail("tests/ui/*.rs");
}
