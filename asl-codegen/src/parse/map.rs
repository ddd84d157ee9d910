//! Map states.

use crate::ast::{Items, Map, PayloadTemplate, ProcessorConfig, QueryLanguage, StateKind};
use crate::diagnostic::Diagnostic;
use crate::text::{Member, Node, NodeKind, Text};

use super::Parser;
use super::data_flow::{ASSIGN, COMMON, INPUT_OUTPUT, RESULT, TRANSITION};
use super::distributed::DISTRIBUTED;
use super::error_handling::ERRORS;
use super::fields::{Field, Fields, Schema};
use super::template::Reading;
use super::value::ANY;

pub(super) const SCHEMA: Schema = Schema {
    owner: "a Map",
    fields: &[
        COMMON,
        &[
            Field::new("ItemProcessor"),
            Field::new("Iterator"),
            Field::new("ItemSelector"),
            Field::json_path("ItemsPath"),
            Field::jsonata("Items"),
            Field::new("MaxConcurrency"),
            Field::json_path("MaxConcurrencyPath"),
        ],
        DISTRIBUTED,
        TRANSITION,
        INPUT_OUTPUT,
        ASSIGN,
        RESULT,
        ERRORS,
    ],
    hints: &[(
        "Arguments",
        "what each item's processor gets is said by `ItemSelector`",
    )],
};

const PROCESSOR: Schema = Schema {
    owner: "an item processor",
    fields: &[&[
        Field::new("StartAt").required(),
        Field::new("States").required(),
        Field::new("ProcessorConfig"),
        Field::new("Comment"),
    ]],
    hints: &[(
        "QueryLanguage",
        "the machine and each state may have one, an item processor may not",
    )],
};

const CONFIG: Schema = Schema {
    owner: "a `ProcessorConfig`",
    fields: &[&[Field::new("Mode"), Field::new("ExecutionType")]],
    hints: &[],
};

impl Parser<'_> {
    pub(super) fn map(&mut self, fields: &Fields<'_>) -> Option<StateKind> {
        let processor = self.one_of(fields, &["ItemProcessor", "Iterator"], true);
        let processor = processor.and_then(|(_, member)| {
            let inside = self.fields(
                &member.value,
                &PROCESSOR,
                Some(member.key.span),
                fields.language,
            )?;
            self.comment(&inside);
            let config = self.processor_config(&inside);
            Some((self.inner_body(&inside, member.value.span)?, config))
        });
        self.one_of(fields, &["ItemSelector", "Parameters"], false);
        let item_selector = self.item_selector(fields);
        let items = self.items(fields);
        let max_concurrency =
            self.map_amount(fields, "MaxConcurrency", "MaxConcurrencyPath", 0..=ANY);
        let mut data = self.data_flow(fields);
        let parameters = data.arguments.take();
        let map = Map {
            transition: self.transition(fields),
            retry: self.retry(fields),
            catch: self.catch(fields),
            item_selector: item_selector.or(parameters),
            items,
            max_concurrency,
            distributed: self.distributed(fields),
            data,
            processor_config: processor.as_ref().and_then(|(_, config)| config.clone()),
            processor: processor?.0,
        };
        Some(StateKind::Map(Box::new(map)))
    }

    fn processor_config(&mut self, fields: &Fields<'_>) -> Option<ProcessorConfig> {
        let member = fields.get("ProcessorConfig")?;
        let inside = self.fields(
            &member.value,
            &CONFIG,
            Some(member.key.span),
            fields.language,
        )?;
        let mode = self.config_value(inside.get("Mode"), &["INLINE", "DISTRIBUTED"]);
        if let (Some(mode), None) = (&mode, inside.get("ExecutionType"))
            && mode.value == "DISTRIBUTED"
            && !inside.excused(&["ExecutionType"])
        {
            let message = "a Distributed Map needs `ExecutionType`";
            self.report(
                Diagnostic::error("missing-field", mode.span, message)
                    .label("runs its items as executions of their own")
                    .help("add `\"ExecutionType\": \"STANDARD\"`, or `\"EXPRESS\"`"),
            );
        }
        Some(ProcessorConfig {
            mode,
            execution_type: self
                .config_value(inside.get("ExecutionType"), &["STANDARD", "EXPRESS"]),
            span: member.value.span,
        })
    }

    /// One of some values; none where it is left out.
    pub(super) fn config_value(
        &mut self,
        member: Option<&Member>,
        values: &[&str],
    ) -> Option<Text> {
        let member = member?;
        let text = self.string(&member.key.value, &member.value)?;
        self.one_of_values(&member.key.value, &text, values)?;
        Some(text)
    }

    fn item_selector(&mut self, fields: &Fields<'_>) -> Option<PayloadTemplate> {
        let node = &fields.get("ItemSelector")?.value;
        let computed = match &node.kind {
            NodeKind::Object(_) => true,
            NodeKind::String(text) => {
                fields.language == QueryLanguage::Jsonata && is_delimited(text)
            }
            _ => false,
        };
        if !computed {
            self.wrong_type("ItemSelector", node, "an object");
            return None;
        }
        self.template_field(fields, "ItemSelector")
    }

    /// `ItemsPath` or `Items`.
    fn items(&mut self, fields: &Fields<'_>) -> Option<Items> {
        match fields.language {
            QueryLanguage::JsonPath => {
                let node = &fields.get("ItemsPath")?.value;
                self.path("ItemsPath", node).map(Items::Path)
            }
            QueryLanguage::Jsonata => {
                let node = &fields.get("Items")?.value;
                self.check_items(node);
                Some(Items::Template(self.template(node, Reading::Jsonata)))
            }
        }
    }

    /// What is written down must be an array; an object's members are items for a Distributed Map.
    fn check_items(&mut self, node: &Node) {
        let computed = match &node.kind {
            NodeKind::Array(_) | NodeKind::Object(_) => true,
            NodeKind::String(text) => is_delimited(text),
            _ => false,
        };
        if !computed {
            self.wrong_type("Items", node, "an array or an expression, `{% … %}`");
        }
    }
}

/// Whether a string is meant to be an expression; what is wrong with its delimiters is said elsewhere.
fn is_delimited(text: &Text) -> bool {
    text.value.contains("{%") || text.value.contains("%}")
}
