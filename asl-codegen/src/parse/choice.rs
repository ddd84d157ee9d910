//! Choice states and their rules.

use crate::ast::{
    Choice, ChoiceRule, Condition, DataTest, Operand, Operator, QueryLanguage, StateKind,
};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use crate::text::{Member, Node, NodeKind};

use super::Parser;
use super::data_flow::{ASSIGN, COMMON, INPUT_OUTPUT};
use super::expression::Written;
use super::fields::{Field, Fields, Schema};
use super::template::Reading;

pub(super) const SCHEMA: Schema = Schema {
    owner: "a Choice",
    fields: &[
        COMMON,
        &[Field::new("Choices").required(), Field::new("Default")],
        INPUT_OUTPUT,
        ASSIGN,
    ],
    hints: &[
        (
            "Next",
            "a Choice goes on by the `Next` of its rules, or else by `Default`",
        ),
        ("End", "a Choice cannot end the machine; go on to a Succeed"),
    ],
};

const RULE: Schema = Schema {
    owner: "a Choice Rule",
    fields: &[
        &[
            Field::new("Next").required(),
            Field::new("Assign"),
            Field::jsonata("Output"),
            Field::jsonata("Condition").required(),
        ],
        CONDITION,
        &COMPARISONS,
    ],
    hints: &[
        ("End", "a Choice cannot end the machine; go on to a Succeed"),
        (
            "StringNotEquals",
            "put a rule with `StringEquals` into a `Not`",
        ),
        (
            "NumericNotEquals",
            "put a rule with `NumericEquals` into a `Not`",
        ),
        (
            "StringMatchesPath",
            "a pattern cannot come from the input; `StringEqualsPath` compares with a text of the input",
        ),
    ],
};

const NESTED_RULE: Schema = Schema {
    owner: "a Choice Rule inside another",
    fields: &[CONDITION, &COMPARISONS],
    hints: &[
        ("Next", "only the outermost rule has `Next`"),
        ("Assign", "only the outermost rule has `Assign`"),
    ],
};

const CONDITION: &[Field] = &[
    Field::json_path("Variable"),
    Field::json_path("And"),
    Field::json_path("Or"),
    Field::json_path("Not"),
    Field::new("Comment"),
];

/// What a comparison compares with.
#[derive(Clone, Copy)]
enum Form {
    String,
    Timestamp,
    Number,
    Bool,
    Path,
}

const OPERATORS: [(&str, Operator, Form); 39] = {
    use Form::{Bool, Number, Path, String, Timestamp};
    use Operator::*;
    [
        ("StringEquals", StringEquals, String),
        ("StringEqualsPath", StringEquals, Path),
        ("StringLessThan", StringLessThan, String),
        ("StringLessThanPath", StringLessThan, Path),
        ("StringGreaterThan", StringGreaterThan, String),
        ("StringGreaterThanPath", StringGreaterThan, Path),
        ("StringLessThanEquals", StringLessThanEquals, String),
        ("StringLessThanEqualsPath", StringLessThanEquals, Path),
        ("StringGreaterThanEquals", StringGreaterThanEquals, String),
        ("StringGreaterThanEqualsPath", StringGreaterThanEquals, Path),
        ("StringMatches", StringMatches, String),
        ("NumericEquals", NumericEquals, Number),
        ("NumericEqualsPath", NumericEquals, Path),
        ("NumericLessThan", NumericLessThan, Number),
        ("NumericLessThanPath", NumericLessThan, Path),
        ("NumericGreaterThan", NumericGreaterThan, Number),
        ("NumericGreaterThanPath", NumericGreaterThan, Path),
        ("NumericLessThanEquals", NumericLessThanEquals, Number),
        ("NumericLessThanEqualsPath", NumericLessThanEquals, Path),
        ("NumericGreaterThanEquals", NumericGreaterThanEquals, Number),
        (
            "NumericGreaterThanEqualsPath",
            NumericGreaterThanEquals,
            Path,
        ),
        ("BooleanEquals", BooleanEquals, Bool),
        ("BooleanEqualsPath", BooleanEquals, Path),
        ("TimestampEquals", TimestampEquals, Timestamp),
        ("TimestampEqualsPath", TimestampEquals, Path),
        ("TimestampLessThan", TimestampLessThan, Timestamp),
        ("TimestampLessThanPath", TimestampLessThan, Path),
        ("TimestampGreaterThan", TimestampGreaterThan, Timestamp),
        ("TimestampGreaterThanPath", TimestampGreaterThan, Path),
        (
            "TimestampLessThanEquals",
            TimestampLessThanEquals,
            Timestamp,
        ),
        ("TimestampLessThanEqualsPath", TimestampLessThanEquals, Path),
        (
            "TimestampGreaterThanEquals",
            TimestampGreaterThanEquals,
            Timestamp,
        ),
        (
            "TimestampGreaterThanEqualsPath",
            TimestampGreaterThanEquals,
            Path,
        ),
        ("IsNull", IsNull, Bool),
        ("IsPresent", IsPresent, Bool),
        ("IsNumeric", IsNumeric, Bool),
        ("IsString", IsString, Bool),
        ("IsBoolean", IsBoolean, Bool),
        ("IsTimestamp", IsTimestamp, Bool),
    ]
};

/// The operators as fields.
const COMPARISONS: [Field; OPERATORS.len()] = {
    let mut fields = [Field::json_path(""); OPERATORS.len()];
    let mut at = 0;
    while at < fields.len() {
        fields[at] = Field::json_path(OPERATORS[at].0);
        at += 1;
    }
    fields
};

impl Parser<'_> {
    pub(super) fn choice(&mut self, fields: &Fields<'_>) -> Option<StateKind> {
        let rules = fields.get("Choices").and_then(|choices| {
            let rules = self.filled_array("Choices", &choices.value)?;
            Some(
                rules
                    .iter()
                    .filter_map(|rule| self.rule(rule, fields.language))
                    .collect(),
            )
        });
        let default = fields.get("Default");
        let choice = Choice {
            default: default.and_then(|default| self.string("Default", &default.value)),
            data: self.data_flow(fields),
            rules: rules?,
        };
        Some(StateKind::Choice(Box::new(choice)))
    }

    fn rule(&mut self, node: &Node, language: QueryLanguage) -> Option<ChoiceRule> {
        let fields = self.fields(node, &RULE, None, language)?;
        let condition = match language {
            QueryLanguage::JsonPath => self.condition(&fields),
            QueryLanguage::Jsonata => self.jsonata_condition(&fields),
        };
        let next = fields
            .get("Next")
            .and_then(|next| self.string("Next", &next.value));
        let output = fields.get("Output");
        Some(ChoiceRule {
            assign: self.assign(&fields),
            output: output.map(|output| self.template(&output.value, Reading::Jsonata)),
            comment: self.comment(&fields),
            condition: condition?,
            next: next?,
            span: node.span,
        })
    }

    fn jsonata_condition(&mut self, fields: &Fields<'_>) -> Option<Condition> {
        let node = &fields.get("Condition")?.value;
        if let NodeKind::Bool(value) = node.kind {
            return Some(match value {
                true => Condition::And(Vec::new()),
                false => Condition::Or(Vec::new()),
            });
        }
        if let NodeKind::String(text) = &node.kind {
            match self.written(text) {
                Written::Expression(expression) => return Some(Condition::Jsonata(expression)),
                Written::Broken => return None,
                Written::Plain(_) => {}
            }
        }
        self.wrong_type("Condition", node, "an expression, `{% … %}`");
        None
    }

    /// `And`, `Or`, `Not`, or a comparison of `Variable`.
    fn condition(&mut self, fields: &Fields<'_>) -> Option<Condition> {
        let mut combined = ["And", "Or", "Not"]
            .into_iter()
            .filter_map(|name| Some((name, fields.get(name)?)));
        let Some((combined, member)) = combined.next() else {
            return self.comparison(fields);
        };
        for other in ["Or", "Not"] {
            if let Some(other) = fields.get(other).filter(|_| other != combined) {
                self.two_conditions(member, other);
            }
        }
        for (name, _, _) in &OPERATORS {
            if let Some(comparison) = fields.get(name) {
                self.two_conditions(member, comparison);
            }
        }
        if combined == "Not" {
            let inner = self.nested_rule(&member.value)?;
            return Some(Condition::Not(Box::new(inner)));
        }
        let rules = self.filled_array(combined, &member.value)?;
        let inner: Vec<_> = rules
            .iter()
            .filter_map(|rule| self.nested_rule(rule))
            .collect();
        // Of a part it cannot be told when it holds.
        if inner.len() < rules.len() {
            return None;
        }
        Some(match combined {
            "And" => Condition::And(inner),
            _ => Condition::Or(inner),
        })
    }

    fn nested_rule(&mut self, node: &Node) -> Option<Condition> {
        let fields = self.fields(node, &NESTED_RULE, None, QueryLanguage::JsonPath)?;
        self.comment(&fields);
        self.condition(&fields)
    }

    fn comparison(&mut self, fields: &Fields<'_>) -> Option<Condition> {
        let mut present: Vec<_> = OPERATORS
            .iter()
            .filter_map(|(name, operator, form)| Some((*name, *operator, *form, fields.get(name)?)))
            .collect();
        present.sort_by_key(|(_, _, _, member)| member.key.span);
        let variable = fields.get("Variable");
        let path = variable.and_then(|variable| self.path("Variable", &variable.value));
        let Some((name, operator, form, member)) = present.first().copied() else {
            let names: Vec<_> = OPERATORS.iter().map(|(name, _, _)| *name).collect();
            // An unknown field may be the condition.
            if !fields.excused(&names) && !fields.has_unknown() {
                let message = format!("{} needs a condition", fields.owner());
                let (span, label) = match variable {
                    Some(variable) => (
                        variable.key.span.to(variable.value.span),
                        "compared with nothing",
                    ),
                    None => (fields.anchor(), "says nothing that can be true or false"),
                };
                self.report(
                    Diagnostic::error("choice-rule-without-condition", span, message)
                        .label(label)
                        .help("give `Variable` and a comparison such as `StringEquals`, or `And`, `Or`, `Not`"),
                );
            }
            return None;
        };
        for (_, _, _, other) in &present[1..] {
            self.two_conditions(member, other);
        }
        let operand = self.operand(name, form, &member.value);
        if variable.is_none() && !fields.has_unknown() {
            let message = format!("{} with `{name}` needs `Variable`", fields.owner());
            self.missing(fields, message, "it is missing");
        }
        Some(Condition::Test(DataTest {
            variable: path?,
            operator: Spanned::new(operator, member.key.span),
            operand: operand?,
        }))
    }

    fn operand(&mut self, name: &str, form: Form, node: &Node) -> Option<Operand> {
        Some(match form {
            Form::String => Operand::String(self.used_string(name, node)?),
            Form::Timestamp => {
                let text = self.string(name, node)?;
                self.timestamp(name, &text)?;
                Operand::String(text)
            }
            Form::Number => Operand::Number(self.number(name, node, "a number")?),
            Form::Bool => Operand::Bool(Spanned::new(self.boolean(name, node)?, node.span)),
            Form::Path => Operand::Path(self.path(name, node)?),
        })
    }

    fn two_conditions(&mut self, one: &Member, other: &Member) {
        let (first, second) = match one.key.span < other.key.span {
            true => (one, other),
            false => (other, one),
        };
        let message = format!(
            "a Choice Rule has one condition only, and this one has `{}` and `{}`",
            first.key.value, second.key.value
        );
        self.report(
            Diagnostic::error("choice-rule-with-two-conditions", second.key.span, message)
                .label("the second condition")
                .also(first.key.span, "the first condition")
                .help("put both into an `And`"),
        );
    }
}
