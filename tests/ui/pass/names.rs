//! Names that Rust has other uses for, or that become the same in Rust's case.
#![deny(warnings, missing_docs)]
// Names that collide are warned of.
#![allow(deprecated)]

use asl::{TaskContext, TaskError, Value, value};

asl::asl!("tests/ui/pass/names.json");

struct Names;

type Result = std::result::Result<Value, TaskError>;

impl names::Tasks for Names {
    async fn r#type(&self, input: names::TypeInput, _: &TaskContext) -> Result {
        let named = (input.r#fn, input.größe, input.state1st);
        assert_eq!(named, ("z".to_owned(), 0, true));
        Ok(input.r#type)
    }

    async fn r#match(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input["the result"].clone())
    }

    async fn self_(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn state1st(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn new(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn run(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn r#async(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn state(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn tasks(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn my_task(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn string(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn größe(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }

    async fn crate_(&self, input: Value, _: &TaskContext) -> Result {
        Ok(input)
    }
}

#[tokio::test]
async fn runs() {
    let output = names::Machine::new(Names).run(value!({})).await.unwrap();
    assert_eq!(output, value!("abcdefgh15"));
}
