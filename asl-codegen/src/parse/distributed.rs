//! The fields of a Distributed Map.

use std::ops::RangeInclusive;

use crate::ast::{
    Amount, Distributed, ItemBatcher, ItemReader, PayloadTemplate, ReaderConfig, ResultWriter,
};
use crate::diagnostic::Diagnostic;
use crate::jsonpath::PathRoot;
use crate::text::{Member, NodeKind, Text};

use super::Parser;
use super::fields::{Field, Fields, Schema};
use super::substitution::has_substitution;
use super::value::ANY;

/// Of a Map, with a meaning only in a Distributed Map.
pub(super) const DISTRIBUTED: &[Field] = &[
    Field::new("ItemReader"),
    Field::new("ItemBatcher"),
    Field::new("ResultWriter"),
    Field::new("Label"),
    Field::new("ToleratedFailureCount"),
    Field::json_path("ToleratedFailureCountPath"),
    Field::new("ToleratedFailurePercentage"),
    Field::json_path("ToleratedFailurePercentagePath"),
];

const ITEM_READER: Schema = Schema {
    owner: "an `ItemReader`",
    fields: &[
        &[
            Field::new("Resource").required(),
            Field::new("ReaderConfig"),
        ],
        REQUEST,
    ],
    hints: &[],
};

const RESULT_WRITER: Schema = Schema {
    owner: "a `ResultWriter`",
    fields: &[
        &[Field::new("Resource"), Field::new("WriterConfig")],
        REQUEST,
    ],
    hints: &[],
};

const REQUEST: &[Field] = &[Field::json_path("Parameters"), Field::jsonata("Arguments")];

const READER_CONFIG: Schema = Schema {
    owner: "a `ReaderConfig`",
    fields: &[&[
        Field::new("InputType"),
        Field::new("Transformation"),
        Field::new("ManifestType"),
        Field::new("CSVDelimiter"),
        Field::new("CSVHeaderLocation"),
        Field::new("CSVHeaders"),
        Field::new("ItemsPointer"),
        Field::new("MaxItems"),
        Field::json_path("MaxItemsPath"),
    ]],
    hints: &[],
};

const WRITER_CONFIG: Schema = Schema {
    owner: "a `WriterConfig`",
    fields: &[&[
        Field::new("OutputType").required(),
        Field::new("Transformation"),
    ]],
    hints: &[],
};

const ITEM_BATCHER: Schema = Schema {
    owner: "an `ItemBatcher`",
    fields: &[&[
        Field::new("BatchInput"),
        Field::new("MaxItemsPerBatch"),
        Field::json_path("MaxItemsPerBatchPath"),
        Field::new("MaxInputBytesPerBatch"),
        Field::json_path("MaxInputBytesPerBatchPath"),
    ]],
    hints: &[],
};

/// The longest `Label`, in characters.
pub(crate) const LONGEST_LABEL: usize = 40;

/// The most that a child's input can hold.
const BATCH_BYTES: RangeInclusive<u64> = 0..=262_144;

impl Parser<'_> {
    /// Those of the fields that the Map has.
    pub(super) fn distributed(&mut self, fields: &Fields<'_>) -> Distributed {
        let mut given: Vec<Text> = DISTRIBUTED
            .iter()
            .filter_map(|field| Some(fields.get(field.name)?.key.clone()))
            .collect();
        given.sort_by_key(|key| key.span);
        Distributed {
            given,
            item_reader: fields
                .get("ItemReader")
                .and_then(|member| self.item_reader(member, fields)),
            item_batcher: fields
                .get("ItemBatcher")
                .and_then(|member| self.item_batcher(member, fields)),
            result_writer: fields
                .get("ResultWriter")
                .and_then(|member| self.result_writer(member, fields)),
            label: fields
                .get("Label")
                .and_then(|member| self.map_label(member)),
            tolerated_failure_count: self.map_amount(
                fields,
                "ToleratedFailureCount",
                "ToleratedFailureCountPath",
                0..=ANY,
            ),
            tolerated_failure_percentage: {
                let amount = self.fraction_amount(
                    fields,
                    "ToleratedFailurePercentage",
                    "ToleratedFailurePercentagePath",
                    0.0..=100.0,
                );
                self.without_context(amount)
            },
        }
    }

    fn item_reader(&mut self, member: &Member, map: &Fields<'_>) -> Option<ItemReader> {
        let fields = self.inside(member, &ITEM_READER, map)?;
        let resource = fields
            .get("Resource")
            .and_then(|resource| self.string("Resource", &resource.value));
        let config = fields
            .get("ReaderConfig")
            .and_then(|config| self.reader_config(config, map));
        Some(ItemReader {
            arguments: self.request(&fields),
            config: config.unwrap_or_default(),
            resource: resource?,
        })
    }

    fn reader_config(&mut self, member: &Member, map: &Fields<'_>) -> Option<ReaderConfig> {
        let fields = self.inside(member, &READER_CONFIG, map)?;
        let mut value = |name, values: &[&str]| self.config_value(fields.get(name), values);
        let input_type = value(
            "InputType",
            &["CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"],
        );
        let transformation = value("Transformation", &["NONE", "LOAD_AND_FLATTEN"]);
        let manifest_type = value("ManifestType", &["ATHENA_DATA", "S3_INVENTORY"]);
        let csv_delimiter = value(
            "CSVDelimiter",
            &["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"],
        );
        let csv_header_location = value("CSVHeaderLocation", &["FIRST_ROW", "GIVEN"]);
        let headers = fields.get("CSVHeaders");
        if let (Some(location), None) = (&csv_header_location, headers)
            && location.value == "GIVEN"
        {
            let message = "`\"CSVHeaderLocation\": \"GIVEN\"` needs `CSVHeaders`";
            self.report(
                Diagnostic::error("missing-field", location.span, message)
                    .label("no headers are given"),
            );
        }
        Some(ReaderConfig {
            csv_headers: headers.and_then(|headers| self.csv_headers(headers)),
            items_pointer: fields
                .get("ItemsPointer")
                .and_then(|pointer| self.string("ItemsPointer", &pointer.value)),
            max_items: self.map_amount(&fields, "MaxItems", "MaxItemsPath", 0..=ANY),
            input_type,
            transformation,
            manifest_type,
            csv_delimiter,
            csv_header_location,
        })
    }

    fn csv_headers(&mut self, member: &Member) -> Option<Vec<Text>> {
        let items = self.array("CSVHeaders", &member.value)?;
        let headers = items
            .iter()
            .filter_map(|item| self.string("a header", item));
        Some(headers.collect())
    }

    fn item_batcher(&mut self, member: &Member, map: &Fields<'_>) -> Option<ItemBatcher> {
        let fields = self.inside(member, &ITEM_BATCHER, map)?;
        let (items, items_path) = ("MaxItemsPerBatch", "MaxItemsPerBatchPath");
        let (bytes, bytes_path) = ("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath");
        Some(ItemBatcher {
            batch_input: self.template_field(&fields, "BatchInput"),
            max_items_per_batch: self.map_amount(&fields, items, items_path, 0..=ANY),
            max_input_bytes_per_batch: self.map_amount(&fields, bytes, bytes_path, BATCH_BYTES),
        })
    }

    fn result_writer(&mut self, member: &Member, map: &Fields<'_>) -> Option<ResultWriter> {
        let fields = self.inside(member, &RESULT_WRITER, map)?;
        let config = fields
            .get("WriterConfig")
            .and_then(|config| self.inside(config, &WRITER_CONFIG, map));
        let mut value = |name, values: &[&str]| {
            let member = config.as_ref().and_then(|config| config.get(name));
            self.config_value(member, values)
        };
        let output_type = value("OutputType", &["JSON", "JSONL"]);
        let transformation = value("Transformation", &["NONE", "COMPACT", "FLATTEN"]);
        let resource = fields.get("Resource");
        let arguments = self.request(&fields);
        if resource.is_none() && fields.get("WriterConfig").is_none() {
            let names = ["Resource", "WriterConfig"];
            if !fields.excused(&names) {
                let message = format!("{} needs `Resource` or `WriterConfig`", fields.owner());
                self.missing(&fields, message, "neither is given");
            }
        }
        Some(ResultWriter {
            resource: resource.and_then(|resource| self.string("Resource", &resource.value)),
            arguments,
            transformation,
            output_type,
        })
    }

    /// `Label`, which becomes a part of the Map Run's ARN.
    fn map_label(&mut self, member: &Member) -> Option<Text> {
        let label = self.string("Label", &member.value)?;
        let length = label.value.chars().count();
        let wrong = if has_substitution(&label.value) {
            None
        } else if label.value.is_empty() {
            Some((label.span, "it is empty".to_owned()))
        } else if let Some((at, c)) = label.value.char_indices().find(|(_, c)| !in_label(*c)) {
            let span = label.span_of(at..at + c.len_utf8());
            Some((span, "this character cannot stand in it".to_owned()))
        } else if length > LONGEST_LABEL {
            Some((
                label.span,
                format!("has {length} characters, and {LONGEST_LABEL} are allowed"),
            ))
        } else {
            None
        };
        let Some((span, wrong)) = wrong else {
            return Some(label);
        };
        self.report(
            Diagnostic::error("invalid-label", span, "this cannot be a `Label`")
                .label(wrong)
                .help("a `Label` becomes a part of an ARN: use letters, digits, `-` and `_`"),
        );
        None
    }

    /// `Parameters` or `Arguments` of a reader or writer.
    fn request(&mut self, fields: &Fields<'_>) -> Option<PayloadTemplate> {
        let (name, member) = self.one_of(fields, &["Parameters", "Arguments"], false)?;
        let computed = match &member.value.kind {
            NodeKind::Object(_) => true,
            NodeKind::String(text) => name == "Arguments" && text.value.contains("{%"),
            _ => false,
        };
        if !computed {
            self.wrong_type(name, &member.value, "an object");
            return None;
        }
        self.template_field(fields, name)
    }

    /// A number of the Map.
    pub(super) fn map_amount(
        &mut self,
        fields: &Fields<'_>,
        name: &'static str,
        path_name: &'static str,
        range: RangeInclusive<u64>,
    ) -> Option<Amount> {
        let amount = self.amount(fields, name, path_name, range);
        self.without_context(amount)
    }

    /// The paths of a Map's numbers lead into the input or a variable.
    fn without_context<T>(&mut self, amount: Option<Amount<T>>) -> Option<Amount<T>> {
        if let Some(Amount::Path(path)) = &amount
            && path.root == PathRoot::Context
        {
            let message = "a Map's numbers cannot come from the Context Object";
            self.report(
                Diagnostic::error("not-a-reference-path", path.text.span, message)
                    .label("not a Reference Path")
                    .help("put the number into the state's input or a variable before"),
            );
            return None;
        }
        amount
    }

    /// The fields of an object that a field of the Map holds.
    fn inside<'n>(
        &mut self,
        member: &'n Member,
        schema: &'static Schema,
        map: &Fields<'_>,
    ) -> Option<Fields<'n>> {
        self.fields(&member.value, schema, Some(member.key.span), map.language)
    }
}

/// Whether a character can stand in a `Label`.
pub(crate) fn in_label(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"?*<>{}[]:;,\\|^~$#%&`\"".contains(c)
}
