//! Paths that find any number of values.

use super::filter::FilterPath::{Current, Root};
use super::*;
use crate::value;
use Comparison::*;
use Function::{Append, Avg, Concat, First, Last, Length, Max, Min, Stddev, Sum};
use Operand::Path;
use Selector::{Filter as Where, Function as Call, Index};

fn shop() -> Value {
    value!({
        "name": "shop",
        "limit": 10,
        "items": [
            { "sku": "A", "price": 5, "tags": ["new", "red"] },
            { "sku": "B", "price": 12.5, "tags": [] },
            { "sku": "C", "price": 20, "note": null },
        ],
    })
}

#[track_caller]
fn finds(path: &[Selector<'_>], expected: Value) {
    assert_eq!(found(&shop(), path), Some(expected), "{path:?}");
}

const ITEMS: Selector<'_> = Key("items");
const SKU: Selector<'_> = Key("sku");

fn found(root: &Value, path: &[Selector<'_>]) -> Option<Value> {
    find(root, path).unwrap()
}

#[test]
fn wildcards_and_slices() {
    finds(&[ITEMS, Wildcard, SKU], value!(["A", "B", "C"]));
    finds(
        &[ITEMS, Index(0), Wildcard],
        value!(["A", 5, ["new", "red"]]),
    );
    finds(&[ITEMS, Wildcard, Key("note")], value!([null]));
    let slices = [
        ((Some(1), None), value!(["B", "C"])),
        ((None, Some(1)), value!(["A"])),
        ((None, Some(-1)), value!(["A", "B"])),
        ((Some(-1), None), value!(["C"])),
        ((Some(-9), None), value!(["A", "B", "C"])),
        ((Some(0), Some(9)), value!(["A", "B", "C"])),
        ((Some(2), Some(1)), value!([])),
        // As Jayway's: it counts up from the first bound.
        ((Some(-1), Some(1)), value!(["C", "A"])),
        ((Some(0), Some(-1)), value!([])),
    ];
    for ((from, to), expected) in slices {
        finds(&[ITEMS, Slice(from, to), SKU], expected);
    }
    finds(&[ITEMS, Indices(&[2, 0, 7]), SKU], value!(["C", "A"]));
}

#[test]
fn members_by_name() {
    finds(
        &[ITEMS, Index(0), Keys(&["price", "sku", "none"])],
        value!({ "price": 5, "sku": "A" }),
    );
    finds(
        &[ITEMS, Wildcard, Keys(&["sku"])],
        value!([{ "sku": "A" }, { "sku": "B" }, { "sku": "C" }]),
    );
}

#[test]
fn descendants_come_after_what_holds_them() {
    finds(&[Descendants, SKU], value!(["A", "B", "C"]));
    finds(&[Descendants, Key("tags"), Index(0)], value!(["new"]));
    finds(
        &[ITEMS, Descendants, Index(0)],
        value!([shop()["items"][0], "new"]),
    );
    finds(&[Key("name"), Descendants, Wildcard], value!([]));
}

#[test]
fn what_is_not_there_is_nothing_or_no_value() {
    finds(&[Key("none"), Wildcard, SKU], value!([]));
    finds(&[Key("name"), Slice(Some(1), None)], value!([]));
    assert_eq!(found(&shop(), &[Key("none"), Call(Length, &[])]), None);
    assert_eq!(found(&shop(), &[Key("none"), Keys(&["a", "b"])]), None);
}

#[track_caller]
fn skus(filter: Filter<'_>, expected: &[&str]) {
    finds(
        &[ITEMS, Where(filter), SKU],
        expected.iter().copied().collect(),
    );
}

const PRICE: Operand<'_> = Path(Current(&[Key("price")]));
const NAME: Operand<'_> = Path(Current(&[SKU]));
const TAGS: Operand<'_> = Path(Current(&[Key("tags")]));

#[test]
fn comparisons_of_filters() {
    static B_OR_C: Pattern = Pattern::new("b|c", "i");
    static PART: Pattern = Pattern::new("(?i)1?", "");
    let skus_of = Operand::List(&[Operand::String("A"), Operand::String("C")]);
    let none = Operand::List(&[]);
    for (left, comparison, right, expected) in [
        (PRICE, LessThan, Operand::Number(12.5), &["A"][..]),
        (PRICE, LessThanEquals, Operand::Number(12.5), &["A", "B"]),
        (PRICE, GreaterThan, Path(Root(&[Key("limit")])), &["B", "C"]),
        (PRICE, GreaterThanEquals, Operand::String("20"), &[]),
        (PRICE, Equals, Operand::String("20"), &["C"]),
        (PRICE, SameAs, Operand::String("20"), &[]),
        (Operand::String("12.5"), Equals, PRICE, &["B"]),
        (NAME, NotEquals, Operand::String("A"), &["B", "C"]),
        (NAME, NotSameAs, Operand::Null, &["A", "B", "C"]),
        (NAME, GreaterThan, Operand::String("A"), &["B", "C"]),
        (NAME, Matches, Operand::Pattern(&B_OR_C), &["B", "C"]),
        (PRICE, Matches, Operand::Pattern(&PART), &[]),
        (NAME, In, skus_of, &["A", "C"]),
        (NAME, NotIn, skus_of, &["B"]),
        (TAGS, Contains, Operand::String("red"), &["A"]),
        (NAME, Contains, Operand::String("B"), &["B"]),
        (TAGS, All, Operand::List(&[Operand::String("red")]), &["A"]),
        (
            TAGS,
            AnyOf,
            Operand::List(&[Operand::String("red")]),
            &["A"],
        ),
        (
            TAGS,
            NoneOf,
            Operand::List(&[Operand::String("red")]),
            &["B"],
        ),
        (TAGS, SubsetOf, none, &["B"]),
        (TAGS, Size, Operand::Number(2.0), &["A"]),
        (TAGS, Empty, Operand::Bool(true), &["B"]),
        (Path(Current(&[Key("note")])), Equals, Operand::Null, &["C"]),
        (NAME, Never, Operand::Null, &[]),
    ] {
        skus(Filter::Compare(left, comparison, right), expected);
    }
}

#[test]
fn conditions_of_filters() {
    let noted = Filter::Exists(Current(&[Key("note")]));
    let cheap = Filter::Compare(PRICE, LessThan, Operand::Number(10.0));
    skus(noted, &["C"]);
    skus(Filter::Not(&noted), &["A", "B"]);
    skus(Filter::Or(&[noted, cheap]), &["A", "C"]);
    skus(Filter::And(&[noted, cheap]), &[]);
    // An object is filtered as a whole.
    let named = Filter::Compare(
        Path(Current(&[Key("name")])),
        Equals,
        Operand::String("shop"),
    );
    finds(&[Where(named), Key("limit")], value!([10]));
}

#[test]
fn functions_of_arrays_and_objects() {
    finds(&[ITEMS, Call(Length, &[])], value!(3));
    finds(&[Call(Length, &[])], value!(3));
    finds(&[Key("name"), Call(Length, &[])], Value::NULL);
    finds(
        &[ITEMS, Wildcard, Key("tags"), Call(Length, &[])],
        value!([2, 0]),
    );
    finds(&[Descendants, Key("price"), Call(Sum, &[])], value!(37.5));
    finds(&[Descendants, Key("tags"), Call(Length, &[])], value!(2));
    let prices = value!([3, 1, 2]);
    for (function, operands, expected) in [
        (Max, &[][..], value!(3.0)),
        (Min, &[Operand::Number(0.5)], value!(0.5)),
        (Avg, &[], value!(2.0)),
        (Sum, &[], value!(6.0)),
        (First, &[], value!(3)),
        (Last, &[], value!(2)),
        (Function::Index, &[Operand::Number(-1.0)], value!(2)),
        (Append, &[Operand::String("x")], value!([3, 1, 2, "x"])),
        (
            Concat,
            &[Operand::String("x"), Operand::String("y")],
            value!("xy"),
        ),
    ] {
        assert_eq!(
            found(&prices, &[Call(function, operands)]),
            Some(expected),
            "{function:?}"
        );
    }
    let deviation = found(&value!([2, 4]), &[Call(Stddev, &[])]);
    assert_eq!(deviation, Some(value!(1.0)));
    assert_eq!(found(&value!([]), &[Call(Max, &[])]), None);
    finds(
        &[ITEMS, Index(2), Call(Function::Keys, &[])],
        value!(["sku", "price", "note"]),
    );
}

#[test]
fn a_pattern_without_end_is_given_up() {
    static NESTED: Pattern = Pattern::new("(a+)+b", "");
    let filter = |of| {
        Filter::Compare(
            Path(Current(of)),
            Comparison::Matches,
            Operand::Pattern(&NESTED),
        )
    };
    let where_text = [Where(filter(&[Key("text")]))];
    let text = |letters: usize| value!([{ "text": format!("{}b", "a".repeat(letters)) }]);
    assert_eq!(found(&text(3), &where_text), Some(text(3)));
    // In whatever the filter stands.
    let inner = [Key("list"), where_text[0]];
    let outer = [Where(Filter::Not(&Filter::Exists(Current(&inner))))];
    let lists = value!([{ "list": [{ "text": "a".repeat(40) }] }]);
    let failure = find(&lists, &outer).unwrap_err();
    assert_eq!(failure.error(), Some("States.Runtime"));
    assert_eq!(
        failure.cause(),
        Some(
            "The filter of a path runs for too long: its regular expression has too many ways to match."
        )
    );
}
