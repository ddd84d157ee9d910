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
    Ok(jsonata::items(&scope.input).names(&["people", "age"]).keep().into_value())
}

/// `$states.input.single.name[]`
pub(crate) fn case_16(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).names(&["single", "name"]).keep().into_value())
}

/// `$states.input.name[]`
pub(crate) fn case_17(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).names(&["name"]).keep().into_value())
}

/// `$states.input.missing[]`
pub(crate) fn case_18(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).names(&["missing"]).keep().into_value())
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
        jsonata::items(&scope.input)
            .names(&["order"])
            .each(|item| Ok(jsonata::index(jsonata::wildcard(item).collapse(), 0)))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.order.lines.*`
pub(crate) fn case_26(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
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
                    jsonata::items(&scope.input)
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
        jsonata::items(&scope.input)
            .names(&["people"])
            .each(|item| Ok(
                jsonata::sequence(jsonata::multiply(jsonata::path(item, &["age"]), 2.0)?),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.single.(name & "!")`
pub(crate) fn case_29(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["single"])
            .each(|item| Ok(
                jsonata::sequence(
                    format!("{}!", jsonata::text(jsonata::path(item, & ["name"])) ?),
                ),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.[name, age]`
pub(crate) fn case_30(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["people"])
            .construct(|item| Ok(
                jsonata::sequence(
                    jsonata::array([
                        jsonata::spread_out(jsonata::path(item, &["name"])),
                        jsonata::spread_out(jsonata::path(item, &["age"])),
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
        jsonata::items(&scope.input)
            .names(&["single"])
            .construct(|item| Ok(
                jsonata::sequence(
                    jsonata::array([
                        jsonata::spread_out(jsonata::path(item, &["name"])),
                        jsonata::spread_out(jsonata::path(item, &["name"])),
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
        jsonata::items(&scope.input)
            .names(&["people"])
            .each_object(|item| Ok(
                jsonata::object([
                    ("n", jsonata::path(item, &["name"])),
                    (
                        "p",
                        jsonata::sequence(jsonata::count(jsonata::path(item, &["pets"]))),
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
        jsonata::items(&scope.input)
            .names(&["people"])
            .each(|item| Ok(
                jsonata::sequence(
                    jsonata::group(
                        item,
                        1,
                        |part, item| Ok(
                            match part {
                                jsonata::Part::Key(0usize) => jsonata::path(item, &["name"]),
                                jsonata::Part::Value(0usize) => {
                                    jsonata::path(item, &["age"])
                                }
                                _ => jsonata::UNDEFINED,
                            },
                        ),
                    )?,
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
                jsonata::items(&scope.input).names(&["people"]),
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
                jsonata::items(&scope.input).names(&["people"]),
                1,
                |part, item| Ok(
                    match part {
                        jsonata::Part::Key(0usize) => {
                            jsonata::sequence(
                                jsonata::string(jsonata::path(item, &["age"]))?,
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
                        jsonata::path(&scope.input, &["people", "name"]),
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
                    ("context", jsonata::sequence(scope.context.clone())),
                    ("input", jsonata::sequence(&scope.input)),
                    ("result", jsonata::sequence(&scope.result)),
                    ("errorOutput", jsonata::sequence(&scope.error_output)),
                ]),
            )
            .each(|_| Ok(jsonata::sequence("input")))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.list[0]`
pub(crate) fn case_38(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).element("list", 0).collapse().into_value())
}

/// `$states.input.list[-1]`
pub(crate) fn case_39(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).element("list", -1).collapse().into_value())
}

/// `$states.input.list[5]`
pub(crate) fn case_40(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).element("list", 5).collapse().into_value())
}

/// `$states.input.list[1.7]`
pub(crate) fn case_41(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).element("list", 1).collapse().into_value())
}

/// `$states.input.nested[0]`
pub(crate) fn case_42(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).element("nested", 0).collapse().into_value())
}

/// `$states.input.nested[1]`
pub(crate) fn case_43(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::items(&scope.input).element("nested", 1).collapse().into_value())
}

/// `$states.input.nested[0][1]`
pub(crate) fn case_44(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
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
        jsonata::items(&scope.input)
            .element("people", 0)
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[-1].name`
pub(crate) fn case_46(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .element("people", -1)
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[age = 30].name`
pub(crate) fn case_47(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "people"),
                |item| Ok(jsonata::equal(jsonata::path(item, &["age"]), 30.0)),
            ))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[age > 26 and name != "Bo"].name`
pub(crate) fn case_48(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "people"),
                |item| Ok(
                    jsonata::greater(jsonata::path(item, &["age"]), 26.0)?
                        .unwrap_or(false)
                        && jsonata::not_equal(jsonata::path(item, &["name"]), "Bo"),
                ),
            ))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[pets].name`
pub(crate) fn case_49(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
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
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "people"),
                |item| Ok(jsonata::includes("cat", jsonata::path(item, &["pets"]))),
            ))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[name = "Cy"]`
pub(crate) fn case_51(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "people"),
                |item| Ok(jsonata::equal(jsonata::path(item, &["name"]), "Cy")),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[name = "Zz"]`
pub(crate) fn case_52(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "people"),
                |item| Ok(jsonata::equal(jsonata::path(item, &["name"]), "Zz")),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.pets[0]`
pub(crate) fn case_53(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["people"])
            .element("pets", 0)
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.(pets)[0]`
pub(crate) fn case_54(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["people"])
            .each(|item| Ok(jsonata::index(jsonata::path(item, &["pets"]), 0)))?
            .collapse()
            .into_value(),
    )
}

/// `($states.input.people.pets)[0]`
pub(crate) fn case_55(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::index(jsonata::path(&scope.input, &["people", "pets"]), 0)
            .collapse()
            .into_value(),
    )
}

/// `$states.input.list[[0, 2]]`
pub(crate) fn case_56(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| jsonata::select(
                jsonata::field(item, "list"),
                |_| Ok(
                    jsonata::sequence(
                        jsonata::array([jsonata::sequence(0.0), jsonata::sequence(2.0)]),
                    ),
                ),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.list[$ > 1]`
pub(crate) fn case_57(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "list"),
                |item| Ok(jsonata::greater(item, 1.0)?.unwrap_or(false)),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[age = 30][1].name`
pub(crate) fn case_58(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| Ok(
                jsonata::index(
                    jsonata::filter(
                        jsonata::field(item, "people"),
                        |item| Ok(jsonata::equal(jsonata::path(item, &["age"]), 30.0)),
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
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "missing"),
                |item| Ok(jsonata::greater(item, jsonata::NULL)?.unwrap_or(false)),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.list[$ = "1" or $ = 2]`
pub(crate) fn case_60(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "list"),
                |item| Ok(jsonata::equal(item, "1") || jsonata::equal(item, 2.0)),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people[$count(pets) = $states.input.n - 1].name`
pub(crate) fn case_61(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .each(|item| jsonata::filter(
                jsonata::field(item, "people"),
                |item| Ok(
                    jsonata::equal(
                        jsonata::count(jsonata::path(item, &["pets"])),
                        jsonata::subtract(jsonata::path(&scope.input, &["n"]), 1.0)?,
                    ),
                ),
            ))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
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
        jsonata::items(&scope.input)
            .names(&["people"])
            .sort(|item| Ok(vec![jsonata::ascending(jsonata::path(item, & ["age"]))]))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people^(>age, name).name`
pub(crate) fn case_65(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["people"])
            .sort(|item| Ok(
                vec![
                    jsonata::descending(jsonata::path(item, & ["age"])),
                    jsonata::ascending(jsonata::path(item, & ["name"]))
                ],
            ))?
            .names(&["name"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.order.lines^(price * qty)[0].sku`
pub(crate) fn case_66(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::index(
                jsonata::items(&scope.input)
                    .names(&["order", "lines"])
                    .sort(|item| Ok(
                        vec![
                            jsonata::ascending(jsonata::sequence(jsonata::multiply(jsonata::path(item,
                            & ["price"]), jsonata::path(item, & ["qty"])) ?))
                        ],
                    ))?,
                0,
            )
            .names(&["sku"])
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people^(pets).name`
pub(crate) fn case_67(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["people"])
            .sort(|item| Ok(vec![jsonata::ascending(jsonata::path(item, & ["pets"]))]))?
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
    Ok(jsonata::negate(jsonata::path(&scope.input, &["n"]))?.map(jsonata::value))
}

/// `-$states.input.missing`
pub(crate) fn case_70(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::negate(jsonata::path(&scope.input, &["missing"]))?.map(jsonata::value))
}

/// `$states.input.n % 2`
pub(crate) fn case_71(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::remainder(jsonata::path(&scope.input, &["n"]), 2.0)?.map(jsonata::value))
}

/// `$states.input.missing + 1`
pub(crate) fn case_72(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::add(jsonata::path(&scope.input, &["missing"]), 1.0)?.map(jsonata::value))
}

/// `$states.input.name + 1`
pub(crate) fn case_73(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::add(jsonata::path(&scope.input, &["name"]), 1.0)?.map(jsonata::value))
}

/// `1 - $states.input.none`
pub(crate) fn case_74(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::subtract(1.0, jsonata::path(&scope.input, &["none"]))?
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
    Ok(Some(Value::from(jsonata::equal(jsonata::path(&scope.input, &["n"]), 3.0))))
}

/// `$states.input.list = [1, 2, 3]`
pub(crate) fn case_80(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::equal(
                    jsonata::path(&scope.input, &["list"]),
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
    Ok(Some(Value::from(jsonata::equal(jsonata::path(&scope.input, &["missing"]), 1.0))))
}

/// `$states.input.missing != 1`
pub(crate) fn case_82(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::not_equal(jsonata::path(&scope.input, &["missing"]), 1.0),
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
                            "a",
                            jsonata::sequence(jsonata::array([jsonata::sequence(1.0)])),
                        ),
                    ]),
                    jsonata::object([
                        (
                            "a",
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
                jsonata::path(&scope.input, &["n"]),
                jsonata::path(&scope.input, &["f"]),
            )?
            .map(jsonata::value),
    )
}

/// `$states.input.missing < 1`
pub(crate) fn case_86(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::less(jsonata::path(&scope.input, &["missing"]), 1.0)?
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
                jsonata::truthy(jsonata::path(&scope.input, &["yes"]))?
                    && jsonata::truthy(jsonata::path(&scope.input, &["zero"]))?,
            ),
        ),
    )
}

/// `$states.input.empty or $states.input.list`
pub(crate) fn case_90(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::truthy(jsonata::path(&scope.input, &["empty"]))?
                    || jsonata::truthy(jsonata::path(&scope.input, &["list"]))?,
            ),
        ),
    )
}

/// `$states.input.missing and $error("not evaluated")`
pub(crate) fn case_91(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::truthy(jsonata::path(&scope.input, &["missing"]))?
                    && jsonata::truthy(jsonata::error_with("not evaluated")?)?,
            ),
        ),
    )
}

/// `2 in $states.input.list`
pub(crate) fn case_92(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::includes(2.0, jsonata::path(&scope.input, &["list"])))))
}

/// `"x" in $states.input.order.tags`
pub(crate) fn case_93(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::includes("x", jsonata::path(&scope.input, &["order", "tags"])),
            ),
        ),
    )
}

/// `"Ann" in $states.input.name`
pub(crate) fn case_94(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(jsonata::includes("Ann", jsonata::path(&scope.input, &["name"]))),
        ),
    )
}

/// `{"a": 1} in [{"a": 1}]`
pub(crate) fn case_95(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                jsonata::includes(
                    jsonata::object([("a", jsonata::sequence(1.0))]),
                    jsonata::array([
                        jsonata::spread_out(
                            jsonata::object([("a", jsonata::sequence(1.0))]),
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
                    jsonata::path(&scope.input, &["missing"]),
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
                format!(
                    "{}-{}-{}{}{}", jsonata::text(jsonata::path(& scope.input, &
                    ["name"])) ?, jsonata::text(jsonata::path(& scope.input, & ["n"])) ?,
                    jsonata::text(jsonata::path(& scope.input, & ["missing"])) ?,
                    jsonata::text(jsonata::path(& scope.input, & ["none"])) ?,
                    jsonata::text(jsonata::path(& scope.input, & ["yes"])) ?
                ),
            ),
        ),
    )
}

/// `"{" & $states.input.order.id & "}"`
pub(crate) fn case_98(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                format!(
                    "{{{}}}", jsonata::text(jsonata::path(& scope.input, & ["order",
                    "id"])) ?
                ),
            ),
        ),
    )
}

/// `"" & $states.input.order.tags`
pub(crate) fn case_99(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(jsonata::text(jsonata::path(&scope.input, &["order", "tags"]))?),
        ),
    )
}

/// `"a" & "b"`
pub(crate) fn case_100(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from("ab".to_owned())))
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
                if jsonata::greater(jsonata::path(&scope.input, &["n"]), 2.0)?
                    .unwrap_or(false)
                {
                    "many".to_owned()
                } else {
                    "few".to_owned()
                },
            ),
        ),
    )
}

/// `$states.input.missing ? 1`
pub(crate) fn case_109(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        (if jsonata::truthy(jsonata::path(&scope.input, &["missing"]))? {
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
                if jsonata::truthy(jsonata::path(&scope.input, &["nothing"]))? {
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
        (if jsonata::truthy(jsonata::path(&scope.input, &["name"]))? {
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
            if jsonata::greater(jsonata::path(&scope.input, &["n"]), 2.0)?
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
                jsonata::spread_out(jsonata::path(&scope.input, &["list"])),
                jsonata::spread_out(jsonata::path(&scope.input, &["missing"])),
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
                        jsonata::spread_out(jsonata::path(&scope.input, &["list"])),
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
                jsonata::spread_out(jsonata::path(&scope.input, &["missing"])),
            ]),
        ),
    )
}

/// `{"id": $states.input.order.id, "gone": $states.input.missing, "n": [1, {"x": null}]}`
pub(crate) fn case_116(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            jsonata::object([
                ("id", jsonata::path(&scope.input, &["order", "id"])),
                ("gone", jsonata::path(&scope.input, &["missing"])),
                (
                    "n",
                    jsonata::sequence(
                        jsonata::array([
                            jsonata::sequence(1.0),
                            jsonata::spread_out(
                                jsonata::object([("x", jsonata::sequence(jsonata::NULL))]),
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
                        jsonata::Part::Key(1usize) => jsonata::sequence("b"),
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
                        jsonata::Part::Key(0usize) => jsonata::sequence("a"),
                        jsonata::Part::Value(0usize) => jsonata::sequence(1.0),
                        jsonata::Part::Key(1usize) => jsonata::sequence("a"),
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
                let _ = jsonata::add(jsonata::path(&scope.input, &["n"]), 1.0)?;
                "done".to_owned()
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
                "done".to_owned()
            }),
        ),
    )
}

/// `($input := $input & "!"; $item := $item + 1; $input & $item)`
pub(crate) fn case_124(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from({
                let input_ = format!(
                    "{}!", jsonata::text(scope.variables.get("input")) ?
                );
                let item_ = jsonata::add(scope.variables.get("item"), 1.0)?;
                format!("{}{}", jsonata::text(& * input_) ?, jsonata::text(item_) ?)
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
                ("first", jsonata::index(&s, 0).collapse()),
                ("count", jsonata::sequence(jsonata::count(t))),
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
                format!("{}{}", jsonata::text(type_) ?, jsonata::text(if_) ?)
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
    Ok(jsonata::items(&scope.input).names(&["single", "pets"]).keep().into_value())
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
        jsonata::string(jsonata::path(&scope.input, &["order", "tags"]))?
            .map(jsonata::value),
    )
}

/// `$string(1e21)`
pub(crate) fn case_132(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::text(1000000000000000000000.0)?)))
}

/// `$string($states.input.big)`
pub(crate) fn case_133(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::string(jsonata::path(&scope.input, &["big"]))?.map(jsonata::value))
}

/// `$string({"a": 1.10}, true)`
pub(crate) fn case_134(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::string_with(jsonata::object([("a", jsonata::sequence(1.1))]), true)?
            .map(jsonata::value),
    )
}

/// `$string($states.input.missing)`
pub(crate) fn case_135(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::string(jsonata::path(&scope.input, &["missing"]))?.map(jsonata::value))
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
    Ok(jsonata::boolean(jsonata::path(&scope.input, &["order"]))?.map(jsonata::value))
}

/// `$boolean([0, ""])`
pub(crate) fn case_141(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::boolean(
                jsonata::array([jsonata::sequence(0.0), jsonata::sequence("")]),
            )?
            .map(jsonata::value),
    )
}

/// `$not($states.input.zero)`
pub(crate) fn case_142(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::not(jsonata::path(&scope.input, &["zero"]))?.map(jsonata::value))
}

/// `$not($exists($states.input.name))`
pub(crate) fn case_143(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(!jsonata::exists(jsonata::path(&scope.input, &["name"])))))
}

/// `$exists($states.input.none)`
pub(crate) fn case_144(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::exists(jsonata::path(&scope.input, &["none"])))))
}

/// `$count($states.input.missing)`
pub(crate) fn case_145(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::number(jsonata::count(jsonata::path(&scope.input, &["missing"])))))
}

/// `$count($states.input.name)`
pub(crate) fn case_146(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::number(jsonata::count(jsonata::path(&scope.input, &["name"])))))
}

/// `$sum($states.input.order.lines.(price * qty))`
pub(crate) fn case_147(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::sum(
                jsonata::items(&scope.input)
                    .names(&["order", "lines"])
                    .each(|item| Ok(
                        jsonata::sequence(
                            jsonata::multiply(
                                jsonata::path(item, &["price"]),
                                jsonata::path(item, &["qty"]),
                            )?,
                        ),
                    ))?
                    .collapse(),
            )?
            .map(jsonata::value),
    )
}

/// `$sum(["1"])`
pub(crate) fn case_148(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::sum(jsonata::array([jsonata::sequence("1")]))?.map(jsonata::value))
}

/// `$sum($states.input.missing)`
pub(crate) fn case_149(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::sum(jsonata::path(&scope.input, &["missing"]))?.map(jsonata::value))
}

/// `$max($states.input.list) - $min($states.input.list)`
pub(crate) fn case_150(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::subtract(
                jsonata::max(jsonata::path(&scope.input, &["list"]))?,
                jsonata::min(jsonata::path(&scope.input, &["list"]))?,
            )?
            .map(jsonata::value),
    )
}

/// `$average($states.input.people.age)`
pub(crate) fn case_151(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::average(jsonata::path(&scope.input, &["people", "age"]))?
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
                format!(
                    "{}{}", jsonata::text(jsonata::uppercase(jsonata::path(& scope.input,
                    & ["name"])) ?) ?, jsonata::text(jsonata::lowercase("ABC") ?) ?
                ),
            ),
        ),
    )
}

/// `$substring($states.input.text, 2)`
pub(crate) fn case_155(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::substring(jsonata::path(&scope.input, &["text"]), 2.0)?
            .map(jsonata::value),
    )
}

/// `$substring($states.input.text, -3, 2)`
pub(crate) fn case_156(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::substring_with(jsonata::path(&scope.input, &["text"]), -3.0, 2.0)?
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
                format!(
                    "{}{}", jsonata::text(jsonata::substring_before(jsonata::path(& scope
                    .input, & ["text"]), "-") ?) ?,
                    jsonata::text(jsonata::substring_after(jsonata::path(& scope.input, &
                    ["text"]), "-") ?) ?
                ),
            ),
        ),
    )
}

/// `$contains($states.input.text, "b-")`
pub(crate) fn case_159(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::contains(jsonata::path(&scope.input, &["text"]), "b-")?
            .map(jsonata::value),
    )
}

/// `$split($states.input.text, "-")`
pub(crate) fn case_160(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::split(jsonata::path(&scope.input, &["text"]), "-")
}

/// `$split($states.input.text, "-")[-1]`
pub(crate) fn case_161(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::index(jsonata::split(jsonata::path(&scope.input, &["text"]), "-")?, -1)
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
        jsonata::join_with(jsonata::path(&scope.input, &["order", "tags"]), ", ")?
            .map(jsonata::value),
    )
}

/// `$join($states.input.people.name)`
pub(crate) fn case_165(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::join(jsonata::path(&scope.input, &["people", "name"]))?
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
    Ok(jsonata::append(jsonata::path(&scope.input, &["list"]), 4.0).into_value())
}

/// `$append($states.input.missing, $states.input.one)`
pub(crate) fn case_170(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::append(
                jsonata::path(&scope.input, &["missing"]),
                jsonata::path(&scope.input, &["one"]),
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
                        jsonata::spread_out(jsonata::path(&scope.input, &["order"])),
                        jsonata::spread_out(
                            jsonata::object([("id", jsonata::sequence(1.0))]),
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
    Ok(jsonata::keys(jsonata::path(&scope.input, &["order"])).collapse().into_value())
}

/// `$keys({"a": 1})`
pub(crate) fn case_174(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::keys(jsonata::object([("a", jsonata::sequence(1.0))]))
            .collapse()
            .into_value(),
    )
}

/// `$keys({"a": 1})[]`
pub(crate) fn case_175(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::keys(jsonata::object([("a", jsonata::sequence(1.0))]))
            .keep()
            .into_value(),
    )
}

/// `$lookup($states.input.order, "id")`
pub(crate) fn case_176(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::lookup(jsonata::path(&scope.input, &["order"]), "id")?
            .collapse()
            .into_value(),
    )
}

/// `$lookup($states.input.people, "name")`
pub(crate) fn case_177(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::lookup(jsonata::path(&scope.input, &["people"]), "name")?
            .collapse()
            .into_value(),
    )
}

/// `$spread({"a": 1, "b": 2})`
pub(crate) fn case_178(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::spread(
                jsonata::object([
                    ("a", jsonata::sequence(1.0)),
                    ("b", jsonata::sequence(2.0)),
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
                format!(
                    "{}{}{}", jsonata::text(jsonata::round(2.5) ?) ?,
                    jsonata::text(jsonata::round(3.5) ?) ?,
                    jsonata::text(jsonata::round_with(1.25, 1.0) ?) ?
                ),
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
    Ok(jsonata::reverse(jsonata::path(&scope.input, &["list"])).into_value())
}

/// `$sort($states.input.order.tags)`
pub(crate) fn case_184(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::sort(jsonata::path(&scope.input, &["order", "tags"]))?.into_value())
}

/// `$distinct([1, 2, 1, "1"])`
pub(crate) fn case_185(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(
                jsonata::array([
                    jsonata::sequence(1.0),
                    jsonata::sequence(2.0),
                    jsonata::sequence(1.0),
                    jsonata::sequence("1"),
                ]),
            )
            .collapse()
            .into_value(),
    )
}

/// `$distinct($states.input.people.age)`
pub(crate) fn case_186(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(jsonata::path(&scope.input, &["people", "age"]))
            .collapse()
            .into_value(),
    )
}

/// `$distinct($states.input.people[age = 30].age)`
pub(crate) fn case_187(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(
                jsonata::items(&scope.input)
                    .each(|item| jsonata::filter(
                        jsonata::field(item, "people"),
                        |item| Ok(jsonata::equal(jsonata::path(item, &["age"]), 30.0)),
                    ))?
                    .names(&["age"])
                    .collapse(),
            )
            .collapse()
            .into_value(),
    )
}

/// `$distinct(["a", "a"])`
pub(crate) fn case_188(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::distinct(
                jsonata::array([jsonata::sequence("a"), jsonata::sequence("a")]),
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
                format!(
                    "{}{}{}", jsonata::text(jsonata::type_of(jsonata::path(& scope.input,
                    & ["none"]))) ?, jsonata::text(jsonata::type_of(jsonata::array([])))
                    ?, jsonata::text(jsonata::type_of(jsonata::path(& scope.input, &
                    ["f"]))) ?
                ),
            ),
        ),
    )
}

/// `$base64encode("hello") & $base64decode("aGk=")`
pub(crate) fn case_190(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::from(
                format!(
                    "{}{}", jsonata::text(jsonata::base64_encode("hello") ?) ?,
                    jsonata::text(jsonata::base64_decode("aGk=") ?) ?
                ),
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
                jsonata::greater(jsonata::path(&scope.input, &["n"]), 5.0)?,
                "too few",
            )?
            .into_value(),
    )
}

/// `$states.input.name.$uppercase()`
pub(crate) fn case_193(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["name"])
            .each(|item| Ok(
                jsonata::sequence(jsonata::uppercase(jsonata::from_context(item))?),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.name.$substring(1)`
pub(crate) fn case_194(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["people", "name"])
            .each(|item| Ok(
                jsonata::sequence(jsonata::substring(jsonata::from_context(item), 1.0)?),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.people.$string()`
pub(crate) fn case_195(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["people"])
            .each(|item| Ok(
                jsonata::sequence(jsonata::string(jsonata::from_context(item))?),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.n.$length()`
pub(crate) fn case_196(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::items(&scope.input)
            .names(&["n"])
            .each(|item| Ok(
                jsonata::sequence(jsonata::length(jsonata::from_context(item))?),
            ))?
            .collapse()
            .into_value(),
    )
}

/// `$states.input.name ~> $uppercase`
pub(crate) fn case_197(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(jsonata::uppercase(jsonata::path(&scope.input, &["name"]))?.map(jsonata::value))
}

/// `$states.input.text ~> $split("-") ~> $count()`
pub(crate) fn case_198(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        Some(
            Value::number(
                jsonata::count(
                    jsonata::split(jsonata::path(&scope.input, &["text"]), "-")?,
                ),
            ),
        ),
    )
}

/// `$map($states.input.list, function($v) {$v * 2})`
pub(crate) fn case_199(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["one"]),
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
                jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["missing"]),
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
                jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["people"]),
                |p, _, _| Ok(
                    jsonata::sequence(
                        format!(
                            "{}{}", jsonata::text(jsonata::path(p, & ["name"])) ?,
                            jsonata::text(scope.variables.get("who")) ?
                        ),
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
                        jsonata::path(&scope.input, &["people"]),
                        |p, _, _| Ok(
                            jsonata::less(jsonata::path(p, &["age"]), 30.0)?
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
                jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["nothing"]),
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
                    jsonata::path(&scope.input, &["people"]),
                    |p, _, _| Ok(jsonata::equal(jsonata::path(p, &["name"]), "Cy")),
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
                jsonata::path(&scope.input, &["people"]),
                |p, _, _| Ok(jsonata::equal(jsonata::path(p, &["age"]), 30.0)),
            )?
            .into_value(),
    )
}

/// `$single($states.input.list, function($v) {$v = 9})`
pub(crate) fn case_214(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::single(
                jsonata::path(&scope.input, &["list"]),
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
                    ("a", jsonata::sequence(1.0)),
                    ("b", jsonata::sequence(2.0)),
                ]),
                |v, k, _| Ok(
                    jsonata::sequence(
                        format!("{}{}", jsonata::text(k) ?, jsonata::text(v) ?),
                    ),
                ),
            )?
            .collapse()
            .into_value(),
    )
}

/// `$sift({"a": 1, "b": 2}, function($v) {$v > 1})`
pub(crate) fn case_216(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::sift(
        jsonata::object([("a", jsonata::sequence(1.0)), ("b", jsonata::sequence(2.0))]),
        |v, _, _| Ok(jsonata::greater(v, 1.0)?.unwrap_or(false)),
    )
}

/// `$sift({"a": 1}, function($v) {$v > 1})`
pub(crate) fn case_217(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    jsonata::sift(
        jsonata::object([("a", jsonata::sequence(1.0))]),
        |v, _, _| Ok(jsonata::greater(v, 1.0)?.unwrap_or(false)),
    )
}

/// `$map($states.input.people[pets], function($p) {$map($p.pets, function($x) {$p.name & $x})})`
pub(crate) fn case_218(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(
        jsonata::map(
                jsonata::items(&scope.input)
                    .each(|item| jsonata::select(
                        jsonata::field(item, "people"),
                        |item| Ok(jsonata::path(item, &["pets"])),
                    ))?
                    .collapse(),
                |p, _, _| Ok(
                    jsonata::map(
                            jsonata::path(p, &["pets"]),
                            |x, _, _| Ok(
                                jsonata::sequence(
                                    format!(
                                        "{}{}", jsonata::text(jsonata::path(p, & ["name"])) ?,
                                        jsonata::text(x) ?
                                    ),
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
                jsonata::path(&scope.input, &["list"]),
                |v, _, _| Ok({
                    let w = jsonata::multiply(v, 2.0)?;
                    if jsonata::greater(w, 2.0)?.unwrap_or(false) {
                        jsonata::sequence(jsonata::object([("w", jsonata::sequence(w))]))
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
                jsonata::path(&scope.input, &["list"]),
                |v, _, _| Ok(
                    jsonata::filter_by(
                            jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["list"]),
                |v, _, _| Ok(
                    jsonata::filter_by(
                            jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["list"]),
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
                jsonata::path(&scope.input, &["people"]),
                |_, _, _| Ok(
                    jsonata::keys(jsonata::object([("a", jsonata::sequence(1.0))]))
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
                jsonata::path(&scope.input, &["people"]),
                |p, _, _| Ok(
                    if jsonata::greater(jsonata::path(p, &["age"]), 26.0)?
                        .unwrap_or(false)
                    {
                        jsonata::keys(jsonata::object([("a", jsonata::sequence(1.0))]))
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
    jsonata::partition(jsonata::path(&scope.input, &["list"]), 2.0)
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
                jsonata::parse(jsonata::path(&scope.error_output, &["Cause"]))?,
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
pub(crate) fn case_239(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(scope.variables.get("gone").map(jsonata::value))
}

/// `$exists($gone)`
pub(crate) fn case_240(scope: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    Ok(Some(Value::from(jsonata::exists(scope.variables.get("gone")))))
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
];
