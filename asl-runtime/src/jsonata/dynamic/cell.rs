//! Variables that functions share.

use std::cell::{Cell as Counter, RefCell};
use std::rc::Rc;

use super::value::Any;
use crate::jsonata::operand::Operand;

/// A variable that functions share: they may be written before it has a value.
#[derive(Clone, Debug, Default)]
pub struct Cell(Rc<RefCell<Option<Any>>>);

impl Cell {
    /// A variable without a value.
    pub fn new() -> Cell {
        let cell = Cell::default();
        SHARED.with_borrow_mut(|shared| shared.add(cell.clone()));
        cell
    }

    /// Gives it a value; gives that value.
    pub fn set(&self, value: impl Operand) -> Any {
        let value = value.into_any();
        let before = self.0.replace(Some(value.clone()));
        drop(before);
        value
    }

    /// Its value.
    pub fn get(&self) -> Any {
        self.0.borrow().clone().unwrap_or_default()
    }

    /// Its value, or what is behind it as long as it has none.
    pub fn get_or(&self, other: impl FnOnce() -> Any) -> Any {
        let value = self.0.borrow().clone();
        value.unwrap_or_else(other)
    }
}

/// The evaluation of an expression that has variables of the kind of [`Cell`]. They may hold functions that hold them,
/// so its end empties them.
#[derive(Debug)]
pub struct Scope(());

thread_local! {
    static OPEN: Counter<usize> = const { Counter::new(0) };
    static SHARED: RefCell<Shared> = const { RefCell::new(Shared { cells: Vec::new(), next_look: 64 }) };
}

struct Shared {
    cells: Vec<Cell>,
    /// With so many cells those that only this list still knows are dropped.
    next_look: usize,
}

impl Shared {
    fn add(&mut self, cell: Cell) {
        if self.cells.len() >= self.next_look {
            self.cells.retain(|cell| Rc::strong_count(&cell.0) > 1);
            self.next_look = (2 * self.cells.len()).max(64);
        }
        self.cells.push(cell);
    }
}

impl Scope {
    /// Starts the evaluation of an expression.
    pub fn enter() -> Scope {
        OPEN.set(OPEN.get() + 1);
        Scope(())
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        OPEN.set(OPEN.get() - 1);
        if OPEN.get() > 0 {
            return;
        }
        let cells = SHARED.with_borrow_mut(|shared| std::mem::take(&mut shared.cells));
        for cell in cells {
            let value = cell.0.take();
            drop(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::function;

    #[test]
    fn what_functions_share_is_gone_after_the_evaluation() {
        let kept = {
            let _scope = Scope::enter();
            let cell = Cell::new();
            let inner = cell.clone();
            cell.set(function(move |[], _| Ok(inner.get())));
            assert!(!cell.get().is_undefined());
            cell
        };
        assert!(kept.get().is_undefined());
        assert_eq!(Rc::strong_count(&kept.0), 1);
    }

    #[test]
    fn a_variable_without_a_value_leaves_the_one_behind_it() {
        let _scope = Scope::enter();
        let cell = Cell::new();
        assert_eq!(cell.get_or(|| 1.0.into_any()).as_f64(), Some(1.0));
        cell.set(Any::Undefined);
        assert!(cell.get_or(|| 1.0.into_any()).is_undefined());
    }

    #[test]
    fn cells_that_no_one_knows_any_more_are_not_kept() {
        let _scope = Scope::enter();
        for _ in 0..1000 {
            Cell::new();
        }
        assert!(SHARED.with_borrow(|shared| shared.cells.len()) <= 64);
    }
}
