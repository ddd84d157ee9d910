//! The built-in functions as values, and called with arguments that may be functions.

use std::fmt;

use super::array::append;
use super::signature::Parameter;
use super::value::Any;
use super::{collections, matchers, transform};
use crate::jsonata::error::Error;
use crate::jsonata::operand::Operand;
use crate::jsonata::{self, Evaluation};

/// A built-in function.
pub struct Builtin {
    /// What error texts call it where the expression does not.
    pub(super) name: &'static str,
    /// How many arguments those that apply it pass on.
    pub(super) arity: usize,
    pub(super) parameters: &'static [Parameter],
    pub(super) run: fn(Arguments, &mut Evaluation<'_>) -> Result<Any, Error>,
}

impl fmt::Debug for Builtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "built-in function ${}", self.name)
    }
}

/// The arguments of a call, checked.
pub(super) struct Arguments(std::vec::IntoIter<Any>);

impl Arguments {
    pub(super) fn new(arguments: Vec<Any>) -> Arguments {
        Arguments(arguments.into_iter())
    }

    /// The next argument.
    pub(super) fn next(&mut self) -> Any {
        self.0.next().unwrap_or_default()
    }
}

macro_rules! builtins {
    ($($(#[$doc:meta])* $name:ident($text:literal, $arity:literal; $($parameter:expr),*) = |$arguments:ident, $cx:pat_param| $run:expr;)*) => {
        /// The table of built-in functions.
        pub mod table {
            use super::{Any, Arguments, Builtin, Error, Evaluation, Operand, append, collections, jsonata, matchers, transform};
            use crate::jsonata::dynamic::signature::parameter;

            $(
                $(#[$doc])*
                pub static $name: Builtin = Builtin {
                    name: $text,
                    arity: $arity,
                    parameters: &[$($parameter),*],
                    run: {
                        #[allow(unused_mut, unused_variables, reason = "some take no arguments")]
                        fn run(mut $arguments: Arguments, $cx: &mut Evaluation<'_>) -> Result<Any, Error> {
                            $run
                        }
                        run
                    },
                };
            )*
        }
    };
}

builtins! {
    /// `$abs`
    ABS("abs", 1; parameter("n").context()) = |a, _| Ok(jsonata::abs(a.next())?.into_any());
    /// `$append`
    APPEND("append", 2; parameter("x"), parameter("x")) = |a, _| append(a.next(), a.next());
    /// `$assert`
    ASSERT("assert", 2; parameter("b"), parameter("s").optional()) = |a, _| {
        Ok(jsonata::assert_with(a.next(), a.next())?.into_any())
    };
    /// `$average`
    AVERAGE("average", 1; parameter("a").of("n")) = |a, _| Ok(jsonata::average(a.next())?.into_any());
    /// `$base64decode`
    BASE64DECODE("base64decode", 1; parameter("s").context()) = |a, _| Ok(jsonata::base64_decode(a.next())?.into_any());
    /// `$base64encode`
    BASE64ENCODE("base64encode", 1; parameter("s").context()) = |a, _| Ok(jsonata::base64_encode(a.next())?.into_any());
    /// `$boolean`
    BOOLEAN("boolean", 1; parameter("x").context()) = |a, _| Ok(jsonata::boolean(a.next())?.into_any());
    /// `$ceil`
    CEIL("ceil", 1; parameter("n").context()) = |a, _| Ok(jsonata::ceil(a.next())?.into_any());
    /// `$clone`
    CLONE("clone", 1; parameter("oa").context()) = |a, _| Ok(transform::clone(a.next()));
    /// `$contains`
    CONTAINS("contains", 2; parameter("s").context(), parameter("sf")) = |a, cx| matchers::contains(a.next(), a.next(), cx);
    /// `$count`
    COUNT("count", 1; parameter("a")) = |a, _| Ok(collections::count(&a.next()).into_any());
    /// `$decodeUrl`
    DECODE_URL("decodeUrl", 1; parameter("s").context()) = |a, _| Ok(jsonata::decode_url(a.next())?.into_any());
    /// `$decodeUrlComponent`
    DECODE_URL_COMPONENT("decodeUrlComponent", 1; parameter("s").context()) = |a, _| Ok(jsonata::decode_url_component(a.next())?.into_any());
    /// `$distinct`
    DISTINCT("distinct", 1; parameter("x")) = |a, _| collections::distinct(a.next());
    /// `$each`
    EACH("each", 2; parameter("o").context(), parameter("f")) = |a, cx| collections::each(&a.next(), &a.next(), cx);
    /// `$encodeUrl`
    ENCODE_URL("encodeUrl", 1; parameter("s").context()) = |a, _| Ok(jsonata::encode_url(a.next())?.into_any());
    /// `$encodeUrlComponent`
    ENCODE_URL_COMPONENT("encodeUrlComponent", 1; parameter("s").context()) = |a, _| Ok(jsonata::encode_url_component(a.next())?.into_any());
    /// `$error`
    ERROR("error", 1; parameter("s").optional()) = |a, _| Ok(jsonata::error_with(a.next())?.into_any());
    /// `$exists`
    EXISTS("exists", 1; parameter("x")) = |a, _| Ok((!a.next().is_undefined()).into_any());
    /// `$filter`
    FILTER("filter", 2; parameter("a"), parameter("f")) = |a, cx| collections::filter(a.next(), &a.next(), cx);
    /// `$floor`
    FLOOR("floor", 1; parameter("n").context()) = |a, _| Ok(jsonata::floor(a.next())?.into_any());
    /// `$formatBase`
    FORMAT_BASE("formatBase", 2; parameter("n").context(), parameter("n").optional()) = |a, _| {
        Ok(jsonata::format_base_with(a.next(), a.next())?.into_any())
    };
    /// `$formatInteger`
    FORMAT_INTEGER("formatInteger", 2; parameter("n").context(), parameter("s")) = |a, _| {
        Ok(jsonata::format_integer(a.next(), a.next())?.into_any())
    };
    /// `$formatNumber`
    FORMAT_NUMBER("formatNumber", 3; parameter("n").context(), parameter("s"), parameter("o").optional()) = |a, _| {
        Ok(jsonata::format_number_with(a.next(), a.next(), a.next())?.into_any())
    };
    /// `$fromMillis`
    FROM_MILLIS("fromMillis", 3; parameter("n").context(), parameter("s").optional(), parameter("s").optional()) = |a, _| {
        Ok(jsonata::from_millis(a.next(), a.next(), a.next())?.into_any())
    };
    /// `$hash`
    HASH("hash", 2; parameter("x"), parameter("s")) = |a, _| Ok(jsonata::hash(a.next(), a.next())?.into_any());
    /// `$join`
    JOIN("join", 2; parameter("a").of("s"), parameter("s").optional()) = |a, _| {
        Ok(jsonata::join_with(a.next(), a.next())?.into_any())
    };
    /// `$keys`
    KEYS("keys", 1; parameter("x").context()) = |a, _| Ok(collections::keys(&a.next()));
    /// `$length`
    LENGTH("length", 1; parameter("s").context()) = |a, _| Ok(jsonata::length(a.next())?.into_any());
    /// `$lookup`
    LOOKUP("lookup", 2; parameter("x").context(), parameter("s")) = |a, _| {
        let (input, key) = (a.next(), a.next());
        Ok(key.as_str().map_or(Any::Undefined, |key| collections::lookup(&input, key)))
    };
    /// `$lowercase`
    LOWERCASE("lowercase", 1; parameter("s").context()) = |a, _| Ok(jsonata::lowercase(a.next())?.into_any());
    /// `$map`
    MAP("map", 2; parameter("a"), parameter("f")) = |a, cx| collections::map(a.next(), &a.next(), cx);
    /// `$match`
    MATCH("match", 3; parameter("s").context(), parameter("f").of("s:o"), parameter("n").optional()) = |a, cx| {
        matchers::find(a.next(), a.next(), a.next(), cx)
    };
    /// `$max`
    MAX("max", 1; parameter("a").of("n")) = |a, _| Ok(jsonata::max(a.next())?.into_any());
    /// `$merge`
    MERGE("merge", 1; parameter("a").of("o")) = |a, _| collections::merge(a.next());
    /// `$millis`
    MILLIS("millis", 0;) = |_a, cx| Ok(jsonata::millis(cx).into_any());
    /// `$min`
    MIN("min", 1; parameter("a").of("n")) = |a, _| Ok(jsonata::min(a.next())?.into_any());
    /// `$not`
    NOT("not", 1; parameter("x").context()) = |a, _| Ok(jsonata::not(a.next())?.into_any());
    /// `$number`
    NUMBER("number", 1; parameter("nsb").context()) = |a, _| Ok(jsonata::number(a.next())?.into_any());
    /// `$pad`
    PAD("pad", 3; parameter("s").context(), parameter("n"), parameter("s").optional()) = |a, _| {
        Ok(jsonata::pad_with(a.next(), a.next(), a.next())?.into_any())
    };
    /// `$parse`
    PARSE("parse", 1; parameter("s")) = |a, _| Ok(jsonata::parse(a.next())?.into_any());
    /// `$parseInteger`
    PARSE_INTEGER("parseInteger", 2; parameter("s").context(), parameter("s")) = |a, _| {
        Ok(jsonata::parse_integer(a.next(), a.next())?.into_any())
    };
    /// `$partition`
    PARTITION("partition", 2; parameter("a"), parameter("n")) = |a, _| Ok(jsonata::partition(a.next(), a.next())?.into_any());
    /// `$power`
    POWER("power", 2; parameter("n").context(), parameter("n")) = |a, _| Ok(jsonata::power(a.next(), a.next())?.into_any());
    /// `$random`
    RANDOM("random", 1; parameter("n").optional()) = |a, cx| Ok(jsonata::random_with(a.next(), cx)?.into_any());
    /// `$range`
    RANGE("range", 3; parameter("n"), parameter("n"), parameter("n")) = |a, _| {
        Ok(jsonata::range(a.next(), a.next(), a.next())?.into_any())
    };
    /// `$reduce`
    REDUCE("reduce", 3; parameter("a"), parameter("f"), parameter("j").optional()) = |a, cx| {
        collections::reduce(a.next(), &a.next(), a.next(), cx)
    };
    /// `$replace`
    REPLACE("replace", 4; parameter("s").context(), parameter("sf"), parameter("sf"), parameter("n").optional()) = |a, cx| {
        matchers::replace(a.next(), a.next(), a.next(), a.next(), cx)
    };
    /// `$reverse`
    REVERSE("reverse", 1; parameter("a")) = |a, _| Ok(collections::reverse(a.next()));
    /// `$round`
    ROUND("round", 2; parameter("n").context(), parameter("n").optional()) = |a, _| {
        Ok(jsonata::round_with(a.next(), a.next())?.into_any())
    };
    /// `$shuffle`
    SHUFFLE("shuffle", 1; parameter("a")) = |a, cx| Ok(collections::shuffle(a.next(), cx));
    /// `$sift`
    SIFT("sift", 2; parameter("o").context(), parameter("f").optional()) = |a, cx| {
        collections::sift(&a.next(), &a.next(), cx)
    };
    /// `$single`
    SINGLE("single", 2; parameter("a"), parameter("f").optional()) = |a, cx| collections::single(a.next(), &a.next(), cx);
    /// `$sort`
    SORT("sort", 2; parameter("a"), parameter("f").optional()) = |a, cx| collections::sort(a.next(), &a.next(), cx);
    /// `$split`
    SPLIT("split", 3; parameter("s").context(), parameter("sf"), parameter("n").optional()) = |a, cx| {
        matchers::split(a.next(), a.next(), a.next(), cx)
    };
    /// `$spread`
    SPREAD("spread", 1; parameter("x").context()) = |a, _| collections::spread(a.next());
    /// `$sqrt`
    SQRT("sqrt", 1; parameter("n").context()) = |a, _| Ok(jsonata::sqrt(a.next())?.into_any());
    /// `$string`
    STRING("string", 1; parameter("x").context(), parameter("b").optional()) = |a, _| {
        Ok(jsonata::string_with(a.next(), a.next())?.into_any())
    };
    /// `$substring`
    SUBSTRING("substring", 3; parameter("s").context(), parameter("n"), parameter("n").optional()) = |a, _| {
        Ok(jsonata::substring_with(a.next(), a.next(), a.next())?.into_any())
    };
    /// `$substringAfter`
    SUBSTRING_AFTER("substringAfter", 2; parameter("s").context(), parameter("s")) = |a, _| {
        Ok(jsonata::substring_after(a.next(), a.next())?.into_any())
    };
    /// `$substringBefore`
    SUBSTRING_BEFORE("substringBefore", 2; parameter("s").context(), parameter("s")) = |a, _| {
        Ok(jsonata::substring_before(a.next(), a.next())?.into_any())
    };
    /// `$sum`
    SUM("sum", 1; parameter("a").of("n")) = |a, _| Ok(jsonata::sum(a.next())?.into_any());
    /// `$toMillis`
    TO_MILLIS("toMillis", 2; parameter("s").context(), parameter("s").optional()) = |a, cx| {
        Ok(jsonata::to_millis_with(a.next(), a.next(), cx)?.into_any())
    };
    /// `$trim`
    TRIM("trim", 1; parameter("s").context()) = |a, _| Ok(jsonata::trim(a.next())?.into_any());
    /// `$type`
    TYPE("type", 1; parameter("x")) = |a, _| Ok(jsonata::type_of(a.next()).into_any());
    /// `$uppercase`
    UPPERCASE("uppercase", 1; parameter("s").context()) = |a, _| Ok(jsonata::uppercase(a.next())?.into_any());
    /// `$uuid`
    UUID("uuid", 0;) = |_a, cx| Ok(jsonata::uuid(cx).into_any());
    /// `$zip`
    ZIP("zip", 0; parameter("a").repeated()) = |a, _| collections::zip(a.0.collect());
    /// `$now`
    NOW("now", 2; parameter("s").optional(), parameter("s").optional()) = |a, cx| Ok(jsonata::now_with(a.next(), a.next(), cx)?.into_any());
}
