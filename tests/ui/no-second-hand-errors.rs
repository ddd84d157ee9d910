//! Code that uses modules of wrong definitions in every way: rustc has nothing to say of its own about them.

asl::asl!("empty-file.json", mod = nothing);
asl::asl!("several-mistakes.json", mod = partly);
asl::asl!("misspelled-next.json", mod = wholly);

mod explicit {
    use crate::nothing::{ChargeInput, Machine, State, Tasks, errors};
    use crate::partly::{self, Variables};

    struct Shop;

    impl Tasks for Shop {
        async fn charge(
            &self,
            input: ChargeInput,
            _: &asl::TaskContext,
        ) -> Result<asl::Value, asl::TaskError> {
            match input.card.as_str() {
                Some("4000") => Err(asl::TaskError::new(errors::CARD_DECLINED, "no")),
                _ => Ok(input.card),
            }
        }
    }

    impl partly::Tasks for Shop {
        async fn reserve(&self, input: partly::ReserveInput, _: &asl::TaskContext) -> u32 {
            input.amount + 1
        }
    }

    fn place(state: &State, variables: &Variables) -> usize {
        match state {
            State::Charge(charge) => charge.input.len(),
            State::Refund(crate::nothing::Refund { input }) => input.len() + variables.total,
        }
    }

    async fn run() -> Result<asl::Value, asl::ExecutionError> {
        let machine: Machine<Shop> = Machine::new(Shop);
        asl::Engine::builder(asl::MemoryStore::default())
            .machine(partly::Machine::new(Shop))
            .start();
        machine.run(asl::value!({ "card": "4000" })).await
    }
}

mod by_glob {
    use super::nothing::*;

    struct Shop;

    impl Tasks for Shop {
        async fn charge(&self, input: asl::Value) -> u32 {
            errors::CARD_DECLINED
        }
    }

    fn state(state: State) -> Variables {
        Machine::new(Shop).run(state)
    }
}

mod partly_by_glob {
    use super::partly::*;

    fn next(sum: Sum) -> CoolNext {
        CoolNext::Sum(sum)
    }

    fn place(state: State) -> ChargeNext {
        match state {
            State::Cool(Cool { input }) => ChargeNext::Cool(input),
        }
    }
}

use wholly::*;

struct Shop;

impl Tasks for Shop {
    async fn reserve_stock(
        &self,
        input: asl::Value,
        _: &asl::TaskContext,
    ) -> Result<asl::Value, asl::TaskError> {
        Ok(input)
    }

    async fn charge_card(
        &self,
        input: ChargeCardInput,
        _: &asl::TaskContext,
    ) -> Result<asl::Value, asl::TaskError> {
        Ok(input.card)
    }
}

fn place(state: State) -> ChargeCardNext {
    match state {
        State::ReserveStock(ReserveStock { input }) => ChargeCardNext::End(input),
        State::ChargeCard(state) => ChargeCardNext::End(state.input),
    }
}

fn main() {
    let machine = Machine::new(Shop);
    let _ = machine.run("order-1");
    let _ = asl::Engine::builder(asl::MemoryStore::default()).machine(machine);
}
