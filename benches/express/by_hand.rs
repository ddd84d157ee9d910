//! The same machines as a program without a compiler has them: `serde_json` data, a match over an enum.

use futures_util::future::try_join_all;
use serde_json::{Map, Value, json};

/// Why an execution failed.
#[derive(Debug)]
pub(crate) struct Error {
    #[allow(dead_code)]
    pub(crate) name: String,
    #[allow(dead_code)]
    pub(crate) cause: String,
}

type Result<T, E = Error> = std::result::Result<T, E>;

fn error(name: &str, cause: impl Into<String>) -> Error {
    Error {
        name: name.to_owned(),
        cause: cause.into(),
    }
}

/// What a state needs of its input.
fn need<'a>(input: &'a Value, key: &str) -> Result<&'a Value> {
    match input.get(key) {
        Some(value) => Ok(value),
        None => Err(error("Missing", format!("`{key}` is missing in {input}"))),
    }
}

fn members(input: &mut Value) -> Result<&mut Map<String, Value>> {
    match input {
        Value::Object(members) => Ok(members),
        _ => Err(error("NoObject", "the input is no object")),
    }
}

fn put(mut input: Value, key: &str, value: Value) -> Result<Value> {
    members(&mut input)?.insert(key.to_owned(), value);
    Ok(input)
}

/// The services that tasks call.
pub(crate) struct Services;

pub(crate) struct StepInput {
    pub(crate) id: Value,
    pub(crate) number: i64,
}

impl Services {
    pub(crate) async fn step(&self, input: StepInput) -> Result<Value> {
        tokio::task::yield_now().await;
        Ok(json!({ "for": input.id, "number": input.number, "done": true }))
    }

    pub(crate) async fn work(&self, item: Value) -> Result<Value> {
        tokio::task::yield_now().await;
        Ok(item)
    }

    pub(crate) async fn check(&self, order: &Value) -> Result<Value> {
        tokio::task::yield_now().await;
        Ok(json!({ "ok": order.get("items").is_some() }))
    }

    pub(crate) async fn ship(&self, id: &Value, items: &Value) -> Result<Value> {
        tokio::task::yield_now().await;
        let count = items.as_array().map_or(0, Vec::len);
        Ok(json!({ "tracking": id, "parcels": count }))
    }
}

enum Pure {
    Summary(Value),
    Currency(Value),
    Title(Value),
    Progress(Value),
    Count(Value),
    Keep(Value),
    Length(Value),
    Check(Value),
    Gather(Value),
    Last(Value),
}

pub(crate) async fn pure(input: Value) -> Result<Value> {
    let mut state = Pure::Summary(input);
    loop {
        state = match state {
            Pure::Summary(input) => {
                let order = need(&input, "order")?;
                let (id, total) = (need(order, "id")?, need(order, "total")?);
                let summary = json!({ "id": id, "total": total });
                Pure::Currency(put(input, "summary", summary)?)
            }
            Pure::Currency(mut input) => {
                let summary = members(&mut input)?.entry("summary").or_insert(Value::Null);
                members(summary)?.insert("currency".to_owned(), json!("EUR"));
                Pure::Title(input)
            }
            Pure::Title(input) => {
                let id = need(need(&input, "order")?, "id")?;
                let text = match id {
                    Value::String(id) => format!("order {id}"),
                    id => format!("order {id}"),
                };
                Pure::Progress(put(input, "title", json!({ "text": text }))?)
            }
            Pure::Progress(input) => {
                Pure::Count(put(input, "progress", json!({ "tries": 0, "ok": true }))?)
            }
            Pure::Count(input) => {
                let count = need(&input, "count")?.as_i64();
                let count = count.ok_or_else(|| error("NoNumber", "`count` is no number"))?;
                let count = json!({ "count": count + 1 });
                Pure::Keep(put(input, "counted", count)?)
            }
            Pure::Keep(input) => {
                let count = need(need(&input, "counted")?, "count")?.clone();
                Pure::Length(put(input, "count", count)?)
            }
            Pure::Length(input) => {
                let items = need(need(&input, "order")?, "items")?.as_array();
                let items = items.ok_or_else(|| error("NoArray", "`items` is no array"))?;
                let lengths = json!({ "items": items.len() });
                Pure::Check(put(input, "lengths", lengths)?)
            }
            Pure::Check(input) => Pure::Gather(put(input, "checked", json!(true))?),
            Pure::Gather(input) => Pure::Last(json!({
                "summary": need(&input, "summary")?,
                "title": need(need(&input, "title")?, "text")?,
                "count": need(&input, "count")?,
                "items": need(need(&input, "lengths")?, "items")?,
                "checked": need(&input, "checked")?,
            })),
            Pure::Last(output) => return Ok(output),
        }
    }
}

/// Each step is a state of its own, as a reader of the program would look for it.
enum Tasks {
    Step1(Value),
    Step2(Value),
    Step3(Value),
    Step4(Value),
    Step5(Value),
    Step6(Value),
    Step7(Value),
    Step8(Value),
    Step9(Value),
    Step10(Value),
}

pub(crate) async fn tasks(services: &Services, input: Value) -> Result<Value> {
    async fn step(services: &Services, input: Value, number: i64, key: &str) -> Result<Value> {
        let id = need(&input, "id")?.clone();
        let result = services.step(StepInput { id, number }).await?;
        put(input, key, result)
    }
    let mut state = Tasks::Step1(input);
    loop {
        state = match state {
            Tasks::Step1(input) => Tasks::Step2(step(services, input, 1, "step1").await?),
            Tasks::Step2(input) => Tasks::Step3(step(services, input, 2, "step2").await?),
            Tasks::Step3(input) => Tasks::Step4(step(services, input, 3, "step3").await?),
            Tasks::Step4(input) => Tasks::Step5(step(services, input, 4, "step4").await?),
            Tasks::Step5(input) => Tasks::Step6(step(services, input, 5, "step5").await?),
            Tasks::Step6(input) => Tasks::Step7(step(services, input, 6, "step6").await?),
            Tasks::Step7(input) => Tasks::Step8(step(services, input, 7, "step7").await?),
            Tasks::Step8(input) => Tasks::Step9(step(services, input, 8, "step8").await?),
            Tasks::Step9(input) => Tasks::Step10(step(services, input, 9, "step9").await?),
            Tasks::Step10(input) => return step(services, input, 10, "step10").await,
        }
    }
}

enum Ladder {
    Rung(u32, Value),
    Caught,
    Fallen,
}

pub(crate) async fn ladder(input: Value) -> Result<Value> {
    let mut state = Ladder::Rung(1, input);
    loop {
        state = match state {
            Ladder::Rung(rung, input) => {
                let caught = match rung {
                    1 | 5 | 9 | 13 | 17 => {
                        need(&input, "number")?.as_f64() == Some(f64::from(rung))
                    }
                    2 => need(&input, "kind")? == "kind 2",
                    6 => need(&input, "kind")? == "kind 6",
                    10 => need(&input, "kind")? == "kind 10",
                    14 => need(&input, "kind")? == "kind 14",
                    18 => need(&input, "kind")? == "kind 18",
                    3 | 7 | 11 | 15 | 19 => {
                        let number = need(&input, "number")?.as_f64();
                        need(&input, "express")?.as_bool() == Some(true)
                            && number.is_some_and(|number| number < f64::from(rung))
                    }
                    4 => input.get("rung4").is_some(),
                    8 => input.get("rung8").is_some(),
                    12 => input.get("rung12").is_some(),
                    16 => input.get("rung16").is_some(),
                    _ => input.get("rung20").is_some(),
                };
                match (caught, rung) {
                    (true, _) => Ladder::Caught,
                    (false, 20) => Ladder::Fallen,
                    (false, rung) => Ladder::Rung(rung + 1, input),
                }
            }
            Ladder::Caught => return Ok(json!("caught")),
            Ladder::Fallen => return Ok(json!("fallen")),
        }
    }
}

pub(crate) async fn map(services: &Services, mut input: Value) -> Result<Value> {
    let Some(Value::Array(items)) = input.get("items") else {
        return Err(error("NoArray", "`items` is no array"));
    };
    let each = items.iter().map(|item| services.work(item.clone()));
    let done = try_join_all(each).await?;
    members(&mut input)?.insert("done".to_owned(), Value::Array(done));
    Ok(input)
}

pub(crate) async fn parallel(services: &Services, mut input: Value) -> Result<Value> {
    let id = need(&input, "id")?;
    let branch = |number: i64| services.work(json!({ "id": id, "number": number }));
    let (a, b, c, d, e, f, g, h, i, j) = tokio::try_join!(
        branch(1),
        branch(2),
        branch(3),
        branch(4),
        branch(5),
        branch(6),
        branch(7),
        branch(8),
        branch(9),
        branch(10),
    )?;
    let done = Value::Array(vec![a, b, c, d, e, f, g, h, i, j]);
    members(&mut input)?.insert("done".to_owned(), done);
    Ok(input)
}

enum Payload {
    Check(Value),
    Decide(Value),
    Note(Value),
    Ship(Value),
    Refuse,
}

pub(crate) async fn payload(services: &Services, input: Value) -> Result<Value> {
    let mut state = Payload::Check(input);
    loop {
        state = match state {
            Payload::Check(input) => {
                let check = services.check(&input).await?;
                Payload::Decide(put(input, "check", check)?)
            }
            Payload::Decide(input) => match need(need(&input, "check")?, "ok")?.as_bool() {
                Some(true) => Payload::Note(input),
                _ => Payload::Refuse,
            },
            Payload::Note(input) => Payload::Ship(put(input, "note", json!("checked"))?),
            Payload::Ship(input) => {
                let (id, items) = (need(&input, "id")?, need(&input, "items")?);
                let shipment = services.ship(id, items).await?;
                return put(input, "shipment", shipment);
            }
            Payload::Refuse => return Err(error("Refused", "")),
        }
    }
}
