//! The work: sales are checked, and converted to cents of a euro.

use asl::Value;

/// A row of the file. All that CSV has is text.
#[derive(Clone, Copy)]
pub(crate) struct Sale<'a> {
    pub(crate) id: &'a str,
    pub(crate) sku: &'a str,
    pub(crate) quantity: &'a str,
    pub(crate) price: &'a str,
    pub(crate) currency: &'a str,
    pub(crate) sold_at: &'a str,
}

impl<'a> Sale<'a> {
    /// Of an item of the Map.
    pub(crate) fn of(item: &'a Value) -> Sale<'a> {
        let text = |name: &str| item[name].as_str().unwrap_or_default();
        Sale {
            id: text("id"),
            sku: text("sku"),
            quantity: text("quantity"),
            price: text("price"),
            currency: text("currency"),
            sold_at: text("sold_at"),
        }
    }

    /// What was paid, in cents of a euro; `None` where something is wrong with the row.
    pub(crate) fn euro_cents(&self) -> Option<u64> {
        let in_form = self.id.starts_with('S')
            && self.sku.starts_with("SKU-")
            && self.sold_at.len() == 20
            && self.sold_at.ends_with('Z');
        if !in_form {
            return None;
        }
        let quantity: u64 = self
            .quantity
            .parse()
            .ok()
            .filter(|&quantity| quantity > 0)?;
        let (euros, cents) = self.price.split_once('.')?;
        let cents: u64 = euros.parse::<u64>().ok()? * 100 + cents.parse::<u64>().ok()?;
        let rate = match self.currency {
            "EUR" => 10_000,
            "USD" => 8_650,
            "GBP" => 11_420,
            _ => return None,
        };
        Some(quantity * cents * rate / 10_000)
    }
}

/// What came of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Converted {
    /// Those that are good.
    pub(crate) rows: u64,
    /// Those that are not.
    pub(crate) rejected: u64,
    /// What was paid for the good ones, in cents of a euro.
    pub(crate) cents: u64,
}

impl Converted {
    /// Of a batch; `None` where it is damaged, and more of it is wrong than right.
    pub(crate) fn of<'a>(sales: impl IntoIterator<Item = Sale<'a>>) -> Option<Converted> {
        let mut converted = Converted::default();
        for sale in sales {
            match sale.euro_cents() {
                Some(cents) => {
                    converted.rows += 1;
                    converted.cents += cents;
                }
                None => converted.rejected += 1,
            }
        }
        (converted.rejected <= converted.rows).then_some(converted)
    }

    /// Adds what came of other rows.
    pub(crate) fn add(&mut self, other: Converted) {
        self.rows += other.rows;
        self.rejected += other.rejected;
        self.cents += other.cents;
    }

    /// As the tasks hand it on.
    pub(crate) fn to_value(self) -> Value {
        Value::object([
            ("rows", self.rows),
            ("rejected", self.rejected),
            ("cents", self.cents),
        ])
    }

    /// As the tasks were handed it.
    pub(crate) fn from_value(value: &Value) -> Converted {
        let number = |name: &str| value[name].as_i64().unwrap_or_default().unsigned_abs();
        Converted {
            rows: number("rows"),
            rejected: number("rejected"),
            cents: number("cents"),
        }
    }
}
