//! Compiles `workflows/refund.yaml` to `OUT_DIR/refund.rs`.

fn main() -> Result<(), asl_codegen::BuildError> {
    asl_codegen::Builder::new("workflows/refund.yaml")
        .types("execution", "fn(crate::Refund) -> crate::Decision")
        .types("pay_back", "fn(crate::Payment) -> crate::Receipt")
        .substitution("Limit", "100")
        .compile()
}
