//! Objects read by a table of their fields: what may be there, what must be, and what was meant by what is there.

use crate::ast::QueryLanguage;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::text::{Member, Node, NodeKind};

use super::Parser;
use super::body::STATE_TYPES;
use super::value::beginning;

/// A field that an object may have.
#[derive(Clone, Copy)]
pub(super) struct Field {
    /// Its key.
    pub(super) name: &'static str,
    language: Option<QueryLanguage>,
    required: bool,
}

impl Field {
    /// A field of both query languages.
    pub(super) const fn new(name: &'static str) -> Self {
        Field {
            name,
            language: None,
            required: false,
        }
    }

    /// A field of JSONPath only.
    pub(super) const fn json_path(name: &'static str) -> Self {
        Field {
            name,
            language: Some(QueryLanguage::JsonPath),
            required: false,
        }
    }

    /// A field of JSONata only.
    pub(super) const fn jsonata(name: &'static str) -> Self {
        Field {
            name,
            language: Some(QueryLanguage::Jsonata),
            required: false,
        }
    }

    /// The same field, which must be there.
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn is_of(&self, language: QueryLanguage) -> bool {
        self.language.is_none_or(|own| own == language)
    }
}

/// The fields of a kind of object.
pub(super) struct Schema {
    /// What messages call it, with its article.
    pub(super) owner: &'static str,
    /// The fields, in families.
    pub(super) fields: &'static [&'static [Field]],
    /// Fields that it does not have though one may think so, and what to write instead.
    pub(super) hints: &'static [(&'static str, &'static str)],
}

impl Schema {
    fn all(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().flat_map(|family| family.iter())
    }

    fn field(&self, name: &str) -> Option<&'static Field> {
        self.all().find(|field| field.name == name)
    }
}

/// The members of an object that its table knows.
pub(super) struct Fields<'n> {
    /// The query language of the state it belongs to.
    pub(super) language: QueryLanguage,
    schema: &'static Schema,
    anchor: Span,
    members: Vec<(&'static str, &'n Member)>,
    misspelt: Vec<&'static str>,
    unknown: bool,
    foreign: bool,
}

impl<'n> Fields<'n> {
    /// The member of that name.
    pub(super) fn get(&self, name: &str) -> Option<&'n Member> {
        let found = self.members.iter().find(|(known, _)| *known == name);
        found.map(|(_, member)| *member)
    }

    /// The place where something that is missing is missed.
    pub(super) fn anchor(&self) -> Span {
        self.anchor
    }

    /// What messages call the object.
    pub(super) fn owner(&self) -> &'static str {
        self.schema.owner
    }

    /// Whether a mistake was reported that may be why one of these fields is missing.
    pub(super) fn excused(&self, names: &[&str]) -> bool {
        self.foreign || names.iter().any(|name| self.misspelt.contains(name))
    }

    /// Whether a field was reported that the object does not have.
    pub(super) fn has_unknown(&self) -> bool {
        self.unknown
    }

    /// Those of the names that the object's query language has.
    fn available(&self, names: &[&'static str]) -> Vec<&'static str> {
        let known = |name: &&str| {
            let field = self.schema.field(name);
            field.is_some_and(|field| field.is_of(self.language))
        };
        names.iter().copied().filter(|name| known(name)).collect()
    }
}

/// Those of many fields that begin with the same word: of `StringStartsWith` the comparisons of strings.
fn related(name: &str, schema: &Schema, language: QueryLanguage) -> Option<String> {
    let word = |name: &str| {
        let end = name
            .char_indices()
            .skip(1)
            .find(|(_, c)| c.is_ascii_uppercase());
        end.map(|(end, _)| name[..end].to_owned())
    };
    let (first, path) = (word(name)?, name.ends_with("Path"));
    let of_family = |field: &&Field| {
        field.is_of(language)
            && field.name.ends_with("Path") == path
            && word(field.name).as_ref() == Some(&first)
    };
    let family: Vec<_> = schema
        .all()
        .filter(of_family)
        .map(|field| field.name)
        .collect();
    // Two or three fields with a word in common are no family.
    (schema.all().count() > 20 && !family.is_empty())
        .then(|| format!("known comparisons of this kind: {}", list(&family, "and")))
}

impl Parser<'_> {
    /// Reads an object's members by its table. `anchor` is where a missing field is reported: a state's name, a key;
    /// else the object's first character.
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        schema: &'static Schema,
        anchor: Option<Span>,
        language: QueryLanguage,
    ) -> Option<Fields<'n>> {
        let NodeKind::Object(object) = &node.kind else {
            self.wrong_type(schema.owner, node, "an object");
            return None;
        };
        let mut fields = Fields {
            language,
            schema,
            anchor: anchor.unwrap_or_else(|| beginning(node)),
            members: Vec::new(),
            misspelt: Vec::new(),
            unknown: false,
            foreign: false,
        };
        let mut foreign: Vec<&Member> = Vec::new();
        for member in &object.members {
            match schema.field(&member.key.value) {
                Some(field) if !field.is_of(language) => foreign.push(member),
                Some(field) => match fields.get(field.name) {
                    Some(first) => self.duplicate_key(member, first),
                    None => fields.members.push((field.name, member)),
                },
                None => {
                    let meant = self.unknown_field(member, schema, language);
                    fields.misspelt.extend(meant);
                    fields.unknown = true;
                }
            }
        }
        fields.foreign = !foreign.is_empty();
        self.foreign_fields(&foreign, schema, language);
        self.missing_fields(&fields);
        Some(fields)
    }

    /// Only one of the fields may be there, and `required` says that one must.
    pub(super) fn one_of<'n>(
        &mut self,
        fields: &Fields<'n>,
        names: &[&'static str],
        required: bool,
    ) -> Option<(&'static str, &'n Member)> {
        let present: Vec<_> = fields
            .members
            .iter()
            .filter(|(name, _)| names.contains(name))
            .copied()
            .collect();
        let owner = fields.owner();
        if let [(first, first_member), (second, second_member), ..] = present[..] {
            let message = format!("{owner} cannot have both `{first}` and `{second}`");
            self.report(
                Diagnostic::error("exclusive-fields", second_member.key.span, message)
                    .label(format!("the same is already said by `{first}`"))
                    .also(first_member.key.span, "said here first")
                    .help("keep one of the two"),
            );
        }
        if present.is_empty() && required && !fields.excused(names) {
            let available = fields.available(names);
            let message = match available[..] {
                [only] => format!("{owner} needs `{only}`"),
                _ => format!("{owner} needs one of {}", list(&available, "or")),
            };
            self.missing(fields, message, "none is given");
        }
        present.first().copied()
    }

    /// Reports that something is missing from an object.
    pub(super) fn missing(&mut self, fields: &Fields<'_>, message: String, label: &str) {
        self.report(Diagnostic::error("missing-field", fields.anchor, message).label(label));
    }

    /// Reports a key that stands twice in an object.
    pub(super) fn duplicate_key(&mut self, member: &Member, first: &Member) {
        let message = format!("`{}` stands twice in one object", member.key.value);
        self.report(
            Diagnostic::error("duplicate-key", member.key.span, message)
                .label("the second time")
                .also(first.key.span, "the first time")
                .help("keep one of the two"),
        );
    }

    fn missing_fields(&mut self, fields: &Fields<'_>) {
        let missing: Vec<_> = fields
            .schema
            .all()
            .filter(|field| field.required && field.is_of(fields.language))
            .map(|field| field.name)
            .filter(|name| fields.get(name).is_none() && !fields.excused(&[name]))
            .collect();
        if !missing.is_empty() {
            let message = format!("{} needs {}", fields.owner(), list(&missing, "and"));
            let label = match missing.len() {
                1 => "it is missing",
                _ => "they are missing",
            };
            let help = missing.iter().find_map(|name| what_it_is(name));
            self.report(
                Diagnostic::error("missing-field", fields.anchor, message)
                    .label(label)
                    .maybe_help(help.map(str::to_owned)),
            );
        }
    }

    /// Reports a field that the object does not have; the field that was meant, where that can be told.
    fn unknown_field(
        &mut self,
        member: &Member,
        schema: &'static Schema,
        language: QueryLanguage,
    ) -> Option<&'static str> {
        let name = &member.key.value;
        let hint = schema.hints.iter().find(|(field, _)| field == name);
        let elsewhere = states_with(name);
        let of_state = STATE_TYPES
            .iter()
            .any(|(_, state)| state.owner == schema.owner);
        let candidates = schema
            .all()
            .filter(|field| field.is_of(language))
            .map(|field| field.name);
        let meant = did_you_mean(name, candidates)
            .or_else(|| without_blanks(name, schema))
            .filter(|_| elsewhere.is_empty() && hint.is_none());
        let help = match (hint, meant) {
            (Some((_, hint)), _) => Some((*hint).to_owned()),
            (None, Some(meant)) => Some(format!("did you mean `{meant}`?")),
            (None, None) if of_state && !elsewhere.is_empty() => Some(format!(
                "`{name}` is a field of {}",
                list(&elsewhere, "and")
            )),
            (None, None) => related(name, schema, language),
        };
        let message = format!("{} has no field `{name}`", schema.owner);
        self.report(
            Diagnostic::error("unknown-field", member.key.span, message)
                .label("unknown field")
                .maybe_help(help),
        );
        meant
    }

    /// One mistake, most likely: a state written in the other language than it says.
    fn foreign_fields(&mut self, foreign: &[&Member], schema: &Schema, language: QueryLanguage) {
        let Some((first, others)) = foreign.split_first() else {
            return;
        };
        let (own, other) = match language {
            QueryLanguage::JsonPath => ("JSONPath", "JSONata"),
            QueryLanguage::Jsonata => ("JSONata", "JSONPath"),
        };
        let name = &first.key.value;
        let message =
            format!("`{name}` is a field of {other}, and this state's `QueryLanguage` is {own}");
        let help = match (counterpart(name, schema), language) {
            (Some(counterpart), QueryLanguage::JsonPath) => format!(
                "write {counterpart}, or give the state or the machine `\"QueryLanguage\": \"JSONata\"`"
            ),
            (None, QueryLanguage::JsonPath) => {
                "give the state or the machine `\"QueryLanguage\": \"JSONata\"`".to_owned()
            }
            (Some(counterpart), QueryLanguage::Jsonata) => format!("write {counterpart}"),
            (None, QueryLanguage::Jsonata) => match name.strip_suffix("Path") {
                Some(bare) => format!("write `{bare}` with an expression, `{{% … %}}`"),
                None => "write it in JSONata".to_owned(),
            },
        };
        let mut diagnostic = Diagnostic::error("wrong-query-language", first.key.span, message)
            .label(format!("not a field of {own}"))
            .help(help);
        for other in others {
            diagnostic = diagnostic.also(other.key.span, "nor is this");
        }
        self.report(diagnostic);
    }
}

/// What a field that has to be there says, where its name does not tell.
fn what_it_is(name: &str) -> Option<&'static str> {
    Some(match name {
        "StartAt" => "`StartAt` names the state to begin with",
        "Resource" => "`Resource` says what is called: an ARN, a substitution, or `task:name`",
        "Choices" => "`Choices` is an array of rules, each with a condition and `Next`",
        "Branches" => "`Branches` is an array of objects with `StartAt` and `States`",
        "ErrorEquals" => "for any error write `\"ErrorEquals\": [\"States.ALL\"]`",
        _ => return None,
    })
}

/// `Error Equals` for `ErrorEquals`.
fn without_blanks(name: &str, schema: &'static Schema) -> Option<&'static str> {
    let bare = name.replace([' ', '_', '-'], "");
    let mut fields = schema.all().map(|field| field.name);
    fields.find(|field| field.eq_ignore_ascii_case(&bare))
}

/// The types of states that have such a field, with backticks to come.
fn states_with(name: &str) -> Vec<&'static str> {
    STATE_TYPES
        .iter()
        .filter(|(_, schema)| schema.field(name).is_some())
        .map(|(state_type, _)| *state_type)
        .collect()
}

/// What the other query language has for a field.
fn counterpart(name: &str, schema: &Schema) -> Option<&'static str> {
    Some(match name {
        "InputPath" => "expressions over `$states.input` where the data is used",
        "Parameters" if schema.field("Arguments").is_some() => "`Arguments`",
        "Parameters" if schema.field("ItemSelector").is_some() => "`ItemSelector`",
        "Parameters" => "`Output`",
        "ResultPath" if schema.owner == "a Catcher" => "`Output` with `$states.errorOutput`",
        "ResultSelector" | "ResultPath" | "OutputPath" => {
            "`Output` with `$states.result` or `$states.input`"
        }
        "Result" => "`Output`",
        "ItemsPath" => "`Items` with an expression, `{% … %}`",
        "Variable" | "And" | "Or" | "Not" => "`Condition` with an expression, `{% … %}`",
        "Arguments" => "`Parameters`",
        "Output" => "`ResultSelector`, `ResultPath` or `OutputPath`",
        "Items" => "`ItemsPath`",
        "Condition" => "`Variable` and a comparison",
        _ => return None,
    })
}

/// `` `a`, `b` and `c` ``
pub(crate) fn list(names: &[&str], conjunction: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {conjunction} {last}", others.join(", ")),
    }
}
