//! The tasks of the order machine: what a shop's services would do.

use std::time::Duration;

use asl::{TaskContext, TaskError, Value, value};

use crate::ledger::Ledger;
use crate::order::{
    ChargeCardInput, PackParcelInput, ReleaseStockInput, ReserveItemInput, SendMailInput, Tasks,
};

/// The shop, with its services.
pub(crate) struct Shop {
    pub(crate) ledger: Ledger,
}

/// What can go wrong in the shop. Retry and Catch of `order.json` match the variants' names.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShopError {
    #[error("the warehouse has too much to do")]
    WarehouseBusy,
    #[error("there is no {0} left")]
    OutOfStock(String),
    #[error("the card ending in {0} was declined")]
    CardDeclined(String),
    #[error("the payment gateway does not answer")]
    GatewayUnavailable,
}

impl Shop {
    /// Does a task's work: it takes its time, and happens once for each idempotency key.
    async fn work(&self, cx: &TaskContext, task: &str, result: Value) -> Result<Value, TaskError> {
        cx.sleep(Duration::from_millis(150)).await;
        Ok(self.ledger.once(&cx.idempotency_key(), task, || result)?)
    }
}

impl Tasks for Shop {
    async fn reserve_item(
        &self,
        input: ReserveItemInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        let sku = input.sku.as_str().unwrap_or_default();
        let price = match sku {
            "lamp" => 49.90,
            "desk" => 249.00,
            // The chairs' shelf is always crowded at first.
            "chair" if cx.attempt() == 0 => return Err(ShopError::WarehouseBusy.into()),
            "chair" => 119.50,
            _ => return Err(ShopError::OutOfStock(sku.to_owned()).into()),
        };
        let reserved = value!({ "sku": sku, "quantity": input.quantity, "price": price });
        self.work(cx, "reserve_item", reserved).await
    }

    async fn charge_card(
        &self,
        input: ChargeCardInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        let card = input.card.as_str().unwrap_or_default();
        match card {
            "4000-declined" => return Err(ShopError::CardDeclined(card.to_owned()).into()),
            "4000-slow" if cx.attempt() < 2 => return Err(ShopError::GatewayUnavailable.into()),
            _ => {}
        }
        let payment = format!(
            "{}:{} {}",
            input.order_id.as_str().unwrap_or_default(),
            input.amount,
            input.currency
        );
        self.work(cx, "charge_card", value!({ "payment": payment }))
            .await
    }

    async fn pack_parcel(
        &self,
        input: PackParcelInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        let tracking = format!(
            "{}/{}",
            input.order_id.as_str().unwrap_or_default(),
            input.parcels
        );
        self.work(cx, "pack_parcel", value!({ "tracking": tracking }))
            .await
    }

    async fn send_mail(&self, input: SendMailInput, cx: &TaskContext) -> Result<Value, TaskError> {
        self.work(cx, "send_mail", value!({ "sent": input.subject }))
            .await
    }

    async fn release_stock(
        &self,
        input: ReleaseStockInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        self.work(cx, "release_stock", value!({ "released": input.order_id }))
            .await
    }
}
