// @generated from `jsonata_cases.txt` by the test `jsonata` of asl-codegen.

/// `$states.input.name`
pub(crate) fn case_1(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["name"]).into_value())
}

/// `$states.input.order.total`
pub(crate) fn case_2(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["order", "total"]).into_value())
}

/// `$states.input.missing`
pub(crate) fn case_3(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["missing"]).into_value())
}

/// `$states.input.missing.more`
pub(crate) fn case_4(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["missing", "more"]).into_value())
}

/// `$states.input.name.more`
pub(crate) fn case_5(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["name", "more"]).into_value())
}

/// `$states.input.list`
pub(crate) fn case_6(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["list"]).into_value())
}

/// `$states.input.one`
pub(crate) fn case_7(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["one"]).into_value())
}

/// `$states.input.nothing`
pub(crate) fn case_8(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["nothing"]).into_value())
}

/// `$states.input.nothing.x`
pub(crate) fn case_9(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["nothing", "x"]).into_value())
}

/// `$states.input.nested`
pub(crate) fn case_10(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["nested"]).into_value())
}

/// `$states.input.people.name`
pub(crate) fn case_11(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["people", "name"]).into_value())
}

/// `$states.input.people.pets`
pub(crate) fn case_12(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["people", "pets"]).into_value())
}

/// `$states.input.single.name`
pub(crate) fn case_13(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["single", "name"]).into_value())
}

/// `$states.input.single.pets`
pub(crate) fn case_14(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["single", "pets"]).into_value())
}

/// `$states.input.people.age[]`
pub(crate) fn case_15(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).names(&["people", "age"]).keep().into_value())
}

/// `$states.input.single.name[]`
pub(crate) fn case_16(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).names(&["single", "name"]).keep().into_value())
}

/// `$states.input.name[]`
pub(crate) fn case_17(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).names(&["name"]).keep().into_value())
}

/// `$states.input.missing[]`
pub(crate) fn case_18(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).names(&["missing"]).keep().into_value())
}

/// `$states.input.`a b`.c`
pub(crate) fn case_19(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["a b", "c"]).into_value())
}

/// `$states.input.order.'id'`
pub(crate) fn case_20(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["order", "id"]).into_value())
}

/// `$states.result.Payload.items`
pub(crate) fn case_21(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.result, &["Payload", "items"]).into_value())
}

/// `$states.errorOutput.Error`
pub(crate) fn case_22(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.error_output, &["Error"]).into_value())
}

/// `$states.context.Execution.Name`
pub(crate) fn case_23(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(scope.context.clone(), &["Execution", "Name"]).into_value())
}

/// `$states.input.big`
pub(crate) fn case_24(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::path(&scope.input, &["big"]).into_value())
}

/// `$states.input.order.*[0]`
pub(crate) fn case_25(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["order"])
            .each(|item| Ok(jsonata::index(jsonata::wildcard(item).collapse(), 0)))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.order.lines.*`
pub(crate) fn case_26(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["order", "lines"])
            .each(|item| Ok(jsonata::wildcard(item).collapse()))?
            .collapse()
            .into_value(),
    )
}

/// `$count($states.input.**)`
pub(crate) fn case_27(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                jsonata::count(
                    jsonata::within(&scope.input)
                        .each(|item| Ok(jsonata::descendants(item).collapse()))?
                        .collapse(),
                ),
            ),
        ),
    )
}

/// `$states.input.people.(age * 2)`
pub(crate) fn case_28(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .each(|item| jsonata::multiply(jsonata::path_ref(item, &["age"]), 2.0))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.single.(name & "!")`
pub(crate) fn case_29(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["single"])
            .each(|item| jsonata::concat([&jsonata::path_ref(item, &["name"]), &"!"]))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.[name, age]`
pub(crate) fn case_30(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .construct(|item| Ok(
                jsonata::sequence(
                    jsonata::array([
                        jsonata::spread_out(jsonata::path_ref(item, &["name"])),
                        jsonata::spread_out(jsonata::path_ref(item, &["age"])),
                    ]),
                ),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.single.[name, name]`
pub(crate) fn case_31(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["single"])
            .construct(|item| Ok(
                jsonata::sequence(
                    jsonata::array([
                        jsonata::spread_out(jsonata::path_ref(item, &["name"])),
                        jsonata::spread_out(jsonata::path_ref(item, &["name"])),
                    ]),
                ),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.{"n": name, "p": $count(pets)}`
pub(crate) fn case_32(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .each_object(|item| Ok(
                jsonata::object([
                    (jsonata::literal!("n"), jsonata::path(item, &["name"])),
                    (
                        jsonata::literal!("p"),
                        jsonata::sequence(
                            jsonata::count(jsonata::path_ref(item, &["pets"])),
                        ),
                    ),
                ]),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.{name: age}`
pub(crate) fn case_33(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .each(|item| jsonata::group(
                item,
                1,
                |part, item| Ok(
                    match part {
                        jsonata::Part::Key(0usize) => jsonata::path(item, &["name"]),
                        jsonata::Part::Value(0usize) => jsonata::path(item, &["age"]),
                        _ => jsonata::UNDEFINED,
                    },
                ),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people{name: age}`
pub(crate) fn case_34(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::group(
                jsonata::within(&scope.input).names(&["people"]).items(),
                1,
                |part, item| Ok(
                    match part {
                        jsonata::Part::Key(0usize) => jsonata::path(item, &["name"]),
                        jsonata::Part::Value(0usize) => jsonata::path(item, &["age"]),
                        _ => jsonata::UNDEFINED,
                    },
                ),
            )?,
        ),
    )
}

/// `$states.input.people{$string(age): name}`
pub(crate) fn case_35(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::group(
                jsonata::within(&scope.input).names(&["people"]).items(),
                1,
                |part, item| Ok(
                    match part {
                        jsonata::Part::Key(0usize) => {
                            jsonata::sequence(
                                jsonata::string(jsonata::path_ref(item, &["age"]))?,
                            )
                        }
                        jsonata::Part::Value(0usize) => jsonata::path(item, &["name"]),
                        _ => jsonata::UNDEFINED,
                    },
                ),
            )?,
        ),
    )
}

/// `[$states.input.people.name, 1].length`
pub(crate) fn case_36(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::path(
                jsonata::array([
                    jsonata::spread_out(
                        jsonata::path_ref(&scope.input, &["people", "name"]),
                    ),
                    jsonata::sequence(1.0),
                ]),
                &["length"],
            )
            .into_value(),
    )
}

/// `$states.("in" & "put")`
pub(crate) fn case_37(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(
                jsonata::object([
                    (
                        jsonata::literal!("context"),
                        jsonata::sequence(scope.context.clone()),
                    ),
                    (jsonata::literal!("input"), jsonata::sequence(&scope.input)),
                    (jsonata::literal!("result"), jsonata::sequence(&scope.result)),
                    (
                        jsonata::literal!("errorOutput"),
                        jsonata::sequence(&scope.error_output),
                    ),
                ]),
            )
            .each(|_| Ok(jsonata::sequence(jsonata::literal!("input"))))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.list[0]`
pub(crate) fn case_38(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).element("list", 0).collapse().into_value())
}

/// `$states.input.list[-1]`
pub(crate) fn case_39(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).element("list", -1).collapse().into_value())
}

/// `$states.input.list[5]`
pub(crate) fn case_40(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).element("list", 5).collapse().into_value())
}

/// `$states.input.list[1.7]`
pub(crate) fn case_41(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).element("list", 1).collapse().into_value())
}

/// `$states.input.nested[0]`
pub(crate) fn case_42(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).element("nested", 0).collapse().into_value())
}

/// `$states.input.nested[1]`
pub(crate) fn case_43(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).element("nested", 1).collapse().into_value())
}

/// `$states.input.nested[0][1]`
pub(crate) fn case_44(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .each(|item| Ok(
                jsonata::index(jsonata::index(jsonata::field(item, "nested"), 0), 1),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[0].name`
pub(crate) fn case_45(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .element("people", 0)
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[-1].name`
pub(crate) fn case_46(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .element("people", -1)
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[age = 30].name`
pub(crate) fn case_47(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .filtered(
                "people",
                |item| Ok(jsonata::equal(jsonata::path_ref(item, &["age"]), 30.0)),
            )?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[age > 26 and name != "Bo"].name`
pub(crate) fn case_48(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .filtered(
                "people",
                |item| Ok(
                    jsonata::greater(jsonata::path_ref(item, &["age"]), 26.0)?
                        .unwrap_or(false)
                        && jsonata::not_equal(jsonata::path_ref(item, &["name"]), "Bo"),
                ),
            )?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[pets].name`
pub(crate) fn case_49(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .each(|item| jsonata::select(
                jsonata::field(item, "people"),
                |item| Ok(jsonata::path(item, &["pets"])),
            ))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people["cat" in pets].name`
pub(crate) fn case_50(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .filtered(
                "people",
                |item| Ok(jsonata::includes("cat", jsonata::path_ref(item, &["pets"]))),
            )?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[name = "Cy"]`
pub(crate) fn case_51(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .filtered(
                "people",
                |item| Ok(jsonata::equal(jsonata::path_ref(item, &["name"]), "Cy")),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[name = "Zz"]`
pub(crate) fn case_52(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .filtered(
                "people",
                |item| Ok(jsonata::equal(jsonata::path_ref(item, &["name"]), "Zz")),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.pets[0]`
pub(crate) fn case_53(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .element("pets", 0)
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.(pets)[0]`
pub(crate) fn case_54(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .each(|item| Ok(jsonata::index(jsonata::path_ref(item, &["pets"]), 0)))?
            .collapse()
            .into_value(),
    )
}

/// `($states.input.people.pets)[0]`
pub(crate) fn case_55(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::index(jsonata::path_ref(&scope.input, &["people", "pets"]), 0)
            .collapse()
            .into_value(),
    )
}

/// `$states.input.list[[0, 2]]`
pub(crate) fn case_56(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .each(|item, _| jsonata::filter_any(
            item.field("list").collapse(),
            |_, _| Ok(jsonata::array([jsonata::sequence(0.0), jsonata::sequence(2.0)])),
        ))?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.list[$ > 1]`
pub(crate) fn case_57(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .filtered("list", |item| Ok(jsonata::greater(item, 1.0)?.unwrap_or(false)))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[age = 30][1].name`
pub(crate) fn case_58(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .each(|item| Ok(
                jsonata::index(
                    jsonata::filter(
                        jsonata::field(item, "people"),
                        |item| Ok(
                            jsonata::equal(jsonata::path_ref(item, &["age"]), 30.0),
                        ),
                    )?,
                    1,
                ),
            ))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.missing[$ > null]`
pub(crate) fn case_59(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .filtered(
                "missing",
                |item| Ok(jsonata::greater(item, jsonata::NULL)?.unwrap_or(false)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.list[$ = "1" or $ = 2]`
pub(crate) fn case_60(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .filtered(
                "list",
                |item| Ok(jsonata::equal(item, "1") || jsonata::equal(item, 2.0)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[$count(pets) = $states.input.n - 1].name`
pub(crate) fn case_61(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .each(|item, _| jsonata::filter_any(
            item.field("people").collapse(),
            |item, _| Ok(
                jsonata::equal(
                    jsonata::count(item.path(&["pets"])?),
                    jsonata::subtract(jsonata::path_ref(&scope.input, &["n"]), 1.0)?,
                ),
            ),
        ))?
        .names(&["name"])?
        .end()
        .collapse()
        .into_value()
}

/// `$rates[0]`
pub(crate) fn case_62(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::index(scope.variables.get("rates"), 0).collapse().into_value())
}

/// `$rates[1] * 10`
pub(crate) fn case_63(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::multiply(
                jsonata::index(scope.variables.get("rates"), 1).collapse(),
                10.0,
            )?
            .map(jsonata::value),
    )
}

/// `$states.input.people^(age).name`
pub(crate) fn case_64(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .sort(|item| Ok([jsonata::ascending(jsonata::path_ref(item, &["age"]))]))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people^(>age, name).name`
pub(crate) fn case_65(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .sort(|item| Ok([
                jsonata::descending(jsonata::path_ref(item, &["age"])),
                jsonata::ascending(jsonata::path_ref(item, &["name"])),
            ]))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.order.lines^(price * qty)[0].sku`
pub(crate) fn case_66(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["order", "lines"])
            .sort(|item| Ok([
                jsonata::ascending(
                    jsonata::multiply(
                        jsonata::path_ref(item, &["price"]),
                        jsonata::path_ref(item, &["qty"]),
                    )?,
                ),
            ]))?
            .index(0)
            .names(&["sku"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people^(pets).name`
pub(crate) fn case_67(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .sort(|item| Ok([jsonata::ascending(jsonata::path_ref(item, &["pets"]))]))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `1 + 2 * 3 - 4 / 8`
pub(crate) fn case_68(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::subtract(jsonata::add(1.0, 2.0 * 3.0)?, 4.0 / 8.0)?.map(jsonata::value))
}

/// `-$states.input.n`
pub(crate) fn case_69(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::negate(jsonata::path_ref(&scope.input, &["n"]))?.map(jsonata::value))
}

/// `-$states.input.missing`
pub(crate) fn case_70(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::negate(jsonata::path_ref(&scope.input, &["missing"]))?
            .map(jsonata::value),
    )
}

/// `$states.input.n % 2`
pub(crate) fn case_71(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::remainder(jsonata::path_ref(&scope.input, &["n"]), 2.0)?
            .map(jsonata::value),
    )
}

/// `$states.input.missing + 1`
pub(crate) fn case_72(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::add(jsonata::path_ref(&scope.input, &["missing"]), 1.0)?
            .map(jsonata::value),
    )
}

/// `$states.input.name + 1`
pub(crate) fn case_73(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::add(jsonata::path_ref(&scope.input, &["name"]), 1.0)?
            .map(jsonata::value),
    )
}

/// `1 - $states.input.none`
pub(crate) fn case_74(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::subtract(1.0, jsonata::path_ref(&scope.input, &["none"]))?
            .map(jsonata::value),
    )
}

/// `2 * "3"`
pub(crate) fn case_75(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::multiply(2.0, "3")?.map(jsonata::value))
}

/// `1 / 0`
pub(crate) fn case_76(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::number(1.0 / 0.0)))
}

/// `1 / 0 + 1`
pub(crate) fn case_77(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::add(1.0 / 0.0, 1.0)?.map(jsonata::value))
}

/// `-"a"`
pub(crate) fn case_78(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::negate("a")?.map(jsonata::value))
}

/// `$states.input.n = 3`
pub(crate) fn case_79(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::equal(jsonata::path_ref(&scope.input, &["n"]), 3.0))))
}

/// `$states.input.list = [1, 2, 3]`
pub(crate) fn case_80(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::equal(
                    jsonata::path_ref(&scope.input, &["list"]),
                    jsonata::array([
                        jsonata::sequence(1.0),
                        jsonata::sequence(2.0),
                        jsonata::sequence(3.0),
                    ]),
                ),
            ),
        ),
    )
}

/// `$states.input.missing = 1`
pub(crate) fn case_81(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::equal(jsonata::path_ref(&scope.input, &["missing"]), 1.0),
            ),
        ),
    )
}

/// `$states.input.missing != 1`
pub(crate) fn case_82(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::not_equal(jsonata::path_ref(&scope.input, &["missing"]), 1.0),
            ),
        ),
    )
}

/// `{"a": [1]} = {"a": [1]}`
pub(crate) fn case_83(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::equal(
                    jsonata::object([
                        (
                            jsonata::literal!("a"),
                            jsonata::sequence(jsonata::array([jsonata::sequence(1.0)])),
                        ),
                    ]),
                    jsonata::object([
                        (
                            jsonata::literal!("a"),
                            jsonata::sequence(jsonata::array([jsonata::sequence(1.0)])),
                        ),
                    ]),
                ),
            ),
        ),
    )
}

/// `"a" < "b"`
pub(crate) fn case_84(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::less("a", "b")?.map(jsonata::value))
}

/// `$states.input.n >= $states.input.f`
pub(crate) fn case_85(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::greater_or_equal(
                jsonata::path_ref(&scope.input, &["n"]),
                jsonata::path_ref(&scope.input, &["f"]),
            )?
            .map(jsonata::value),
    )
}

/// `$states.input.missing < 1`
pub(crate) fn case_86(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::less(jsonata::path_ref(&scope.input, &["missing"]), 1.0)?
            .map(jsonata::value),
    )
}

/// `1 < "a"`
pub(crate) fn case_87(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::less(1.0, "a")?.map(jsonata::value))
}

/// `true > false`
pub(crate) fn case_88(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::greater(true, false)?.map(jsonata::value))
}

/// `$states.input.yes and $states.input.zero`
pub(crate) fn case_89(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::truthy(jsonata::path_ref(&scope.input, &["yes"]))?
                    && jsonata::truthy(jsonata::path_ref(&scope.input, &["zero"]))?,
            ),
        ),
    )
}

/// `$states.input.empty or $states.input.list`
pub(crate) fn case_90(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::truthy(jsonata::path_ref(&scope.input, &["empty"]))?
                    || jsonata::truthy(jsonata::path_ref(&scope.input, &["list"]))?,
            ),
        ),
    )
}

/// `$states.input.missing and $error("not evaluated")`
pub(crate) fn case_91(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::truthy(jsonata::path_ref(&scope.input, &["missing"]))?
                    && jsonata::truthy(jsonata::error_with("not evaluated")?)?,
            ),
        ),
    )
}

/// `2 in $states.input.list`
pub(crate) fn case_92(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::includes(2.0, jsonata::path_ref(&scope.input, &["list"])),
            ),
        ),
    )
}

/// `"x" in $states.input.order.tags`
pub(crate) fn case_93(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::includes(
                    "x",
                    jsonata::path_ref(&scope.input, &["order", "tags"]),
                ),
            ),
        ),
    )
}

/// `"Ann" in $states.input.name`
pub(crate) fn case_94(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::includes("Ann", jsonata::path_ref(&scope.input, &["name"])),
            ),
        ),
    )
}

/// `{"a": 1} in [{"a": 1}]`
pub(crate) fn case_95(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::includes(
                    jsonata::object([(jsonata::literal!("a"), jsonata::sequence(1.0))]),
                    jsonata::array([
                        jsonata::spread_out(
                            jsonata::object([
                                (jsonata::literal!("a"), jsonata::sequence(1.0)),
                            ]),
                        ),
                    ]),
                ),
            ),
        ),
    )
}

/// `$states.input.missing in [1]`
pub(crate) fn case_96(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::includes(
                    jsonata::path_ref(&scope.input, &["missing"]),
                    jsonata::array([jsonata::sequence(1.0)]),
                ),
            ),
        ),
    )
}

/// `$states.input.name & "-" & $states.input.n & "-" & $states.input.missing & $states.input.none & $states.input.yes`
pub(crate) fn case_97(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::path_ref(&scope.input, &["name"]),
                    &"-",
                    &jsonata::path_ref(&scope.input, &["n"]),
                    &"-",
                    &jsonata::path_ref(&scope.input, &["missing"]),
                    &jsonata::path_ref(&scope.input, &["none"]),
                    &jsonata::path_ref(&scope.input, &["yes"]),
                ])?,
            ),
        ),
    )
}

/// `"{" & $states.input.order.id & "}"`
pub(crate) fn case_98(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &"{",
                    &jsonata::path_ref(&scope.input, &["order", "id"]),
                    &"}",
                ])?,
            ),
        ),
    )
}

/// `"" & $states.input.order.tags`
pub(crate) fn case_99(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::text(jsonata::path_ref(&scope.input, &["order", "tags"]))?,
            ),
        ),
    )
}

/// `"a" & "b"`
pub(crate) fn case_100(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::literal!("ab"))))
}

/// `0.1 + 0.2 & ""`
pub(crate) fn case_101(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::text(0.1 + 0.2)?)))
}

/// `[1..3]`
pub(crate) fn case_102(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(jsonata::array([jsonata::spread_out(jsonata::range_of(1.0, 3.0)?)])))
}

/// `[3..1]`
pub(crate) fn case_103(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(jsonata::array([jsonata::spread_out(jsonata::range_of(3.0, 1.0)?)])))
}

/// `[1..2, 5, [6]]`
pub(crate) fn case_104(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::array([
                jsonata::spread_out(jsonata::range_of(1.0, 2.0)?),
                jsonata::sequence(5.0),
                jsonata::sequence(jsonata::array([jsonata::sequence(6.0)])),
            ]),
        ),
    )
}

/// `[1.5..2]`
pub(crate) fn case_105(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(jsonata::array([jsonata::spread_out(jsonata::range_of(1.5, 2.0)?)])))
}

/// `["a".."b"]`
pub(crate) fn case_106(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(jsonata::array([jsonata::spread_out(jsonata::range_of("a", "b")?)])))
}

/// `[1..10000001]`
pub(crate) fn case_107(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(jsonata::array([jsonata::spread_out(jsonata::range_of(1.0, 10000001.0)?)])))
}

/// `$states.input.n > 2 ? "many" : "few"`
pub(crate) fn case_108(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                if jsonata::greater(jsonata::path_ref(&scope.input, &["n"]), 2.0)?
                    .unwrap_or(false)
                {
                    jsonata::literal!("many")
                } else {
                    jsonata::literal!("few")
                },
            ),
        ),
    )
}

/// `$states.input.missing ? 1`
pub(crate) fn case_109(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        (if jsonata::truthy(jsonata::path_ref(&scope.input, &["missing"]))? {
            jsonata::sequence(1.0)
        } else {
            jsonata::UNDEFINED
        })
            .into_value(),
    )
}

/// `$states.input.nothing ? 1 : 2`
pub(crate) fn case_110(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                if jsonata::truthy(jsonata::path_ref(&scope.input, &["nothing"]))? {
                    1.0
                } else {
                    2.0
                },
            ),
        ),
    )
}

/// `$states.input.name ? $states.input.name : null`
pub(crate) fn case_111(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        (if jsonata::truthy(jsonata::path_ref(&scope.input, &["name"]))? {
            jsonata::path(&scope.input, &["name"])
        } else {
            jsonata::sequence(jsonata::NULL)
        })
            .into_value(),
    )
}

/// `$states.input.n > 2 ? 1 : "two"`
pub(crate) fn case_112(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            if jsonata::greater(jsonata::path_ref(&scope.input, &["n"]), 2.0)?
                .unwrap_or(false)
            {
                jsonata::value(1.0)
            } else {
                jsonata::value("two")
            },
        ),
    )
}

/// `[$states.input.list, $states.input.missing, 4]`
pub(crate) fn case_113(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::array([
                jsonata::spread_out(jsonata::path_ref(&scope.input, &["list"])),
                jsonata::spread_out(jsonata::path_ref(&scope.input, &["missing"])),
                jsonata::sequence(4.0),
            ]),
        ),
    )
}

/// `[[$states.input.list], [[]]]`
pub(crate) fn case_114(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::array([
                jsonata::sequence(
                    jsonata::array([
                        jsonata::spread_out(jsonata::path_ref(&scope.input, &["list"])),
                    ]),
                ),
                jsonata::sequence(
                    jsonata::array([jsonata::sequence(jsonata::array([]))]),
                ),
            ]),
        ),
    )
}

/// `[$states.input.missing]`
pub(crate) fn case_115(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::array([
                jsonata::spread_out(jsonata::path_ref(&scope.input, &["missing"])),
            ]),
        ),
    )
}

/// `{"id": $states.input.order.id, "gone": $states.input.missing, "n": [1, {"x": null}]}`
pub(crate) fn case_116(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::object([
                (jsonata::literal!("id"), jsonata::path(&scope.input, &["order", "id"])),
                (jsonata::literal!("gone"), jsonata::path(&scope.input, &["missing"])),
                (
                    jsonata::literal!("n"),
                    jsonata::sequence(
                        jsonata::array([
                            jsonata::sequence(1.0),
                            jsonata::spread_out(
                                jsonata::object([
                                    (jsonata::literal!("x"), jsonata::sequence(jsonata::NULL)),
                                ]),
                            ),
                        ]),
                    ),
                ),
            ]),
        ),
    )
}

/// `{$states.input.name: 1, "b": 2}`
pub(crate) fn case_117(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::group(
                jsonata::UNDEFINED,
                2,
                |part, _| Ok(
                    match part {
                        jsonata::Part::Key(0usize) => {
                            jsonata::path(&scope.input, &["name"])
                        }
                        jsonata::Part::Value(0usize) => jsonata::sequence(1.0),
                        jsonata::Part::Key(1usize) => {
                            jsonata::sequence(jsonata::literal!("b"))
                        }
                        jsonata::Part::Value(1usize) => jsonata::sequence(2.0),
                        _ => jsonata::UNDEFINED,
                    },
                ),
            )?,
        ),
    )
}

/// `{"a": 1, "a": 2}`
pub(crate) fn case_118(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::group(
                jsonata::UNDEFINED,
                2,
                |part, _| Ok(
                    match part {
                        jsonata::Part::Key(0usize) => {
                            jsonata::sequence(jsonata::literal!("a"))
                        }
                        jsonata::Part::Value(0usize) => jsonata::sequence(1.0),
                        jsonata::Part::Key(1usize) => {
                            jsonata::sequence(jsonata::literal!("a"))
                        }
                        jsonata::Part::Value(1usize) => jsonata::sequence(2.0),
                        _ => jsonata::UNDEFINED,
                    },
                ),
            )?,
        ),
    )
}

/// `{1: 2}`
pub(crate) fn case_119(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::group(
                jsonata::UNDEFINED,
                1,
                |part, _| Ok(
                    match part {
                        jsonata::Part::Key(0usize) => jsonata::sequence(1.0),
                        jsonata::Part::Value(0usize) => jsonata::sequence(2.0),
                        _ => jsonata::UNDEFINED,
                    },
                ),
            )?,
        ),
    )
}

/// `($x := $states.input.n; $y := $x + 1; $x * $y)`
pub(crate) fn case_120(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        ({
            let x = jsonata::path(&scope.input, &["n"]);
            let y = jsonata::add(&x, 1.0)?;
            jsonata::multiply(&x, y)?
        })
            .map(jsonata::value),
    )
}

/// `($x := 1; ($x := 2; $x) + $x)`
pub(crate) fn case_121(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number({
                let x = 1.0;
                2.0 + x
            }),
        ),
    )
}

/// `($unused := $states.input.n + 1; "done")`
pub(crate) fn case_122(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from({
                let _ = jsonata::add(jsonata::path_ref(&scope.input, &["n"]), 1.0)?;
                jsonata::literal!("done")
            }),
        ),
    )
}

/// `($unused := 1 + "x"; "done")`
pub(crate) fn case_123(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from({
                let _ = jsonata::add(1.0, "x")?;
                jsonata::literal!("done")
            }),
        ),
    )
}

/// `($input := $input & "!"; $item := $item + 1; $input & $item)`
pub(crate) fn case_124(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from({
                let input_ = jsonata::concat([&scope.variables.get("input"), &"!"])?;
                let item_ = jsonata::add(scope.variables.get("item"), 1.0)?;
                jsonata::concat([&&*input_, &item_])?
            }),
        ),
    )
}

/// `($s := $states.input.people.name; $t := $s; {"first": $s[0], "count": $count($t)})`
pub(crate) fn case_125(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some({
            let s = jsonata::path(&scope.input, &["people", "name"]);
            let t = &s;
            jsonata::object([
                (jsonata::literal!("first"), jsonata::index(&s, 0).collapse()),
                (jsonata::literal!("count"), jsonata::sequence(jsonata::count(t))),
            ])
        }),
    )
}

/// `($if := 1; $type := "t"; $type & $if)`
pub(crate) fn case_126(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from({
                let if_ = 1.0;
                let type_ = "t";
                jsonata::concat([&type_, &if_])?
            }),
        ),
    )
}

/// `($fooBar + $foo_bar)`
pub(crate) fn case_127(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::add(scope.variables.get("fooBar"), scope.variables.get("foo_bar"))?
            .map(jsonata::value),
    )
}

/// `($k := $states.input.single.pets[]; $k)`
pub(crate) fn case_128(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::within(&scope.input).names(&["single", "pets"]).keep().into_value())
}

/// `$late := $total + 2`
pub(crate) fn case_129(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::add(scope.variables.get("total"), 2.0)?.map(jsonata::value))
}

/// `()`
pub(crate) fn case_130(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::UNDEFINED.into_value())
}

/// `$string($states.input.order.tags)`
pub(crate) fn case_131(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::string(jsonata::path_ref(&scope.input, &["order", "tags"]))?
            .map(jsonata::value),
    )
}

/// `$string(1e21)`
pub(crate) fn case_132(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::text(1000000000000000000000.0)?)))
}

/// `$string($states.input.big)`
pub(crate) fn case_133(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::string(jsonata::path_ref(&scope.input, &["big"]))?.map(jsonata::value))
}

/// `$string({"a": 1.10}, true)`
pub(crate) fn case_134(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::string_with(
                jsonata::object([(jsonata::literal!("a"), jsonata::sequence(1.1))]),
                true,
            )?
            .map(jsonata::value),
    )
}

/// `$string($states.input.missing)`
pub(crate) fn case_135(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::string(jsonata::path_ref(&scope.input, &["missing"]))?
            .map(jsonata::value),
    )
}

/// `$number("12.50")`
pub(crate) fn case_136(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::number("12.50")?.map(jsonata::value))
}

/// `$number("0x1f")`
pub(crate) fn case_137(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::number("0x1f")?.map(jsonata::value))
}

/// `$number("a1")`
pub(crate) fn case_138(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::number("a1")?.map(jsonata::value))
}

/// `$number(true)`
pub(crate) fn case_139(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::number(true)?.map(jsonata::value))
}

/// `$boolean($states.input.order)`
pub(crate) fn case_140(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::boolean(jsonata::path_ref(&scope.input, &["order"]))?
            .map(jsonata::value),
    )
}

/// `$boolean([0, ""])`
pub(crate) fn case_141(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::boolean(
                jsonata::array([
                    jsonata::sequence(0.0),
                    jsonata::sequence(jsonata::literal!("")),
                ]),
            )?
            .map(jsonata::value),
    )
}

/// `$not($states.input.zero)`
pub(crate) fn case_142(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::not(jsonata::path_ref(&scope.input, &["zero"]))?.map(jsonata::value))
}

/// `$not($exists($states.input.name))`
pub(crate) fn case_143(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(!jsonata::exists(jsonata::path_ref(&scope.input, &["name"])))))
}

/// `$exists($states.input.none)`
pub(crate) fn case_144(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::exists(jsonata::path_ref(&scope.input, &["none"])))))
}

/// `$count($states.input.missing)`
pub(crate) fn case_145(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(jsonata::count(jsonata::path_ref(&scope.input, &["missing"]))),
        ),
    )
}

/// `$count($states.input.name)`
pub(crate) fn case_146(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::number(jsonata::count(jsonata::path_ref(&scope.input, &["name"])))))
}

/// `$sum($states.input.order.lines.(price * qty))`
pub(crate) fn case_147(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::sum(
                jsonata::within(&scope.input)
                    .names(&["order", "lines"])
                    .each(|item| jsonata::multiply(
                        jsonata::path_ref(item, &["price"]),
                        jsonata::path_ref(item, &["qty"]),
                    ))?
                    .collapse(),
            )?
            .map(jsonata::value),
    )
}

/// `$sum(["1"])`
pub(crate) fn case_148(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::sum(jsonata::array([jsonata::sequence(jsonata::literal!("1"))]))?
            .map(jsonata::value),
    )
}

/// `$sum($states.input.missing)`
pub(crate) fn case_149(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::sum(jsonata::path_ref(&scope.input, &["missing"]))?.map(jsonata::value))
}

/// `$max($states.input.list) - $min($states.input.list)`
pub(crate) fn case_150(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::subtract(
                jsonata::max(jsonata::path_ref(&scope.input, &["list"]))?,
                jsonata::min(jsonata::path_ref(&scope.input, &["list"]))?,
            )?
            .map(jsonata::value),
    )
}

/// `$average($states.input.people.age)`
pub(crate) fn case_151(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::average(jsonata::path_ref(&scope.input, &["people", "age"]))?
            .map(jsonata::value),
    )
}

/// `$length("año")`
pub(crate) fn case_152(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::length("año")?.map(jsonata::value))
}

/// `$length(1)`
pub(crate) fn case_153(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::length(1.0)?.map(jsonata::value))
}

/// `$uppercase($states.input.name) & $lowercase("ABC")`
pub(crate) fn case_154(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::uppercase(jsonata::path_ref(&scope.input, &["name"]))?,
                    &jsonata::lowercase("ABC")?,
                ])?,
            ),
        ),
    )
}

/// `$substring($states.input.text, 2)`
pub(crate) fn case_155(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::substring(jsonata::path_ref(&scope.input, &["text"]), 2.0)?
            .map(jsonata::value),
    )
}

/// `$substring($states.input.text, -3, 2)`
pub(crate) fn case_156(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::substring_with(jsonata::path_ref(&scope.input, &["text"]), -3.0, 2.0)?
            .map(jsonata::value),
    )
}

/// `$substring("a", "b")`
pub(crate) fn case_157(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::substring("a", "b")?.map(jsonata::value))
}

/// `$substringBefore($states.input.text, "-") & $substringAfter($states.input.text, "-")`
pub(crate) fn case_158(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::substring_before(
                        jsonata::path_ref(&scope.input, &["text"]),
                        "-",
                    )?,
                    &jsonata::substring_after(
                        jsonata::path_ref(&scope.input, &["text"]),
                        "-",
                    )?,
                ])?,
            ),
        ),
    )
}

/// `$contains($states.input.text, "b-")`
pub(crate) fn case_159(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::contains(jsonata::path_ref(&scope.input, &["text"]), "b-")?
            .map(jsonata::value),
    )
}

/// `$split($states.input.text, "-")`
pub(crate) fn case_160(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::split(jsonata::path_ref(&scope.input, &["text"]), "-")
}

/// `$split($states.input.text, "-")[-1]`
pub(crate) fn case_161(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::index(
                jsonata::split(jsonata::path_ref(&scope.input, &["text"]), "-")?,
                -1,
            )
            .collapse()
            .into_value(),
    )
}

/// `$split("a b c", " ", 2)`
pub(crate) fn case_162(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::split_with("a b c", " ", 2.0)
}

/// `$split("abc", "")`
pub(crate) fn case_163(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::split("abc", "")
}

/// `$join($states.input.order.tags, ", ")`
pub(crate) fn case_164(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::join_with(jsonata::path_ref(&scope.input, &["order", "tags"]), ", ")?
            .map(jsonata::value),
    )
}

/// `$join($states.input.people.name)`
pub(crate) fn case_165(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::join(jsonata::path_ref(&scope.input, &["people", "name"]))?
            .map(jsonata::value),
    )
}

/// `$trim("  a   b ")`
pub(crate) fn case_166(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::trim("  a   b ")?.map(jsonata::value))
}

/// `$pad("a", -3, "#")`
pub(crate) fn case_167(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::pad_with("a", -3.0, "#")?.map(jsonata::value))
}

/// `$replace("a.b.c", ".", "-")`
pub(crate) fn case_168(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::replace("a.b.c", ".", "-")?.map(jsonata::value))
}

/// `$append($states.input.list, 4)`
pub(crate) fn case_169(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::append(jsonata::path_ref(&scope.input, &["list"]), 4.0).into_value())
}

/// `$append($states.input.missing, $states.input.one)`
pub(crate) fn case_170(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::append(
                jsonata::path_ref(&scope.input, &["missing"]),
                jsonata::path_ref(&scope.input, &["one"]),
            )
            .into_value(),
    )
}

/// `$merge([$states.input.order, {"id": 1}]).id`
pub(crate) fn case_171(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::path(
                jsonata::merge(
                    jsonata::array([
                        jsonata::spread_out(jsonata::path_ref(&scope.input, &["order"])),
                        jsonata::spread_out(
                            jsonata::object([
                                (jsonata::literal!("id"), jsonata::sequence(1.0)),
                            ]),
                        ),
                    ]),
                )?,
                &["id"],
            )
            .into_value(),
    )
}

/// `$merge([1])`
pub(crate) fn case_172(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::merge(jsonata::array([jsonata::sequence(1.0)]))
}

/// `$keys($states.input.order)`
pub(crate) fn case_173(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::keys(jsonata::path_ref(&scope.input, &["order"]))
            .collapse()
            .into_value(),
    )
}

/// `$keys({"a": 1})`
pub(crate) fn case_174(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::keys(
                jsonata::object([(jsonata::literal!("a"), jsonata::sequence(1.0))]),
            )
            .collapse()
            .into_value(),
    )
}

/// `$keys({"a": 1})[]`
pub(crate) fn case_175(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::keys(
                jsonata::object([(jsonata::literal!("a"), jsonata::sequence(1.0))]),
            )
            .keep()
            .into_value(),
    )
}

/// `$lookup($states.input.order, "id")`
pub(crate) fn case_176(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::lookup(jsonata::path_ref(&scope.input, &["order"]), "id")?
            .collapse()
            .into_value(),
    )
}

/// `$lookup($states.input.people, "name")`
pub(crate) fn case_177(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::lookup(jsonata::path_ref(&scope.input, &["people"]), "name")?
            .collapse()
            .into_value(),
    )
}

/// `$spread({"a": 1, "b": 2})`
pub(crate) fn case_178(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::spread(
                jsonata::object([
                    (jsonata::literal!("a"), jsonata::sequence(1.0)),
                    (jsonata::literal!("b"), jsonata::sequence(2.0)),
                ]),
            )
            .collapse()
            .into_value(),
    )
}

/// `$round(2.5) & $round(3.5) & $round(1.25, 1)`
pub(crate) fn case_179(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::concat([&jsonata::round(2.5)?, &jsonata::round(3.5)?])?,
                    &jsonata::round_with(1.25, 1.0)?,
                ])?,
            ),
        ),
    )
}

/// `$floor(-1.5) + $ceil(-1.5) + $abs(-2)`
pub(crate) fn case_180(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::add(
                jsonata::add(jsonata::floor(-1.5)?, jsonata::ceil(-1.5)?)?,
                jsonata::abs(-2.0)?,
            )?
            .map(jsonata::value),
    )
}

/// `$sqrt(16) + $power(2, 3)`
pub(crate) fn case_181(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::add(jsonata::sqrt(16.0)?, jsonata::power(2.0, 3.0)?)?
            .map(jsonata::value),
    )
}

/// `$sqrt(-1)`
pub(crate) fn case_182(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::sqrt(-1.0)?.map(jsonata::value))
}

/// `$reverse($states.input.list)`
pub(crate) fn case_183(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::reverse(jsonata::path_ref(&scope.input, &["list"])).into_value())
}

/// `$sort($states.input.order.tags)`
pub(crate) fn case_184(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::sort(jsonata::path_ref(&scope.input, &["order", "tags"]))?.into_value())
}

/// `$distinct([1, 2, 1, "1"])`
pub(crate) fn case_185(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(
                jsonata::array([
                    jsonata::sequence(1.0),
                    jsonata::sequence(2.0),
                    jsonata::sequence(1.0),
                    jsonata::sequence(jsonata::literal!("1")),
                ]),
            )
            .collapse()
            .into_value(),
    )
}

/// `$distinct($states.input.people.age)`
pub(crate) fn case_186(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(jsonata::path_ref(&scope.input, &["people", "age"]))
            .collapse()
            .into_value(),
    )
}

/// `$distinct($states.input.people[age = 30].age)`
pub(crate) fn case_187(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(
                jsonata::within(&scope.input)
                    .filtered(
                        "people",
                        |item| Ok(
                            jsonata::equal(jsonata::path_ref(item, &["age"]), 30.0),
                        ),
                    )?
                    .names(&["age"]),
            )
            .collapse()
            .into_value(),
    )
}

/// `$distinct(["a", "a"])`
pub(crate) fn case_188(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(
                jsonata::array([
                    jsonata::sequence(jsonata::literal!("a")),
                    jsonata::sequence(jsonata::literal!("a")),
                ]),
            )
            .collapse()
            .into_value(),
    )
}

/// `$type($states.input.none) & $type([]) & $type($states.input.f)`
pub(crate) fn case_189(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::type_of(jsonata::path_ref(&scope.input, &["none"])),
                    &jsonata::type_of(jsonata::array([])),
                    &jsonata::type_of(jsonata::path_ref(&scope.input, &["f"])),
                ])?,
            ),
        ),
    )
}

/// `$base64encode("hello") & $base64decode("aGk=")`
pub(crate) fn case_190(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::base64_encode("hello")?,
                    &jsonata::base64_decode("aGk=")?,
                ])?,
            ),
        ),
    )
}

/// `$error("broken")`
pub(crate) fn case_191(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::error_with("broken")?.into_value())
}

/// `$assert($states.input.n > 5, "too few")`
pub(crate) fn case_192(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::assert_with(
                jsonata::greater(jsonata::path_ref(&scope.input, &["n"]), 5.0)?,
                "too few",
            )?
            .into_value(),
    )
}

/// `$states.input.name.$uppercase()`
pub(crate) fn case_193(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["name"])
            .each(|item| jsonata::uppercase(jsonata::from_context(item)))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.name.$substring(1)`
pub(crate) fn case_194(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people", "name"])
            .each(|item| jsonata::substring(jsonata::from_context(item), 1.0))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.$string()`
pub(crate) fn case_195(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people"])
            .each(|item| jsonata::string(jsonata::from_context(item)))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.n.$length()`
pub(crate) fn case_196(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["n"])
            .each(|item| jsonata::length(jsonata::from_context(item)))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.name ~> $uppercase`
pub(crate) fn case_197(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::uppercase(jsonata::path_ref(&scope.input, &["name"]))?
            .map(jsonata::value),
    )
}

/// `$states.input.text ~> $split("-") ~> $count()`
pub(crate) fn case_198(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                jsonata::count(
                    jsonata::split(jsonata::path_ref(&scope.input, &["text"]), "-")?,
                ),
            ),
        ),
    )
}

/// `$map($states.input.list, function($v) {$v * 2})`
pub(crate) fn case_199(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["list"]),
                |v, _, _| Ok(jsonata::sequence(jsonata::multiply(v, 2.0)?)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.list, function($v, $i, $a) {$v + $i + $count($a)})`
pub(crate) fn case_200(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["list"]),
                |v, i, a| Ok(
                    jsonata::sequence(
                        jsonata::add(jsonata::add(v, i)?, jsonata::count(a))?,
                    ),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.one, function($v) {$v})`
pub(crate) fn case_201(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["one"]),
                |v, _, _| Ok(jsonata::sequence(v)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.list, function($v) {$v > 1 ? $v})`
pub(crate) fn case_202(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["list"]),
                |v, _, _| Ok(
                    if jsonata::greater(v, 1.0)?.unwrap_or(false) {
                        jsonata::sequence(v)
                    } else {
                        jsonata::UNDEFINED
                    },
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.missing, function($v) {$v})`
pub(crate) fn case_203(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["missing"]),
                |v, _, _| Ok(jsonata::sequence(v)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.list, $string)`
pub(crate) fn case_204(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["list"]),
                |item, _, _| Ok(jsonata::sequence(jsonata::text(item)?)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.people, function($p) {$p.name & $who})`
pub(crate) fn case_205(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["people"]),
                |p, _, _| Ok(
                    jsonata::sequence(
                        jsonata::concat([
                            &jsonata::path_ref(p, &["name"]),
                            &scope.variables.get("who"),
                        ])?,
                    ),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$filter($states.input.people, function($p) {$p.age < 30}).name`
pub(crate) fn case_206(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::path(
                jsonata::filter_by(
                        jsonata::path_ref(&scope.input, &["people"]),
                        |p, _, _| Ok(
                            jsonata::less(jsonata::path_ref(p, &["age"]), 30.0)?
                                .unwrap_or(false),
                        ),
                    )?
                    .collapse(),
                &["name"],
            )
            .into_value(),
    )
}

/// `$filter($states.input.list, function($v, $i) {$i = 0})`
pub(crate) fn case_207(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::filter_by(
                jsonata::path_ref(&scope.input, &["list"]),
                |_, i, _| Ok(jsonata::equal(i, 0.0)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$reduce($states.input.list, function($sum, $v) {$sum + $v})`
pub(crate) fn case_208(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::reduce(
                jsonata::path_ref(&scope.input, &["list"]),
                jsonata::UNDEFINED,
                |sum, v, _, _| Ok(jsonata::sequence(jsonata::add(&sum, v)?)),
            )?
            .into_value(),
    )
}

/// `$reduce($states.input.list, function($sum, $v) {$sum + $v}, $total)`
pub(crate) fn case_209(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::reduce(
                jsonata::path_ref(&scope.input, &["list"]),
                jsonata::sequence(scope.variables.get("total")),
                |sum, v, _, _| Ok(jsonata::sequence(jsonata::add(&sum, v)?)),
            )?
            .into_value(),
    )
}

/// `$reduce($states.input.nothing, function($a, $b) {$a})`
pub(crate) fn case_210(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::reduce(
                jsonata::path_ref(&scope.input, &["nothing"]),
                jsonata::UNDEFINED,
                |a, _, _, _| Ok(jsonata::sequence(&a)),
            )?
            .into_value(),
    )
}

/// `$reduce([1, 2], function($a, $b) {$append($a, $b)}, [])`
pub(crate) fn case_211(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::reduce(
                jsonata::array([jsonata::sequence(1.0), jsonata::sequence(2.0)]),
                jsonata::sequence(jsonata::array([])),
                |a, b, _, _| Ok(jsonata::append(&a, b)),
            )?
            .into_value(),
    )
}

/// `$single($states.input.people, function($p) {$p.name = "Cy"}).age`
pub(crate) fn case_212(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::path(
                jsonata::single(
                    jsonata::path_ref(&scope.input, &["people"]),
                    |p, _, _| Ok(jsonata::equal(jsonata::path_ref(p, &["name"]), "Cy")),
                )?,
                &["age"],
            )
            .into_value(),
    )
}

/// `$single($states.input.people, function($p) {$p.age = 30})`
pub(crate) fn case_213(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::single(
                jsonata::path_ref(&scope.input, &["people"]),
                |p, _, _| Ok(jsonata::equal(jsonata::path_ref(p, &["age"]), 30.0)),
            )?
            .into_value(),
    )
}

/// `$single($states.input.list, function($v) {$v = 9})`
pub(crate) fn case_214(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::single(
                jsonata::path_ref(&scope.input, &["list"]),
                |v, _, _| Ok(jsonata::equal(v, 9.0)),
            )?
            .into_value(),
    )
}

/// `$each({"a": 1, "b": 2}, function($v, $k) {$k & $v})`
pub(crate) fn case_215(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::each(
                jsonata::object([
                    (jsonata::literal!("a"), jsonata::sequence(1.0)),
                    (jsonata::literal!("b"), jsonata::sequence(2.0)),
                ]),
                |v, k, _| Ok(jsonata::sequence(jsonata::concat([&k, &v])?)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$sift({"a": 1, "b": 2}, function($v) {$v > 1})`
pub(crate) fn case_216(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::sift(
        jsonata::object([
            (jsonata::literal!("a"), jsonata::sequence(1.0)),
            (jsonata::literal!("b"), jsonata::sequence(2.0)),
        ]),
        |v, _, _| Ok(jsonata::greater(v, 1.0)?.unwrap_or(false)),
    )
}

/// `$sift({"a": 1}, function($v) {$v > 1})`
pub(crate) fn case_217(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::sift(
        jsonata::object([(jsonata::literal!("a"), jsonata::sequence(1.0))]),
        |v, _, _| Ok(jsonata::greater(v, 1.0)?.unwrap_or(false)),
    )
}

/// `$map($states.input.people[pets], function($p) {$map($p.pets, function($x) {$p.name & $x})})`
pub(crate) fn case_218(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::within(&scope.input)
                    .each(|item| jsonata::select(
                        jsonata::field(item, "people"),
                        |item| Ok(jsonata::path(item, &["pets"])),
                    ))?
                    .collapse(),
                |p, _, _| Ok(
                    jsonata::map(
                            jsonata::path_ref(p, &["pets"]),
                            |x, _, _| Ok(
                                jsonata::sequence(
                                    jsonata::concat([&jsonata::path_ref(p, &["name"]), &x])?,
                                ),
                            ),
                        )?
                        .into_array(),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.list, function($v) {($w := $v * 2; $w > 2 ? {"w": $w})})`
pub(crate) fn case_219(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["list"]),
                |v, _, _| Ok({
                    let w = jsonata::multiply(v, 2.0)?;
                    if jsonata::greater(w, 2.0)?.unwrap_or(false) {
                        jsonata::sequence(
                            jsonata::object([
                                (jsonata::literal!("w"), jsonata::sequence(w)),
                            ]),
                        )
                    } else {
                        jsonata::UNDEFINED
                    }
                }),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.list, function($v) {$filter($states.input.list, function($w) {$w > $v})})`
pub(crate) fn case_220(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["list"]),
                |v, _, _| Ok(
                    jsonata::filter_by(
                            jsonata::path_ref(&scope.input, &["list"]),
                            |w, _, _| Ok(jsonata::greater(w, v)?.unwrap_or(false)),
                        )?
                        .into_array(),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.list, function($v) {($filter($states.input.list, function($w) {$w > $v}))[0]})`
pub(crate) fn case_221(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["list"]),
                |v, _, _| Ok(
                    jsonata::filter_by(
                            jsonata::path_ref(&scope.input, &["list"]),
                            |w, _, _| Ok(jsonata::greater(w, v)?.unwrap_or(false)),
                        )?
                        .into_array(),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$reduce($states.input.list, function($a, $v) {$append($a, $filter([$v], function($w) {$w > 1}))}, [])`
pub(crate) fn case_222(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::reduce(
                jsonata::path_ref(&scope.input, &["list"]),
                jsonata::sequence(jsonata::array([])),
                |a, v, _, _| Ok(
                    jsonata::append(
                        &a,
                        jsonata::filter_by(
                                jsonata::array([jsonata::spread_out(v)]),
                                |w, _, _| Ok(jsonata::greater(w, 1.0)?.unwrap_or(false)),
                            )?
                            .collapse(),
                    ),
                ),
            )?
            .into_value(),
    )
}

/// `$map($states.input.people, function($p) {$keys({"a": 1})})`
pub(crate) fn case_223(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["people"]),
                |_, _, _| Ok(
                    jsonata::keys(
                            jsonata::object([
                                (jsonata::literal!("a"), jsonata::sequence(1.0)),
                            ]),
                        )
                        .into_array(),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map($states.input.people, function($p) {$p.age > 26 ? $keys({"a": 1}) : $p.name})`
pub(crate) fn case_224(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["people"]),
                |p, _, _| Ok(
                    if jsonata::greater(jsonata::path_ref(p, &["age"]), 26.0)?
                        .unwrap_or(false)
                    {
                        jsonata::keys(
                                jsonata::object([
                                    (jsonata::literal!("a"), jsonata::sequence(1.0)),
                                ]),
                            )
                            .into_array()
                    } else {
                        jsonata::path(p, &["name"])
                    },
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$partition($states.input.list, 2)`
pub(crate) fn case_225(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::partition(jsonata::path_ref(&scope.input, &["list"]), 2.0)
}

/// `$partition([0], 1)`
pub(crate) fn case_226(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::partition(jsonata::array([jsonata::sequence(0.0)]), 1.0)
}

/// `$range(1, 9, 4)`
pub(crate) fn case_227(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::range(1.0, 9.0, 4.0)?.collapse().into_value())
}

/// `$range(1, 9, 9)`
pub(crate) fn case_228(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::range(1.0, 9.0, 9.0)?.collapse().into_value())
}

/// `$hash("", "MD5")`
pub(crate) fn case_229(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::hash("", "MD5")?.map(jsonata::value))
}

/// `$parse($states.errorOutput.Cause).code`
pub(crate) fn case_230(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::path(
                jsonata::parse(jsonata::path_ref(&scope.error_output, &["Cause"]))?,
                &["code"],
            )
            .into_value(),
    )
}

/// `$now()`
pub(crate) fn case_231(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::now(&mut scope.evaluation))))
}

/// `$millis()`
pub(crate) fn case_232(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::number(jsonata::millis(&mut scope.evaluation))))
}

/// `$random(3) = $random(3)`
pub(crate) fn case_233(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::equal(
                    jsonata::random_with(3.0, &mut scope.evaluation)?,
                    jsonata::random_with(3.0, &mut scope.evaluation)?,
                ),
            ),
        ),
    )
}

/// `$random() < 1`
pub(crate) fn case_234(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::less(jsonata::random(&mut scope.evaluation)?, 1.0)?.map(jsonata::value))
}

/// `$length($uuid())`
pub(crate) fn case_235(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::length(jsonata::uuid(&mut scope.evaluation))?.map(jsonata::value))
}

/// `$map([1..3], function($i) {$random() >= 0})`
pub(crate) fn case_236(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::array([jsonata::spread_out(jsonata::range_of(1.0, 3.0)?)]),
                |_, _, _| Ok(
                    jsonata::sequence(
                        jsonata::greater_or_equal(
                            jsonata::random(&mut scope.evaluation)?,
                            0.0,
                        )?,
                    ),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$total`
pub(crate) fn case_237(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(scope.variables.get("total").map(jsonata::value))
}

/// `$total + $item`
pub(crate) fn case_238(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::add(scope.variables.get("total"), scope.variables.get("item"))?
            .map(jsonata::value),
    )
}

/// `$gone`
pub(crate) fn case_239(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::UNDEFINED.into_value())
}

/// `$exists($gone)`
pub(crate) fn case_240(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::exists(jsonata::UNDEFINED))))
}

/// `($f := function($x){ $x * 2 }; $f(21))`
pub(crate) fn case_241(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::function(move |[x], _| jsonata::multiply(&x, 2.0));
        f.call("f", [jsonata::any(21.0)], &mut scope.evaluation)?.collapse()
    })
        .into_value()
}

/// `($fact := function($n){ $n <= 1 ? 1 : $n * $fact($n - 1) }; $fact(10))`
pub(crate) fn case_242(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let fact = jsonata::Cell::new();
            fact.set({
                let fact = fact.clone();
                jsonata::function(move |[n], cx| Ok(
                    if jsonata::less_or_equal(&n, 1.0)?.unwrap_or(false) {
                        jsonata::sequence(1.0)
                    } else {
                        jsonata::sequence(
                            jsonata::multiply(
                                &n,
                                fact
                                    .get()
                                    .call(
                                        "fact",
                                        [jsonata::any(jsonata::subtract(&n, 1.0)?)],
                                        cx,
                                    )?
                                    .collapse(),
                            )?,
                        )
                    },
                ))
            });
            fact.get()
                .call("fact", [jsonata::any(10.0)], &mut scope.evaluation)?
                .collapse()
        })
            .into_value()?
    })
}

/// `($sum := function($n, $to){ $n = 0 ? $to : $sum($n - 1, $to + $n) }; $sum(5000, 0))`
pub(crate) fn case_243(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let sum = jsonata::Cell::new();
            sum.set({
                let sum = sum.clone();
                jsonata::function(move |[n, to], _| Ok(
                    if jsonata::equal(&n, 0.0) {
                        to.clone()
                    } else {
                        jsonata::tail_call(
                            sum.get(),
                            "sum",
                            [
                                jsonata::any(jsonata::subtract(&n, 1.0)?),
                                jsonata::any(jsonata::add(&to, &n)?),
                            ],
                        )
                    },
                ))
            });
            sum.get()
                .call(
                    "sum",
                    [jsonata::any(5000.0), jsonata::any(0.0)],
                    &mut scope.evaluation,
                )?
                .collapse()
        })
            .into_value()?
    })
}

/// `($even := function($n){ $n = 0 ? true : $odd($n - 1) }; $odd := function($n){ $n = 0 ? false : $even($n - 1) }; $even(2001))`
pub(crate) fn case_244(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let odd = jsonata::Cell::new();
            let even = {
                let odd = odd.clone();
                jsonata::function(move |[n], _| Ok(
                    if jsonata::equal(&n, 0.0) {
                        jsonata::any(true)
                    } else {
                        jsonata::tail_call(
                            odd.get(),
                            "odd",
                            [jsonata::any(jsonata::subtract(&n, 1.0)?)],
                        )
                    },
                ))
            };
            odd.set({
                let even = even.clone();
                jsonata::function(move |[n], _| Ok(
                    if jsonata::equal(&n, 0.0) {
                        jsonata::any(false)
                    } else {
                        jsonata::tail_call(
                            &even,
                            "even",
                            [jsonata::any(jsonata::subtract(&n, 1.0)?)],
                        )
                    },
                ))
            });
            even.call("even", [jsonata::any(2001.0)], &mut scope.evaluation)?.collapse()
        })
            .into_value()?
    })
}

/// `($add := function($a){ function($b){ $a + $b } }; $add(1)(2))`
pub(crate) fn case_245(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let add = jsonata::function(move |[a], _| Ok({
            let a = a.clone();
            jsonata::function(move |[b], _| jsonata::add(&a, &b))
        }));
        add.call("add", [jsonata::any(1.0)], &mut scope.evaluation)?
            .collapse()
            .call("", [jsonata::any(2.0)], &mut scope.evaluation)?
            .collapse()
    })
        .into_value()
}

/// `($make := function($n){ ($by := $n * 10; function($x){ $x + $by }) }; $map([1, 2], $make(3)))`
pub(crate) fn case_246(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let make = jsonata::function(move |[n], _| Ok({
            let by = jsonata::multiply(&n, 10.0)?;
            jsonata::function(move |[x], _| jsonata::add(&x, by))
        }));
        jsonata::Any::builtin(&jsonata::builtins::MAP)
            .call(
                "map",
                [
                    jsonata::any(
                        jsonata::array([jsonata::sequence(1.0), jsonata::sequence(2.0)]),
                    ),
                    make
                        .call("make", [jsonata::any(3.0)], &mut scope.evaluation)?
                        .collapse(),
                ],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `($x := 1; $f := function(){ $x }; $x := 2; $f())`
pub(crate) fn case_247(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let x = jsonata::Cell::new();
            x.set(1.0);
            let f = {
                let x = x.clone();
                jsonata::function(move |[], _| Ok(x.get()))
            };
            x.set(2.0);
            f.call("f", [], &mut scope.evaluation)?.collapse()
        })
            .into_value()?
    })
}

/// `($f := function(){ $total + $late }; $late := 2; $f())`
pub(crate) fn case_248(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let late = jsonata::Cell::new();
            let f = {
                let total = scope.variables.get("total").map(jsonata::value);
                let late = late.clone();
                jsonata::function(move |[], _| jsonata::add(total.as_ref(), late.get()))
            };
            late.set(2.0);
            f.call("f", [], &mut scope.evaluation)?.collapse()
        })
            .into_value()?
    })
}

/// `($a := $b := 5; $a + $b)`
pub(crate) fn case_249(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let b = jsonata::Cell::new();
            let a = b.set(5.0);
            jsonata::add(&a, b.get_or(|| jsonata::any(jsonata::UNDEFINED)))?
        })
            .map(jsonata::value)
    })
}

/// `($total; $total := 1; $total)`
pub(crate) fn case_250(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::number(1.0)))
}

/// `($x := 1; ($x := 2; $x) + $x)`
pub(crate) fn case_251(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number({
                let x = 1.0;
                2.0 + x
            }),
        ),
    )
}

/// `($states.input.list[$last := $]; $last)`
pub(crate) fn case_252(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let last = jsonata::Cell::new();
            let _ = jsonata::Path::of(&scope.input)
                .each(|item, _| jsonata::filter_any(
                    item.field("list").collapse(),
                    |item, _| Ok(last.set(item)),
                ))?
                .end()
                .collapse();
            last.get_or(|| jsonata::any(jsonata::UNDEFINED))
        })
            .into_value()?
    })
}

/// `function($x){ $x + 1 }(4)`
pub(crate) fn case_253(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::function(move |[x], _| jsonata::add(&x, 1.0))
        .call("", [jsonata::any(4.0)], &mut scope.evaluation)?
        .collapse()
        .into_value()
}

/// `(function($x){ $x }) ~> $type`
pub(crate) fn case_254(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::function(move |[x], _| Ok(x.clone())),
            jsonata::Any::builtin(&jsonata::builtins::TYPE),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `($f := $uppercase; $f("a"))`
pub(crate) fn case_255(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::Any::builtin(&jsonata::builtins::UPPERCASE);
        f.call("f", [jsonata::any("a")], &mut scope.evaluation)?.collapse()
    })
        .into_value()
}

/// `$map($states.input.people.name, $uppercase)`
pub(crate) fn case_256(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path_ref(&scope.input, &["people", "name"]),
                |item, _, _| Ok(jsonata::sequence(jsonata::uppercase(item)?)),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$map(["a", "b"], $substring(?, 0, 1))`
pub(crate) fn case_257(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::MAP)
        .call(
            "map",
            [
                jsonata::any(
                    jsonata::array([
                        jsonata::sequence(jsonata::literal!("a")),
                        jsonata::sequence(jsonata::literal!("b")),
                    ]),
                ),
                jsonata::Any::builtin(&jsonata::builtins::SUBSTRING)
                    .partial([None, Some(jsonata::any(0.0)), Some(jsonata::any(1.0))])?,
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `($first := $substring(?, 0, 1); $first("abc"))`
pub(crate) fn case_258(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let first = jsonata::Any::builtin(&jsonata::builtins::SUBSTRING)
            .partial([None, Some(jsonata::any(0.0)), Some(jsonata::any(1.0))])?;
        first.call("first", [jsonata::any("abc")], &mut scope.evaluation)?.collapse()
    })
        .into_value()
}

/// `($sub := function($a, $b){ $a - $b }; $from := $sub(?, 1); $from(5))`
pub(crate) fn case_259(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let sub = jsonata::function(move |[a, b], _| jsonata::subtract(&a, &b));
        let from = sub.partial([None, Some(jsonata::any(1.0))])?;
        from.call("from", [jsonata::any(5.0)], &mut scope.evaluation)?.collapse()
    })
        .into_value()
}

/// `$states.input.text ~> $split("-") ~> $join("+")`
pub(crate) fn case_260(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::join_with(
                jsonata::split(jsonata::path_ref(&scope.input, &["text"]), "-")?,
                "+",
            )?
            .map(jsonata::value),
    )
}

/// `($trimmed := $trim ~> $uppercase; $trimmed("  a b "))`
pub(crate) fn case_261(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let trimmed = jsonata::apply(
                jsonata::Any::builtin(&jsonata::builtins::TRIM),
                jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
                &mut scope.evaluation,
            )?
            .collapse();
        trimmed
            .call("trimmed", [jsonata::any("  a b ")], &mut scope.evaluation)?
            .collapse()
    })
        .into_value()
}

/// `($states.input.name ~> $uppercase) & "!"`
pub(crate) fn case_262(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::uppercase(jsonata::path_ref(&scope.input, &["name"]))?,
                    &"!",
                ])?,
            ),
        ),
    )
}

/// `$states.input.name ~> ($uppercase ~> $lowercase)`
pub(crate) fn case_263(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::path_ref(&scope.input, &["name"]),
            jsonata::apply(
                    jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
                    jsonata::Any::builtin(&jsonata::builtins::LOWERCASE),
                    &mut scope.evaluation,
                )?
                .collapse(),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `($compose := function($f, $g){ function($x){ $g($f($x)) } }; $compose($abs, $sqrt)(-16))`
pub(crate) fn case_264(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let compose = jsonata::function(move |[f, g], _| Ok({
            let g = g.clone();
            let f = f.clone();
            jsonata::function(move |[x], cx| Ok(
                jsonata::tail_call(&g, "g", [f.call("f", [x.clone()], cx)?.collapse()]),
            ))
        }));
        compose
            .call(
                "compose",
                [
                    jsonata::Any::builtin(&jsonata::builtins::ABS),
                    jsonata::Any::builtin(&jsonata::builtins::SQRT),
                ],
                &mut scope.evaluation,
            )?
            .collapse()
            .call("", [jsonata::any(-16.0)], &mut scope.evaluation)?
            .collapse()
    })
        .into_value()
}

/// `[$uppercase, 1] ~> $count`
pub(crate) fn case_265(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::array_of([
                jsonata::elements(jsonata::Any::builtin(&jsonata::builtins::UPPERCASE)),
                jsonata::element(1.0),
            ])?,
            jsonata::Any::builtin(&jsonata::builtins::COUNT),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `{"f": $uppercase}.f("a")`
pub(crate) fn case_266(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(
            jsonata::object_of([
                (
                    jsonata::literal!("f"),
                    jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
                ),
            ]),
        )
        .each(|item, _| Ok(
            item
                .path(&["f"])?
                .call_in(item, "f", [jsonata::any("a")], &mut scope.evaluation)?
                .collapse(),
        ))?
        .end()
        .collapse()
        .into_value()
}

/// `($o := {"f": function($x){ $x & "!" }, "n": 1}; $o.f("a") & $o.n)`
pub(crate) fn case_267(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from({
                let o = jsonata::object_of([
                    (
                        jsonata::literal!("f"),
                        jsonata::function(move |[x], _| jsonata::concat([&&x, &"!"])),
                    ),
                    (jsonata::literal!("n"), jsonata::any(1.0)),
                ]);
                jsonata::concat([
                    &jsonata::Path::of(&o)
                        .each(|item, _| Ok(
                            item
                                .path(&["f"])?
                                .call_in(
                                    item,
                                    "f",
                                    [jsonata::any("a")],
                                    &mut scope.evaluation,
                                )?
                                .collapse(),
                        ))?
                        .end()
                        .collapse(),
                    &jsonata::Path::of(&o).names(&["n"])?.end().collapse(),
                ])?
            }),
        ),
    )
}

/// `$map([$uppercase, $lowercase], function($f){ $f("aB") })`
pub(crate) fn case_268(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::MAP)
        .call(
            "map",
            [
                jsonata::array_of([
                    jsonata::elements(
                        jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
                    ),
                    jsonata::elements(
                        jsonata::Any::builtin(&jsonata::builtins::LOWERCASE),
                    ),
                ])?,
                jsonata::function(move |[f], _| Ok(
                    jsonata::tail_call(&f, "f", [jsonata::any("aB")]),
                )),
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `($f := function($x)<n:n>{ $x + 1 }; $f(1))`
pub(crate) fn case_269(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::function_with(
            const { &[jsonata::parameter("n")] },
            move |[x], _| jsonata::add(&x, 1.0),
        );
        f.call("f", [jsonata::any(1.0)], &mut scope.evaluation)?.collapse()
    })
        .into_value()
}

/// `($f := function($x)<n:n>{ $x + 1 }; $f("1"))`
pub(crate) fn case_270(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::function_with(
            const { &[jsonata::parameter("n")] },
            move |[x], _| jsonata::add(&x, 1.0),
        );
        f.call("f", [jsonata::any("1")], &mut scope.evaluation)?.collapse()
    })
        .into_value()
}

/// `($f := function($x, $y)<s-n?:s>{ $x & $y }; $states.input.name.$f())`
pub(crate) fn case_271(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::function_with(
            const {
                &[jsonata::parameter("s").context(), jsonata::parameter("n").optional()]
            },
            move |[x, y], _| jsonata::concat([&&x, &&y]),
        );
        jsonata::Path::of(&scope.input)
            .names(&["name"])?
            .each(|item, _| Ok(
                f.call_in(item, "f", [], &mut scope.evaluation)?.collapse(),
            ))?
            .end()
            .collapse()
    })
        .into_value()
}

/// `($f := function($x)<a<n>:n>{ $count($x) }; $f(5))`
pub(crate) fn case_272(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::function_with(
            const { &[jsonata::parameter("a").of("n")] },
            move |[x], _| Ok(jsonata::count(&x)),
        );
        f.call("f", [jsonata::any(5.0)], &mut scope.evaluation)?.collapse()
    })
        .into_value()
}

/// `($f := function($x)<a<n>:n>{ $count($x) }; $f(["a"]))`
pub(crate) fn case_273(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::function_with(
            const { &[jsonata::parameter("a").of("n")] },
            move |[x], _| Ok(jsonata::count(&x)),
        );
        f.call(
                "f",
                [
                    jsonata::any(
                        jsonata::array([jsonata::sequence(jsonata::literal!("a"))]),
                    ),
                ],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `($f := function($x)<s-:s>{ $x }; $states.input.order.$f())`
pub(crate) fn case_274(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::function_with(
            const { &[jsonata::parameter("s").context()] },
            move |[x], _| Ok(x.clone()),
        );
        jsonata::Path::of(&scope.input)
            .names(&["order"])?
            .each(|item, _| Ok(
                f.call_in(item, "f", [], &mut scope.evaluation)?.collapse(),
            ))?
            .end()
            .collapse()
    })
        .into_value()
}

/// `($f := function($a, $b)<n+s:s>{ $a & $b }; $f(1, 2, "x"))`
pub(crate) fn case_275(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = jsonata::function_with(
            const { &[jsonata::parameter("n").repeated(), jsonata::parameter("s")] },
            move |[a, b], _| jsonata::concat([&&a, &&b]),
        );
        f.call(
                "f",
                [jsonata::any(1.0), jsonata::any(2.0), jsonata::any("x")],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `($f := 5; $f(1))`
pub(crate) fn case_276(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = 5.0;
        jsonata::any(f).call("f", [jsonata::any(1.0)], &mut scope.evaluation)?.collapse()
    })
        .into_value()
}

/// `($f := 5; $f(?, 1))`
pub(crate) fn case_277(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let f = 5.0;
        jsonata::any(f).partial([None, Some(jsonata::any(1.0))])?
    })
        .into_value()
}

/// `$states.input.name ~> $states.input.n`
pub(crate) fn case_278(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::path_ref(&scope.input, &["name"]),
            jsonata::path_ref(&scope.input, &["n"]),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$reduce([1, 2, 3, 4], function($a, $b, $i, $all){ $a + $b * $i + $count($all) })`
pub(crate) fn case_279(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::reduce(
                jsonata::array([
                    jsonata::sequence(1.0),
                    jsonata::sequence(2.0),
                    jsonata::sequence(3.0),
                    jsonata::sequence(4.0),
                ]),
                jsonata::UNDEFINED,
                |a, b, i, all| Ok(
                    jsonata::sequence(
                        jsonata::add(
                            jsonata::add(&a, jsonata::multiply(b, i)?)?,
                            jsonata::count(all),
                        )?,
                    ),
                ),
            )?
            .into_value(),
    )
}

/// `($join := function($a, $b){ $a & $b }; $reduce(["a", "b", "c"], $join))`
pub(crate) fn case_280(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let join = jsonata::function(move |[a, b], _| jsonata::concat([&&a, &&b]));
        jsonata::Any::builtin(&jsonata::builtins::REDUCE)
            .call(
                "reduce",
                [
                    jsonata::any(
                        jsonata::array([
                            jsonata::sequence(jsonata::literal!("a")),
                            jsonata::sequence(jsonata::literal!("b")),
                            jsonata::sequence(jsonata::literal!("c")),
                        ]),
                    ),
                    join.clone(),
                ],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `$reduce([1, 2], $uppercase)`
pub(crate) fn case_281(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::REDUCE)
        .call(
            "reduce",
            [
                jsonata::any(
                    jsonata::array([jsonata::sequence(1.0), jsonata::sequence(2.0)]),
                ),
                jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$filter($states.input.people, function($p, $i, $all){ $p.age > 26 and $i < $count($all) - 1 }).name`
pub(crate) fn case_282(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::path(
                jsonata::filter_by(
                        jsonata::path_ref(&scope.input, &["people"]),
                        |p, i, all| Ok(
                            jsonata::greater(jsonata::path_ref(p, &["age"]), 26.0)?
                                .unwrap_or(false)
                                && jsonata::less(i, jsonata::count(all) - 1.0)?
                                    .unwrap_or(false),
                        ),
                    )?
                    .collapse(),
                &["name"],
            )
            .into_value(),
    )
}

/// `($old := function($p){ $p.age > 26 }; $filter($states.input.people, $old).name)`
pub(crate) fn case_283(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let old = jsonata::function(move |[p], _| jsonata::greater(
            jsonata::Path::of(&p).names(&["age"])?.end().collapse(),
            26.0,
        ));
        jsonata::Path::of(
                jsonata::Any::builtin(&jsonata::builtins::FILTER)
                    .call(
                        "filter",
                        [
                            jsonata::any(jsonata::path(&scope.input, &["people"])),
                            old.clone(),
                        ],
                        &mut scope.evaluation,
                    )?
                    .collapse(),
            )
            .names(&["name"])?
            .end()
            .collapse()
    })
        .into_value()
}

/// `($is := function($v, $k){ $k = "total" }; $sift($states.input.order, $is))`
pub(crate) fn case_284(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let is = jsonata::function(move |[_, k], _| Ok(jsonata::equal(&k, "total")));
        jsonata::Any::builtin(&jsonata::builtins::SIFT)
            .call(
                "sift",
                [jsonata::any(jsonata::path(&scope.input, &["order"])), is.clone()],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `($show := function($v, $k){ $k & "=" & $string($v) }; $each({"a": 1, "b": [2]}, $show))`
pub(crate) fn case_285(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let show = jsonata::function(move |[v, k], _| jsonata::concat([
            &jsonata::concat([&&k, &"="])?,
            &jsonata::string(&v)?,
        ]));
        jsonata::Any::builtin(&jsonata::builtins::EACH)
            .call(
                "each",
                [
                    jsonata::any(
                        jsonata::object([
                            (jsonata::literal!("a"), jsonata::sequence(1.0)),
                            (
                                jsonata::literal!("b"),
                                jsonata::sequence(jsonata::array([jsonata::sequence(2.0)])),
                            ),
                        ]),
                    ),
                    show.clone(),
                ],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `($big := function($p){ $p.price = 5.5 }; $single($states.input.order.lines, $big).sku)`
pub(crate) fn case_286(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let big = jsonata::function(move |[p], _| Ok(
            jsonata::equal(
                jsonata::Path::of(&p).names(&["price"])?.end().collapse(),
                5.5,
            ),
        ));
        jsonata::Path::of(
                jsonata::Any::builtin(&jsonata::builtins::SINGLE)
                    .call(
                        "single",
                        [
                            jsonata::any(
                                jsonata::path(&scope.input, &["order", "lines"]),
                            ),
                            big.clone(),
                        ],
                        &mut scope.evaluation,
                    )?
                    .collapse(),
            )
            .names(&["sku"])?
            .end()
            .collapse()
    })
        .into_value()
}

/// `$single([7])`
pub(crate) fn case_287(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::SINGLE)
        .call(
            "single",
            [jsonata::any(jsonata::array([jsonata::sequence(7.0)]))],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$single([1, 2])`
pub(crate) fn case_288(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::SINGLE)
        .call(
            "single",
            [
                jsonata::any(
                    jsonata::array([jsonata::sequence(1.0), jsonata::sequence(2.0)]),
                ),
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$sort([3, 1, 2], function($a, $b){ $a < $b })`
pub(crate) fn case_289(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::sort_by(
                jsonata::array([
                    jsonata::sequence(3.0),
                    jsonata::sequence(1.0),
                    jsonata::sequence(2.0),
                ]),
                |a, b| Ok(jsonata::less(a, b)?.unwrap_or(false)),
            )?
            .into_value(),
    )
}

/// `$sort($states.input.people, function($a, $b){ $a.age > $b.age }).name`
pub(crate) fn case_290(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::path(
                jsonata::sort_by(
                    jsonata::path_ref(&scope.input, &["people"]),
                    |a, b| Ok(
                        jsonata::greater(
                                jsonata::path_ref(a, &["age"]),
                                jsonata::path_ref(b, &["age"]),
                            )?
                            .unwrap_or(false),
                    ),
                )?,
                &["name"],
            )
            .into_value(),
    )
}

/// `($by := function($l, $r){ $l > $r }; $sort(["b", "a"], $by))`
pub(crate) fn case_291(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let by = jsonata::function(move |[l, r], _| jsonata::greater(&l, &r));
        jsonata::Any::builtin(&jsonata::builtins::SORT)
            .call(
                "sort",
                [
                    jsonata::any(
                        jsonata::array([
                            jsonata::sequence(jsonata::literal!("b")),
                            jsonata::sequence(jsonata::literal!("a")),
                        ]),
                    ),
                    by.clone(),
                ],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `$zip([1, 2, 3], ["a", "b"])`
pub(crate) fn case_292(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::ZIP)
        .call(
            "zip",
            [
                jsonata::any(
                    jsonata::array([
                        jsonata::sequence(1.0),
                        jsonata::sequence(2.0),
                        jsonata::sequence(3.0),
                    ]),
                ),
                jsonata::any(
                    jsonata::array([
                        jsonata::sequence(jsonata::literal!("a")),
                        jsonata::sequence(jsonata::literal!("b")),
                    ]),
                ),
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$count($shuffle([1, 2, 3]))`
pub(crate) fn case_293(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                jsonata::count(
                    jsonata::Any::builtin(&jsonata::builtins::SHUFFLE)
                        .call(
                            "shuffle",
                            [
                                jsonata::any(
                                    jsonata::array([
                                        jsonata::sequence(1.0),
                                        jsonata::sequence(2.0),
                                        jsonata::sequence(3.0),
                                    ]),
                                ),
                            ],
                            &mut scope.evaluation,
                        )?
                        .collapse(),
                ),
            ),
        ),
    )
}

/// `$each({"a": $uppercase}, function($f){ $f("x") })`
pub(crate) fn case_294(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::EACH)
        .call(
            "each",
            [
                jsonata::object_of([
                    (
                        jsonata::literal!("a"),
                        jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
                    ),
                ]),
                jsonata::function(move |[f], _| Ok(
                    jsonata::tail_call(&f, "f", [jsonata::any("x")]),
                )),
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$append($uppercase, $lowercase) ~> $count`
pub(crate) fn case_295(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::Any::builtin(&jsonata::builtins::APPEND)
                .call(
                    "append",
                    [
                        jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
                        jsonata::Any::builtin(&jsonata::builtins::LOWERCASE),
                    ],
                    &mut scope.evaluation,
                )?
                .collapse(),
            jsonata::Any::builtin(&jsonata::builtins::COUNT),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$boolean($uppercase)`
pub(crate) fn case_296(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::BOOLEAN)
        .call(
            "boolean",
            [jsonata::Any::builtin(&jsonata::builtins::UPPERCASE)],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$uppercase ? 1 : 2`
pub(crate) fn case_297(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                if jsonata::truthy(
                    jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
                )? {
                    1.0
                } else {
                    2.0
                },
            ),
        ),
    )
}

/// `$string($uppercase) = ""`
pub(crate) fn case_298(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::equal(
                    jsonata::string(
                        jsonata::Any::builtin(&jsonata::builtins::UPPERCASE),
                    )?,
                    "",
                ),
            ),
        ),
    )
}

/// `$type(function(){1})`
pub(crate) fn case_299(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::type_of(jsonata::function(move |[], _| Ok(1.0))).map(jsonata::value))
}

/// `function($x){ $x }`
pub(crate) fn case_300(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::function(move |[x], _| Ok(x.clone())).into_value()
}

/// `[1, $uppercase]`
pub(crate) fn case_301(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::array_of([
            jsonata::element(1.0),
            jsonata::elements(jsonata::Any::builtin(&jsonata::builtins::UPPERCASE)),
        ])?
        .into_value()
}

/// `$states.input.order ~> |lines|{"sum": price * qty}, ["gift", "price"]|`
pub(crate) fn case_302(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::path_ref(&scope.input, &["order"]),
            jsonata::transform(move |change, item, _| Ok(
                match change {
                    jsonata::Change::Pattern => item.path(&["lines"])?,
                    jsonata::Change::Update => {
                        jsonata::grouped_any(
                            item,
                            |item| Ok(
                                jsonata::object([
                                    (
                                        jsonata::literal!("sum"),
                                        jsonata::sequence(
                                            jsonata::multiply(
                                                item.path(&["price"])?,
                                                item.path(&["qty"])?,
                                            )?,
                                        ),
                                    ),
                                ]),
                            ),
                        )?
                    }
                    jsonata::Change::Delete => {
                        jsonata::any(
                            jsonata::array([
                                jsonata::sequence(jsonata::literal!("gift")),
                                jsonata::sequence(jsonata::literal!("price")),
                            ]),
                        )
                    }
                },
            )),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$states.input.order ~> |$|{"id": "new"}|`
pub(crate) fn case_303(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::path_ref(&scope.input, &["order"]),
            jsonata::transform(move |change, item, _| Ok(
                match change {
                    jsonata::Change::Pattern => item.clone(),
                    jsonata::Change::Update => {
                        jsonata::any(
                            jsonata::object([
                                (
                                    jsonata::literal!("id"),
                                    jsonata::sequence(jsonata::literal!("new")),
                                ),
                            ]),
                        )
                    }
                    jsonata::Change::Delete => jsonata::Any::Undefined,
                },
            )),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$states.input.people ~> |$[age = 30]|{"age": age + 1}|`
pub(crate) fn case_304(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::path_ref(&scope.input, &["people"]),
            jsonata::transform(move |change, item, _| Ok(
                match change {
                    jsonata::Change::Pattern => {
                        jsonata::filter_any(
                                item,
                                |item, _| Ok(jsonata::equal(item.path(&["age"])?, 30.0)),
                            )?
                            .collapse()
                    }
                    jsonata::Change::Update => {
                        jsonata::grouped_any(
                            item,
                            |item| Ok(
                                jsonata::object([
                                    (
                                        jsonata::literal!("age"),
                                        jsonata::sequence(jsonata::add(item.path(&["age"])?, 1.0)?),
                                    ),
                                ]),
                            ),
                        )?
                    }
                    jsonata::Change::Delete => jsonata::Any::Undefined,
                },
            )),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$states.input.order ~> |lines|5|`
pub(crate) fn case_305(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::path_ref(&scope.input, &["order"]),
            jsonata::transform(move |change, item, _| Ok(
                match change {
                    jsonata::Change::Pattern => item.path(&["lines"])?,
                    jsonata::Change::Update => jsonata::any(5.0),
                    jsonata::Change::Delete => jsonata::Any::Undefined,
                },
            )),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$states.input.order ~> |lines|{}, 5|`
pub(crate) fn case_306(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::path_ref(&scope.input, &["order"]),
            jsonata::transform(move |change, item, _| Ok(
                match change {
                    jsonata::Change::Pattern => item.path(&["lines"])?,
                    jsonata::Change::Update => jsonata::any(jsonata::object([])),
                    jsonata::Change::Delete => jsonata::any(5.0),
                },
            )),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$states.input.list ~> |$|{"a": 1}|`
pub(crate) fn case_307(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::apply(
            jsonata::path_ref(&scope.input, &["list"]),
            jsonata::transform(move |change, item, _| Ok(
                match change {
                    jsonata::Change::Pattern => item.clone(),
                    jsonata::Change::Update => {
                        jsonata::any(
                            jsonata::object([
                                (jsonata::literal!("a"), jsonata::sequence(1.0)),
                            ]),
                        )
                    }
                    jsonata::Change::Delete => jsonata::Any::Undefined,
                },
            )),
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `($up := |lines|{"qty": qty * 2}|; $up($states.input.order).lines.qty)`
pub(crate) fn case_308(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let up = jsonata::transform(move |change, item, _| Ok(
            match change {
                jsonata::Change::Pattern => item.path(&["lines"])?,
                jsonata::Change::Update => {
                    jsonata::grouped_any(
                        item,
                        |item| Ok(
                            jsonata::object([
                                (
                                    jsonata::literal!("qty"),
                                    jsonata::sequence(
                                        jsonata::multiply(item.path(&["qty"])?, 2.0)?,
                                    ),
                                ),
                            ]),
                        ),
                    )?
                }
                jsonata::Change::Delete => jsonata::Any::Undefined,
            },
        ));
        jsonata::Path::of(
                up
                    .call(
                        "up",
                        [jsonata::any(jsonata::path(&scope.input, &["order"]))],
                        &mut scope.evaluation,
                    )?
                    .collapse(),
            )
            .names(&["lines", "qty"])?
            .end()
            .collapse()
    })
        .into_value()
}

/// `$map([{"a": 1}, {"a": 2}], |$|{"b": a}|)`
pub(crate) fn case_309(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::MAP)
        .call(
            "map",
            [
                jsonata::any(
                    jsonata::array([
                        jsonata::spread_out(
                            jsonata::object([
                                (jsonata::literal!("a"), jsonata::sequence(1.0)),
                            ]),
                        ),
                        jsonata::spread_out(
                            jsonata::object([
                                (jsonata::literal!("a"), jsonata::sequence(2.0)),
                            ]),
                        ),
                    ]),
                ),
                jsonata::transform(move |change, item, _| Ok(
                    match change {
                        jsonata::Change::Pattern => item.clone(),
                        jsonata::Change::Update => {
                            jsonata::grouped_any(
                                item,
                                |item| Ok(
                                    jsonata::object_of([
                                        (jsonata::literal!("b"), item.path(&["a"])?),
                                    ]),
                                ),
                            )?
                        }
                        jsonata::Change::Delete => jsonata::Any::Undefined,
                    },
                )),
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$states.input.order.lines.{"sku": sku, "of": %.id}`
pub(crate) fn case_310(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["order"])?
        .tuples(
            &[jsonata::Binding::Parent("!0")],
            |item, _| Ok(item.field("lines").collapse()),
        )?
        .tuples(
            &[],
            |item, tuple| jsonata::grouped_any(
                item,
                |item| Ok(
                    jsonata::object_of([
                        (jsonata::literal!("sku"), item.path(&["sku"])?),
                        (
                            jsonata::literal!("of"),
                            jsonata::Path::context(item)
                                .each(|_, _| Ok(tuple.get("!0")))?
                                .names(&["id"])?
                                .end()
                                .collapse(),
                        ),
                    ]),
                ),
            ),
        )?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people.pets.{"pet": $, "of": %.name}`
pub(crate) fn case_311(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["people"])?
        .tuples(
            &[jsonata::Binding::Parent("!0")],
            |item, _| Ok(item.field("pets").collapse()),
        )?
        .tuples(
            &[],
            |item, tuple| jsonata::grouped_any(
                item,
                |item| Ok(
                    jsonata::object_of([
                        (jsonata::literal!("pet"), item.clone()),
                        (
                            jsonata::literal!("of"),
                            jsonata::Path::context(item)
                                .each(|_, _| Ok(tuple.get("!0")))?
                                .names(&["name"])?
                                .end()
                                .collapse(),
                        ),
                    ]),
                ),
            ),
        )?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.order.lines[%.total > 100].sku`
pub(crate) fn case_312(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["order"])?
        .tuples(
            &[jsonata::Binding::Parent("!0")],
            |item, _| Ok(item.field("lines").collapse()),
        )?
        .filter(|item, tuple| jsonata::greater(
            jsonata::Path::context(item)
                .each(|_, _| Ok(tuple.get("!0")))?
                .names(&["total"])?
                .end()
                .collapse(),
            100.0,
        ))?
        .tuples(&[], |item, _| Ok(item.field("sku").collapse()))?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people@$p.{"n": $p.name, "first": name}`
pub(crate) fn case_313(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .tuples(
            &[jsonata::Binding::Focus("p")],
            |item, _| Ok(item.field("people").collapse()),
        )?
        .tuples(
            &[],
            |item, tuple| jsonata::grouped_any(
                item,
                |item| Ok(
                    jsonata::object_of([
                        (
                            jsonata::literal!("n"),
                            jsonata::Path::of(tuple.get("p"))
                                .names(&["name"])?
                                .end()
                                .collapse(),
                        ),
                        (jsonata::literal!("first"), item.path(&["name"])?),
                    ]),
                ),
            ),
        )?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people#$i.(name & $i)`
pub(crate) fn case_314(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .tuples(
            &[jsonata::Binding::Index("i")],
            |item, _| Ok(item.field("people").collapse()),
        )?
        .tuples(
            &[],
            |item, tuple| jsonata::concat([&item.path(&["name"])?, &tuple.get("i")]),
        )?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people#$i[$i > 0].name`
pub(crate) fn case_315(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .tuples(
            &[jsonata::Binding::Index("i")],
            |item, _| Ok(item.field("people").collapse()),
        )?
        .filter(|_, tuple| jsonata::greater(tuple.get("i"), 0.0))?
        .tuples(&[], |item, _| Ok(item.field("name").collapse()))?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people[age = 30]#$i.(name & $i)`
pub(crate) fn case_316(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .tuples(&[], |item, _| Ok(item.field("people").collapse()))?
        .filter(|item, _| Ok(jsonata::equal(item.path(&["age"])?, 30.0)))?
        .index("i")
        .tuples(
            &[],
            |item, tuple| jsonata::concat([&item.path(&["name"])?, &tuple.get("i")]),
        )?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people#$i[age = 30].{"i": $i, "n": name}`
pub(crate) fn case_317(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .tuples(
            &[jsonata::Binding::Index("i")],
            |item, _| Ok(item.field("people").collapse()),
        )?
        .filter(|item, _| Ok(jsonata::equal(item.path(&["age"])?, 30.0)))?
        .tuples(
            &[],
            |item, tuple| jsonata::grouped_any(
                item,
                |item| Ok(
                    jsonata::object_of([
                        (jsonata::literal!("i"), tuple.get("i")),
                        (jsonata::literal!("n"), item.path(&["name"])?),
                    ]),
                ),
            ),
        )?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people@$p.($states.input.order.lines)@$l[$l.price > 6].($p.name & $l.sku)`
pub(crate) fn case_318(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .tuples(
            &[jsonata::Binding::Focus("p")],
            |item, _| Ok(item.field("people").collapse()),
        )?
        .tuples(
            &[jsonata::Binding::Focus("l")],
            |_, _| Ok(jsonata::path(&scope.input, &["order", "lines"])),
        )?
        .filter(|_, tuple| jsonata::greater(
            jsonata::Path::of(tuple.get("l")).names(&["price"])?.end().collapse(),
            6.0,
        ))?
        .tuples(
            &[],
            |_, tuple| jsonata::concat([
                &jsonata::Path::of(tuple.get("p")).names(&["name"])?.end().collapse(),
                &jsonata::Path::of(tuple.get("l")).names(&["sku"])?.end().collapse(),
            ]),
        )?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people.pets#$i{$string($i): $}`
pub(crate) fn case_319(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::group_any(
            jsonata::Path::of(&scope.input)
                .names(&["people"])?
                .tuples(
                    &[jsonata::Binding::Index("i")],
                    |item, _| Ok(item.field("pets").collapse()),
                )?
                .end_with_tuples(),
            1,
            |part, item, tuple| Ok(
                match part {
                    jsonata::Part::Key(0usize) => {
                        jsonata::any(jsonata::string(tuple.get("i"))?)
                    }
                    jsonata::Part::Value(0usize) => item.clone(),
                    _ => jsonata::Any::Undefined,
                },
            ),
        )?
        .into_value()
}

/// `$states.input.people@$p{$p.name: $count($p.pets)}`
pub(crate) fn case_320(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::group_any(
            jsonata::Path::of(&scope.input)
                .tuples(
                    &[jsonata::Binding::Focus("p")],
                    |item, _| Ok(item.field("people").collapse()),
                )?
                .end_with_tuples(),
            1,
            |part, _, tuple| Ok(
                match part {
                    jsonata::Part::Key(0usize) => {
                        jsonata::Path::of(tuple.get("p"))
                            .names(&["name"])?
                            .end()
                            .collapse()
                    }
                    jsonata::Part::Value(0usize) => {
                        jsonata::any(
                            jsonata::count(
                                jsonata::Path::of(tuple.get("p"))
                                    .names(&["pets"])?
                                    .end()
                                    .collapse(),
                            ),
                        )
                    }
                    _ => jsonata::Any::Undefined,
                },
            ),
        )?
        .into_value()
}

/// `$states.input.people^(age)#$i.{"i": $i, "n": name}`
pub(crate) fn case_321(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["people"])?
        .sort_to_tuples(
            Some("i"),
            |item, _| Ok(vec![jsonata::ascending(item.path(& ["age"]) ?)]),
        )?
        .tuples(
            &[],
            |item, tuple| jsonata::grouped_any(
                item,
                |item| Ok(
                    jsonata::object_of([
                        (jsonata::literal!("i"), tuple.get("i")),
                        (jsonata::literal!("n"), item.path(&["name"])?),
                    ]),
                ),
            ),
        )?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people.pets^($)`
pub(crate) fn case_322(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["people", "pets"])
            .sort(|item| Ok([jsonata::ascending(item)]))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.(pets)^(>$)[0]`
pub(crate) fn case_323(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::index(
                jsonata::within(&scope.input)
                    .names(&["people"])
                    .each(|item| Ok(jsonata::path(item, &["pets"])))?
                    .sort(|item| Ok([jsonata::descending(item)]))?,
                0,
            )
            .collapse()
            .into_value(),
    )
}

/// `$states.input.missing#$i.x`
pub(crate) fn case_324(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .tuples(
            &[jsonata::Binding::Index("i")],
            |item, _| Ok(item.field("missing").collapse()),
        )?
        .tuples(&[], |item, _| Ok(item.field("x").collapse()))?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.nested.$`
pub(crate) fn case_325(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::within(&scope.input)
            .names(&["nested"])
            .each(|item| Ok(item.map(jsonata::value)))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.pets.%.%.text`
pub(crate) fn case_326(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .tuples(
            &[jsonata::Binding::Parent("!1")],
            |item, _| Ok(item.field("people").collapse()),
        )?
        .tuples(
            &[jsonata::Binding::Parent("!0")],
            |item, _| Ok(item.field("pets").collapse()),
        )?
        .tuples(&[], |_, tuple| Ok(tuple.get("!0")))?
        .tuples(&[], |_, tuple| Ok(tuple.get("!1")))?
        .tuples(&[], |item, _| Ok(item.field("text").collapse()))?
        .end()
        .collapse()
        .into_value()
}

/// `$contains($states.input.text, /B/i)`
pub(crate) fn case_327(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::contains_match(
                jsonata::path_ref(&scope.input, &["text"]),
                {
                    static REGEX: jsonata::Regex = jsonata::Regex::new("B", "i");
                    &REGEX
                },
            )?
            .map(jsonata::value),
    )
}

/// `$match("ab12cd345", /[a-z]+(\d+)/)`
pub(crate) fn case_328(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::matches(
                "ab12cd345",
                {
                    static REGEX: jsonata::Regex = jsonata::Regex::new(
                        "[a-z]+(\\d+)",
                        "",
                    );
                    &REGEX
                },
                jsonata::UNDEFINED,
            )?
            .collapse()
            .into_value(),
    )
}

/// `$match("ab12cd345", /[a-z]+(\d+)/, 1).groups`
pub(crate) fn case_329(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::path(
                jsonata::matches(
                        "ab12cd345",
                        {
                            static REGEX: jsonata::Regex = jsonata::Regex::new(
                                "[a-z]+(\\d+)",
                                "",
                            );
                            &REGEX
                        },
                        1.0,
                    )?
                    .collapse(),
                &["groups"],
            )
            .into_value(),
    )
}

/// `$replace("a1b22", /\d+/, "<$0>")`
pub(crate) fn case_330(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::replace_matches(
                "a1b22",
                {
                    static REGEX: jsonata::Regex = jsonata::Regex::new("\\d+", "");
                    &REGEX
                },
                "<$0>",
                jsonata::UNDEFINED,
            )?
            .map(jsonata::value),
    )
}

/// `$replace("John Smith", /(\w+)\s(\w+)/, "$2, $1")`
pub(crate) fn case_331(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::replace_matches(
                "John Smith",
                {
                    static REGEX: jsonata::Regex = jsonata::Regex::new(
                        "(\\w+)\\s(\\w+)",
                        "",
                    );
                    &REGEX
                },
                "$2, $1",
                jsonata::UNDEFINED,
            )?
            .map(jsonata::value),
    )
}

/// `$replace("a1b2", /\d/, function($m){ $string($number($m.match) + 1) })`
pub(crate) fn case_332(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::REPLACE)
        .call(
            "replace",
            [
                jsonata::any("a1b2"),
                jsonata::Any::regex({
                    static REGEX: jsonata::Regex = jsonata::Regex::new("\\d", "");
                    &REGEX
                }),
                jsonata::function(move |[m], _| jsonata::string(
                    jsonata::add(
                        jsonata::number(
                            jsonata::Path::of(&m).names(&["match"])?.end().collapse(),
                        )?,
                        1.0,
                    )?,
                )),
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$split("a1b22c", /\d+/)`
pub(crate) fn case_333(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::split_by(
        "a1b22c",
        {
            static REGEX: jsonata::Regex = jsonata::Regex::new("\\d+", "");
            &REGEX
        },
        jsonata::UNDEFINED,
    )
}

/// `$split("a1b22c", /\d+/, 2)`
pub(crate) fn case_334(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::split_by(
        "a1b22c",
        {
            static REGEX: jsonata::Regex = jsonata::Regex::new("\\d+", "");
            &REGEX
        },
        2.0,
    )
}

/// `($digits := /\d+/; $replace("a1b22", $digits, "#"))`
pub(crate) fn case_335(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let digits = jsonata::Any::regex({
            static REGEX: jsonata::Regex = jsonata::Regex::new("\\d+", "");
            &REGEX
        });
        jsonata::Any::builtin(&jsonata::builtins::REPLACE)
            .call(
                "replace",
                [jsonata::any("a1b22"), digits.clone(), jsonata::any("#")],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `($digits := /\d+/; $digits("ab12").start)`
pub(crate) fn case_336(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let digits = jsonata::Any::regex({
            static REGEX: jsonata::Regex = jsonata::Regex::new("\\d+", "");
            &REGEX
        });
        jsonata::Path::of(
                digits
                    .call("digits", [jsonata::any("ab12")], &mut scope.evaluation)?
                    .collapse(),
            )
            .names(&["start"])?
            .end()
            .collapse()
    })
        .into_value()
}

/// `/b/("abc").match`
pub(crate) fn case_337(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(
            jsonata::Any::regex({
                    static REGEX: jsonata::Regex = jsonata::Regex::new("b", "");
                    &REGEX
                })
                .call("", [jsonata::any("abc")], &mut scope.evaluation)?
                .collapse(),
        )
        .names(&["match"])?
        .end()
        .collapse()
        .into_value()
}

/// `($m := /a./("abac"); $m.next().match)`
pub(crate) fn case_338(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let m = jsonata::Any::regex({
                static REGEX: jsonata::Regex = jsonata::Regex::new("a.", "");
                &REGEX
            })
            .call("", [jsonata::any("abac")], &mut scope.evaluation)?
            .collapse();
        jsonata::Path::of(&m)
            .each(|item, _| Ok(
                item
                    .path(&["next"])?
                    .call_in(item, "next", [], &mut scope.evaluation)?
                    .collapse(),
            ))?
            .names(&["match"])?
            .end()
            .collapse()
    })
        .into_value()
}

/// `($find := function($s){ {"match": "b", "start": 1, "end": 2, "groups": []} }; $contains("abc", $find))`
pub(crate) fn case_339(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let find = jsonata::function(move |[_], _| Ok(
            jsonata::object([
                (jsonata::literal!("match"), jsonata::sequence(jsonata::literal!("b"))),
                (jsonata::literal!("start"), jsonata::sequence(1.0)),
                (jsonata::literal!("end"), jsonata::sequence(2.0)),
                (jsonata::literal!("groups"), jsonata::sequence(jsonata::array([]))),
            ]),
        ));
        jsonata::Any::builtin(&jsonata::builtins::CONTAINS)
            .call(
                "contains",
                [jsonata::any("abc"), find.clone()],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `($wrong := function($s){ {"a": 1} }; $contains("abc", $wrong))`
pub(crate) fn case_340(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    ({
        let wrong = jsonata::function(move |[_], _| Ok(
            jsonata::object([(jsonata::literal!("a"), jsonata::sequence(1.0))]),
        ));
        jsonata::Any::builtin(&jsonata::builtins::CONTAINS)
            .call(
                "contains",
                [jsonata::any("abc"), wrong.clone()],
                &mut scope.evaluation,
            )?
            .collapse()
    })
        .into_value()
}

/// `$map(["a1", "b"], function($s){ $contains($s, /\d/) })`
pub(crate) fn case_341(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::array([
                    jsonata::sequence(jsonata::literal!("a1")),
                    jsonata::sequence(jsonata::literal!("b")),
                ]),
                |s, _, _| Ok(
                    jsonata::sequence(
                        jsonata::contains_match(
                            s,
                            {
                                static REGEX: jsonata::Regex = jsonata::Regex::new(
                                    "\\d",
                                    "",
                                );
                                &REGEX
                            },
                        )?,
                    ),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$filter(["a1", "b"], /\d/)`
pub(crate) fn case_342(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Any::builtin(&jsonata::builtins::FILTER)
        .call(
            "filter",
            [
                jsonata::any(
                    jsonata::array([
                        jsonata::sequence(jsonata::literal!("a1")),
                        jsonata::sequence(jsonata::literal!("b")),
                    ]),
                ),
                jsonata::Any::regex({
                    static REGEX: jsonata::Regex = jsonata::Regex::new("\\d", "");
                    &REGEX
                }),
            ],
            &mut scope.evaluation,
        )?
        .collapse()
        .into_value()
}

/// `$replace("abc", /x*/, "-")`
pub(crate) fn case_343(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::replace_matches(
                "abc",
                {
                    static REGEX: jsonata::Regex = jsonata::Regex::new("x*", "");
                    &REGEX
                },
                "-",
                jsonata::UNDEFINED,
            )?
            .map(jsonata::value),
    )
}

/// `$states.input.list.missing[true]`
pub(crate) fn case_344(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["list"])?
        .each(|item, _| jsonata::filter_any(
            item.field("missing").collapse(),
            |_, _| Ok(true),
        ))?
        .end()
        .collapse()
        .into_value()
}

/// `$count($states.input.people.missing[$states.input.yes])`
pub(crate) fn case_345(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                jsonata::count(
                    jsonata::Path::of(&scope.input)
                        .names(&["people"])?
                        .each(|item, _| jsonata::filter_any(
                            item.field("missing").collapse(),
                            |_, _| Ok(jsonata::path(&scope.input, &["yes"])),
                        ))?
                        .end()
                        .collapse(),
                ),
            ),
        ),
    )
}

/// `$states.input.people.[name].$`
pub(crate) fn case_346(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["people"])?
        .each(|item, _| Ok(
            jsonata::array_of([jsonata::elements(item.path(&["name"])?)])?.constructed(),
        ))?
        .each(|item, _| Ok(item.clone()))?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people.[name].($)`
pub(crate) fn case_347(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["people"])?
        .each(|item, _| Ok(
            jsonata::array_of([jsonata::elements(item.path(&["name"])?)])?.constructed(),
        ))?
        .each(|item, _| Ok(item.clone()))?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people.($states.input.single.[name])`
pub(crate) fn case_348(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["people"])?
        .each(|_, _| Ok(
            jsonata::Path::of(&scope.input)
                .names(&["single"])?
                .each(|item, _| Ok(
                    jsonata::array_of([jsonata::elements(item.path(&["name"])?)])?
                        .constructed(),
                ))?
                .end()
                .collapse(),
        ))?
        .end()
        .collapse()
        .into_value()
}

/// `$states.input.people.(age > 26 ? pets.[$] : single.[name])`
pub(crate) fn case_349(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::Path::of(&scope.input)
        .names(&["people"])?
        .each(|item, _| Ok(
            if jsonata::greater(item.path(&["age"])?, 26.0)?.unwrap_or(false) {
                jsonata::Path::context(item)
                    .names(&["pets"])?
                    .each(|item, _| Ok(
                        jsonata::array_of([jsonata::elements(item)])?.constructed(),
                    ))?
                    .end()
                    .collapse()
            } else {
                jsonata::Path::context(item)
                    .names(&["single"])?
                    .each(|item, _| Ok(
                        jsonata::array_of([jsonata::elements(item.path(&["name"])?)])?
                            .constructed(),
                    ))?
                    .end()
                    .collapse()
            },
        ))?
        .end()
        .collapse()
        .into_value()
}

/// `$count($states.input.people[age = 30])`
pub(crate) fn case_350(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                jsonata::count(
                    jsonata::within(&scope.input)
                        .filtered(
                            "people",
                            |item| Ok(
                                jsonata::equal(jsonata::path_ref(item, &["age"]), 30.0),
                            ),
                        )?,
                ),
            ),
        ),
    )
}

/// `$count($states.input.nested[1])`
pub(crate) fn case_351(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                jsonata::count(jsonata::within(&scope.input).element("nested", 1)),
            ),
        ),
    )
}

/// `$distinct($states.input.people^(age).age)`
pub(crate) fn case_352(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(
                jsonata::within(&scope.input)
                    .names(&["people"])
                    .sort(|item| Ok([
                        jsonata::ascending(jsonata::path_ref(item, &["age"])),
                    ]))?
                    .names(&["age"]),
            )
            .collapse()
            .into_value(),
    )
}

/// `$distinct($states.input.people[age = 30].age)`
pub(crate) fn case_353(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(
                jsonata::within(&scope.input)
                    .filtered(
                        "people",
                        |item| Ok(
                            jsonata::equal(jsonata::path_ref(item, &["age"]), 30.0),
                        ),
                    )?
                    .names(&["age"]),
            )
            .collapse()
            .into_value(),
    )
}

/// `$reverse($states.input.list^($)[$ > 1])`
pub(crate) fn case_354(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::reverse(
                jsonata::filter(
                        jsonata::within(&scope.input)
                            .names(&["list"])
                            .sort(|item| Ok([jsonata::ascending(item)]))?
                            .items(),
                        |item| Ok(jsonata::greater(item, 1.0)?.unwrap_or(false)),
                    )?
                    .collapse(),
            )
            .into_value(),
    )
}

/// `$sum($states.input.order.lines[qty > 0].price)`
pub(crate) fn case_355(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::sum(
                jsonata::within(&scope.input)
                    .names(&["order"])
                    .filtered(
                        "lines",
                        |item| Ok(
                            jsonata::greater(jsonata::path_ref(item, &["qty"]), 0.0)?
                                .unwrap_or(false),
                        ),
                    )?
                    .names(&["price"]),
            )?
            .map(jsonata::value),
    )
}

/// `$join($states.input.people[age > 100].name, ",")`
pub(crate) fn case_356(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::join_with(
                jsonata::within(&scope.input)
                    .filtered(
                        "people",
                        |item| Ok(
                            jsonata::greater(jsonata::path_ref(item, &["age"]), 100.0)?
                                .unwrap_or(false),
                        ),
                    )?
                    .names(&["name"]),
                ",",
            )?
            .map(jsonata::value),
    )
}

/// `$append($states.input.people[name = "Bo"].name, "x")`
pub(crate) fn case_357(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::append(
                jsonata::within(&scope.input)
                    .filtered(
                        "people",
                        |item| Ok(
                            jsonata::equal(jsonata::path_ref(item, &["name"]), "Bo"),
                        ),
                    )?
                    .names(&["name"]),
                "x",
            )
            .into_value(),
    )
}

/// `[$states.input.people[age = 30].name, 1]`
pub(crate) fn case_358(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::array([
                jsonata::spread_out(
                    jsonata::within(&scope.input)
                        .filtered(
                            "people",
                            |item| Ok(
                                jsonata::equal(jsonata::path_ref(item, &["age"]), 30.0),
                            ),
                        )?
                        .names(&["name"]),
                ),
                jsonata::sequence(1.0),
            ]),
        ),
    )
}

/// `{"k": $states.input.people[age = 25].name}`
pub(crate) fn case_359(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::object([
                (
                    jsonata::literal!("k"),
                    jsonata::within(&scope.input)
                        .filtered(
                            "people",
                            |item| Ok(
                                jsonata::equal(jsonata::path_ref(item, &["age"]), 25.0),
                            ),
                        )?
                        .names(&["name"])
                        .collapse(),
                ),
            ]),
        ),
    )
}

/// `$states.input.people[age = 25].name & "!"`
pub(crate) fn case_360(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::within(&scope.input)
                        .filtered(
                            "people",
                            |item| Ok(
                                jsonata::equal(jsonata::path_ref(item, &["age"]), 25.0),
                            ),
                        )?
                        .names(&["name"]),
                    &"!",
                ])?,
            ),
        ),
    )
}

/// `1/0 & "x" & $error("later")`
pub(crate) fn case_361(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::concat([&(1.0 / 0.0), &"x"])?,
                    &jsonata::error_with("later")?,
                ])?,
            ),
        ),
    )
}

/// `1/0 & $error("first")`
pub(crate) fn case_362(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(jsonata::concat([&(1.0 / 0.0), &jsonata::error_with("first")?])?),
        ),
    )
}

/// `"n: " & $states.input.n / 0 & "," & $number("x")`
pub(crate) fn case_363(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::concat([
                        &"n: ",
                        &jsonata::divide(jsonata::path_ref(&scope.input, &["n"]), 0.0)?,
                        &",",
                    ])?,
                    &jsonata::number("x")?,
                ])?,
            ),
        ),
    )
}

/// `$string(0.1 + 0.2) & $string(19.99) & $string(-0.5) & $string(1234.5678) & $string(1e15 + 0.5)`
pub(crate) fn case_364(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::concat([
                    &jsonata::text(0.1 + 0.2)?,
                    &jsonata::text(19.99)?,
                    &jsonata::text(-0.5)?,
                    &jsonata::text(1234.5678)?,
                    &jsonata::text(1000000000000000.0 + 0.5)?,
                ])?,
            ),
        ),
    )
}

/// `($f := function($x){ $f($x + 1) + 1 }; $f(1))`
pub(crate) fn case_365(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let f = jsonata::Cell::new();
            f.set({
                let f = f.clone();
                jsonata::function(move |[x], cx| jsonata::add(
                    f
                        .get()
                        .call("f", [jsonata::any(jsonata::add(&x, 1.0)?)], cx)?
                        .collapse(),
                    1.0,
                ))
            });
            f.get().call("f", [jsonata::any(1.0)], &mut scope.evaluation)?.collapse()
        })
            .into_value()?
    })
}

/// `($f := function($x){ $f($x + 1) }; $f(1))`
pub(crate) fn case_366(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok({
        let _scope = jsonata::Scope::enter();
        ({
            let f = jsonata::Cell::new();
            f.set({
                let f = f.clone();
                jsonata::function(move |[x], _| Ok(
                    jsonata::tail_call(
                        f.get(),
                        "f",
                        [jsonata::any(jsonata::add(&x, 1.0)?)],
                    ),
                ))
            });
            f.get().call("f", [jsonata::any(1.0)], &mut scope.evaluation)?.collapse()
        })
            .into_value()?
    })
}

/// `[1..1000000000]`
pub(crate) fn case_367(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::array([jsonata::spread_out(jsonata::range_of(1.0, 1000000000.0)?)]),
        ),
    )
}

/// `$type($reduce($append($abs, [1..20000]), function($f, $i){ function($x){ $f($x) } }))`
pub(crate) fn case_368(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::type_of(
                jsonata::Any::builtin(&jsonata::builtins::REDUCE)
                    .call(
                        "reduce",
                        [
                            jsonata::Any::builtin(&jsonata::builtins::APPEND)
                                .call(
                                    "append",
                                    [
                                        jsonata::Any::builtin(&jsonata::builtins::ABS),
                                        jsonata::any(
                                            jsonata::array([
                                                jsonata::spread_out(jsonata::range_of(1.0, 20000.0)?),
                                            ]),
                                        ),
                                    ],
                                    &mut scope.evaluation,
                                )?
                                .collapse(),
                            jsonata::function(move |[f, _], _| Ok({
                                let f = f.clone();
                                jsonata::function(move |[x], _| Ok(
                                    jsonata::tail_call(&f, "f", [x.clone()]),
                                ))
                            })),
                        ],
                        &mut scope.evaluation,
                    )?
                    .collapse(),
            )
            .map(jsonata::value),
    )
}

/// `$count($reduce($append($abs, [1..20000]), function($f, $i){ [[$f]] }))`
pub(crate) fn case_369(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                jsonata::count(
                    jsonata::Any::builtin(&jsonata::builtins::REDUCE)
                        .call(
                            "reduce",
                            [
                                jsonata::Any::builtin(&jsonata::builtins::APPEND)
                                    .call(
                                        "append",
                                        [
                                            jsonata::Any::builtin(&jsonata::builtins::ABS),
                                            jsonata::any(
                                                jsonata::array([
                                                    jsonata::spread_out(jsonata::range_of(1.0, 20000.0)?),
                                                ]),
                                            ),
                                        ],
                                        &mut scope.evaluation,
                                    )?
                                    .collapse(),
                                jsonata::function(move |[f, _], _| jsonata::array_of([
                                    jsonata::element(
                                        jsonata::array_of([jsonata::elements(&f)])?,
                                    ),
                                ])),
                            ],
                            &mut scope.evaluation,
                        )?
                        .collapse(),
                ),
            ),
        ),
    )
}

/// `$keys($reduce($append($abs, [1..20000]), function($f, $i){ {"f": $f} }))`
pub(crate) fn case_370(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::keys(
                jsonata::Any::builtin(&jsonata::builtins::REDUCE)
                    .call(
                        "reduce",
                        [
                            jsonata::Any::builtin(&jsonata::builtins::APPEND)
                                .call(
                                    "append",
                                    [
                                        jsonata::Any::builtin(&jsonata::builtins::ABS),
                                        jsonata::any(
                                            jsonata::array([
                                                jsonata::spread_out(jsonata::range_of(1.0, 20000.0)?),
                                            ]),
                                        ),
                                    ],
                                    &mut scope.evaluation,
                                )?
                                .collapse(),
                            jsonata::function(move |[f, _], _| Ok(
                                jsonata::object_of([(jsonata::literal!("f"), f.clone())]),
                            )),
                        ],
                        &mut scope.evaluation,
                    )?
                    .collapse(),
            )
            .collapse()
            .into_value(),
    )
}

/// The functions in order.
pub(crate) const CASES: &[Case] = &[
    case_1,
    case_2,
    case_3,
    case_4,
    case_5,
    case_6,
    case_7,
    case_8,
    case_9,
    case_10,
    case_11,
    case_12,
    case_13,
    case_14,
    case_15,
    case_16,
    case_17,
    case_18,
    case_19,
    case_20,
    case_21,
    case_22,
    case_23,
    case_24,
    case_25,
    case_26,
    case_27,
    case_28,
    case_29,
    case_30,
    case_31,
    case_32,
    case_33,
    case_34,
    case_35,
    case_36,
    case_37,
    case_38,
    case_39,
    case_40,
    case_41,
    case_42,
    case_43,
    case_44,
    case_45,
    case_46,
    case_47,
    case_48,
    case_49,
    case_50,
    case_51,
    case_52,
    case_53,
    case_54,
    case_55,
    case_56,
    case_57,
    case_58,
    case_59,
    case_60,
    case_61,
    case_62,
    case_63,
    case_64,
    case_65,
    case_66,
    case_67,
    case_68,
    case_69,
    case_70,
    case_71,
    case_72,
    case_73,
    case_74,
    case_75,
    case_76,
    case_77,
    case_78,
    case_79,
    case_80,
    case_81,
    case_82,
    case_83,
    case_84,
    case_85,
    case_86,
    case_87,
    case_88,
    case_89,
    case_90,
    case_91,
    case_92,
    case_93,
    case_94,
    case_95,
    case_96,
    case_97,
    case_98,
    case_99,
    case_100,
    case_101,
    case_102,
    case_103,
    case_104,
    case_105,
    case_106,
    case_107,
    case_108,
    case_109,
    case_110,
    case_111,
    case_112,
    case_113,
    case_114,
    case_115,
    case_116,
    case_117,
    case_118,
    case_119,
    case_120,
    case_121,
    case_122,
    case_123,
    case_124,
    case_125,
    case_126,
    case_127,
    case_128,
    case_129,
    case_130,
    case_131,
    case_132,
    case_133,
    case_134,
    case_135,
    case_136,
    case_137,
    case_138,
    case_139,
    case_140,
    case_141,
    case_142,
    case_143,
    case_144,
    case_145,
    case_146,
    case_147,
    case_148,
    case_149,
    case_150,
    case_151,
    case_152,
    case_153,
    case_154,
    case_155,
    case_156,
    case_157,
    case_158,
    case_159,
    case_160,
    case_161,
    case_162,
    case_163,
    case_164,
    case_165,
    case_166,
    case_167,
    case_168,
    case_169,
    case_170,
    case_171,
    case_172,
    case_173,
    case_174,
    case_175,
    case_176,
    case_177,
    case_178,
    case_179,
    case_180,
    case_181,
    case_182,
    case_183,
    case_184,
    case_185,
    case_186,
    case_187,
    case_188,
    case_189,
    case_190,
    case_191,
    case_192,
    case_193,
    case_194,
    case_195,
    case_196,
    case_197,
    case_198,
    case_199,
    case_200,
    case_201,
    case_202,
    case_203,
    case_204,
    case_205,
    case_206,
    case_207,
    case_208,
    case_209,
    case_210,
    case_211,
    case_212,
    case_213,
    case_214,
    case_215,
    case_216,
    case_217,
    case_218,
    case_219,
    case_220,
    case_221,
    case_222,
    case_223,
    case_224,
    case_225,
    case_226,
    case_227,
    case_228,
    case_229,
    case_230,
    case_231,
    case_232,
    case_233,
    case_234,
    case_235,
    case_236,
    case_237,
    case_238,
    case_239,
    case_240,
    case_241,
    case_242,
    case_243,
    case_244,
    case_245,
    case_246,
    case_247,
    case_248,
    case_249,
    case_250,
    case_251,
    case_252,
    case_253,
    case_254,
    case_255,
    case_256,
    case_257,
    case_258,
    case_259,
    case_260,
    case_261,
    case_262,
    case_263,
    case_264,
    case_265,
    case_266,
    case_267,
    case_268,
    case_269,
    case_270,
    case_271,
    case_272,
    case_273,
    case_274,
    case_275,
    case_276,
    case_277,
    case_278,
    case_279,
    case_280,
    case_281,
    case_282,
    case_283,
    case_284,
    case_285,
    case_286,
    case_287,
    case_288,
    case_289,
    case_290,
    case_291,
    case_292,
    case_293,
    case_294,
    case_295,
    case_296,
    case_297,
    case_298,
    case_299,
    case_300,
    case_301,
    case_302,
    case_303,
    case_304,
    case_305,
    case_306,
    case_307,
    case_308,
    case_309,
    case_310,
    case_311,
    case_312,
    case_313,
    case_314,
    case_315,
    case_316,
    case_317,
    case_318,
    case_319,
    case_320,
    case_321,
    case_322,
    case_323,
    case_324,
    case_325,
    case_326,
    case_327,
    case_328,
    case_329,
    case_330,
    case_331,
    case_332,
    case_333,
    case_334,
    case_335,
    case_336,
    case_337,
    case_338,
    case_339,
    case_340,
    case_341,
    case_342,
    case_343,
    case_344,
    case_345,
    case_346,
    case_347,
    case_348,
    case_349,
    case_350,
    case_351,
    case_352,
    case_353,
    case_354,
    case_355,
    case_356,
    case_357,
    case_358,
    case_359,
    case_360,
    case_361,
    case_362,
    case_363,
    case_364,
    case_365,
    case_366,
    case_367,
    case_368,
    case_369,
    case_370,
];
