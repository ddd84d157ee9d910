//! A parser by operator precedence (Pratt's), which reads what the reference reads.

use std::ops::Range;

use super::lexer::{Lexer, Token, TokenKind};
use super::raw::{Raw, RawKind, RawTerm};
use super::signature::Signature;
use super::substitutions;
use super::syntax::{Result, SyntaxError};
use crate::parse::has_substitution;

/// How deep an expression may be nested, `a + b + c` counting as two levels: later stages, formatting and rustc
/// recurse over it. People write up to 15.
pub(super) const MAX_DEPTH: usize = 100;

/// How long a chain of `&` may be.
const MAX_CHAIN: usize = 500;

/// How many nodes an expression may have.
pub(super) const MAX_NODES: usize = 10_000;

/// Parses an expression.
pub(super) fn parse(text: &str) -> Result<Box<Raw>> {
    run(Lexer::new(text), false)
}

/// Parses an expression in which `${Name}`, bare or in a string, is a substitution without a value.
pub(super) fn parse_with_substitutions(text: &str) -> Result<Box<Raw>> {
    run(Lexer::new(text).with_substitutions(), true)
}

fn run(mut lexer: Lexer<'_>, substitutions: bool) -> Result<Box<Raw>> {
    let token = lexer.next(false)?;
    let mut parser = Parser {
        lexer,
        token,
        end: 0,
        depth: 0,
        nodes: 0,
        substitutions,
    };
    let raw = parser.expression(0)?;
    match parser.token.kind {
        TokenKind::End => Ok(raw),
        _ => Err(parser.unexpected("S0201")),
    }
}

/// How strongly an operator binds what stands before it.
fn binding_power(kind: &TokenKind) -> usize {
    match kind {
        TokenKind::Operator(operator) => match *operator {
            "(" | "[" | "@" | "#" => 80,
            "." => 75,
            "{" => 70,
            "*" | "/" | "%" => 60,
            "+" | "-" | "&" => 50,
            "=" | "<" | ">" | "^" | "!=" | "<=" | ">=" | "~>" | "in" => 40,
            "and" => 30,
            "or" => 25,
            "?" => 20,
            ":=" => 10,
            _ => 0,
        },
        _ => 0,
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Token,
    /// Where the token before `token` ends.
    end: usize,
    depth: usize,
    nodes: usize,
    substitutions: bool,
}

impl Parser<'_> {
    /// Goes to the next token; gives the one that was.
    fn advance(&mut self, after_operand: bool) -> Result<Token> {
        let next = self.lexer.next(after_operand)?;
        if let TokenKind::Operator(operator @ ("!" | "~")) = next.kind {
            return Err(SyntaxError::new("S0204", next.span).token(operator));
        }
        self.end = self.token.span.end;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn at(&self, operator: &str) -> bool {
        matches!(self.token.kind, TokenKind::Operator(found) if found == operator)
    }

    /// Goes past an operator that has to come now.
    fn expect(&mut self, operator: &'static str, after_operand: bool) -> Result<Token> {
        if self.at(operator) {
            return self.advance(after_operand);
        }
        let code = match self.token.kind {
            TokenKind::End => "S0203",
            _ => "S0202",
        };
        Err(self.unexpected(code).value(operator))
    }

    fn unexpected(&self, code: &'static str) -> Box<SyntaxError> {
        SyntaxError::new(code, self.token.span.clone()).token(describe(&self.token.kind))
    }

    /// A node from `start` to here; `below` is the depth of the deepest child.
    fn node(
        &mut self,
        kind: RawKind,
        span: Range<usize>,
        start: usize,
        below: usize,
    ) -> Result<Box<Raw>> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(SyntaxError::too_large(span));
        }
        if below >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(span));
        }
        Ok(Box::new(Raw {
            kind,
            span,
            extent: start..self.end,
            keep_array: false,
            depth: below + 1,
            chain: 0,
        }))
    }

    fn expression(&mut self, right_power: usize) -> Result<Box<Raw>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SyntaxError::too_deep(self.token.span.clone()));
        }
        let token = self.advance(true)?;
        let mut left = self.operand(token)?;
        while right_power < binding_power(&self.token.kind) {
            let operator = self.advance(false)?;
            left = self.operation(operator, left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// What a token is at the start of an expression.
    fn operand(&mut self, token: Token) -> Result<Box<Raw>> {
        let Token { kind, span } = token;
        let start = span.start;
        if let TokenKind::Operator(operator) = kind {
            return self.operator_as_operand(operator, span);
        }
        let kind = match kind {
            TokenKind::End => RawKind::End,
            TokenKind::Name(name) => RawKind::Name(name),
            TokenKind::Variable(name) => RawKind::Variable(name),
            TokenKind::String(string) if self.is_composed(&string, start) => {
                return self.composed(&string, span);
            }
            TokenKind::String(string) => RawKind::String(string),
            TokenKind::Number(number) => RawKind::Number(number),
            TokenKind::Bool(bool) => RawKind::Bool(bool),
            TokenKind::Null => RawKind::Null,
            TokenKind::Regex { pattern, flags } => RawKind::Regex { pattern, flags },
            TokenKind::Operator(_) => RawKind::End,
        };
        self.node(kind, span, start, 0)
    }

    /// Whether the string at `start` has substitutions in it; after a dot it is a field's name.
    fn is_composed(&self, string: &str, start: usize) -> bool {
        self.substitutions
            && has_substitution(string)
            && !self.lexer.text()[..start].trim_end().ends_with('.')
    }

    /// A string with substitutions in it: its parts, joined by `&`.
    fn composed(&mut self, string: &str, span: Range<usize>) -> Result<Box<Raw>> {
        let mut left: Option<Box<Raw>> = None;
        for part in substitutions::parts(string) {
            let start = span.start;
            let depth = left.as_ref().map_or(0, |left| left.depth);
            let part = self.node(part, span.clone(), start, 0)?;
            left = Some(match left {
                None => part,
                Some(lhs) => {
                    let kind = RawKind::Binary {
                        operator: "&",
                        lhs,
                        rhs: part,
                    };
                    self.node(kind, span.clone(), start, depth)?
                }
            });
        }
        match left {
            Some(left) => Ok(left),
            None => self.node(RawKind::String(String::new()), span.clone(), span.start, 0),
        }
    }

    fn operator_as_operand(
        &mut self,
        operator: &'static str,
        span: Range<usize>,
    ) -> Result<Box<Raw>> {
        let start = span.start;
        let kind = match operator {
            // The words are names where an operand stands.
            "and" | "or" | "in" => RawKind::Name(operator.to_owned()),
            "*" => RawKind::Wildcard,
            "**" => RawKind::Descendant,
            "%" => RawKind::Parent,
            "-" => return self.negation(span),
            "(" => return self.block(span),
            "[" => return self.array(span),
            "{" => return self.object(span),
            "|" => return self.transform(span),
            _ => return Err(self.no_operand(operator, span)),
        };
        self.node(kind, span, start, 0)
    }

    fn negation(&mut self, span: Range<usize>) -> Result<Box<Raw>> {
        let start = span.start;
        let operand = self.expression(70)?;
        let depth = operand.depth;
        self.node(RawKind::Negate(operand), span, start, depth)
    }

    fn object(&mut self, span: Range<usize>) -> Result<Box<Raw>> {
        let start = span.start;
        let (pairs, depth) = self.pairs()?;
        self.node(RawKind::Object(pairs), span, start, depth)
    }

    fn no_operand(&self, operator: &'static str, span: Range<usize>) -> Box<SyntaxError> {
        let error = SyntaxError::new("S0211", span.clone()).token(operator);
        let before = |symbol: &str| self.lexer.text()[..span.start].ends_with(symbol);
        match operator {
            "?" if before("?") => error.help(
                "`??` came with JSONata 2.1, Step Functions runs 2.0.6: write `$exists(a) ? a : b`",
            ),
            ":" if before("?") => error
                .help("`?:` came with JSONata 2.1, Step Functions runs 2.0.6: write `a ? a : b`"),
            "=" if before("=") => error.help("JSONata compares with one `=`"),
            "&" if before("&") => error.help("write `and`; `&` joins strings"),
            "|" if before("|") => error.help("write `or`"),
            "!" => error.help("write `$not(…)`"),
            _ => error,
        }
    }

    fn block(&mut self, span: Range<usize>) -> Result<Box<Raw>> {
        let start = span.start;
        let mut expressions = Vec::new();
        while !self.at(")") {
            expressions.push(*self.expression(0)?);
            if !self.at(";") {
                break;
            }
            self.advance(false)?;
        }
        self.expect(")", true)?;
        let depth = deepest(&expressions);
        self.node(RawKind::Block(expressions), span, start, depth)
    }

    fn array(&mut self, span: Range<usize>) -> Result<Box<Raw>> {
        let start = span.start;
        let mut items = Vec::new();
        if !self.at("]") {
            loop {
                let mut item = self.expression(0)?;
                if self.at("..") {
                    let range = self.advance(false)?.span;
                    let to = self.expression(0)?;
                    item = self.binary("..", item, to, range)?;
                }
                items.push(*item);
                if !self.at(",") {
                    break;
                }
                self.advance(false)?;
            }
        }
        self.expect("]", true)?;
        let depth = deepest(&items);
        self.node(RawKind::Array(items), span, start, depth)
    }

    /// The members of an object constructor up to its `}`, and how deep they are.
    fn pairs(&mut self) -> Result<(Vec<(Raw, Raw)>, usize)> {
        let mut pairs = Vec::new();
        let mut depth = 0;
        if !self.at("}") {
            loop {
                let key = self.expression(0)?;
                self.expect(":", false)?;
                let value = self.expression(0)?;
                depth = depth.max(key.depth).max(value.depth);
                pairs.push((*key, *value));
                if !self.at(",") {
                    break;
                }
                self.advance(false)?;
            }
        }
        self.expect("}", true)?;
        Ok((pairs, depth))
    }

    fn transform(&mut self, span: Range<usize>) -> Result<Box<Raw>> {
        let start = span.start;
        let pattern = self.expression(0)?;
        self.expect("|", false)?;
        let update = self.expression(0)?;
        let mut delete = None;
        if self.at(",") {
            self.advance(false)?;
            delete = Some(self.expression(0)?);
        }
        self.expect("|", false)?;
        let depth = pattern.depth.max(update.depth);
        let depth = depth.max(delete.as_ref().map_or(0, |delete| delete.depth));
        let kind = RawKind::Transform {
            pattern,
            update,
            delete,
        };
        self.node(kind, span, start, depth)
    }

    /// What an operator makes of what stands before it.
    fn operation(&mut self, token: Token, left: Box<Raw>) -> Result<Box<Raw>> {
        let span = token.span;
        let TokenKind::Operator(operator) = token.kind else {
            return Err(self.unexpected("S0201"));
        };
        match operator {
            "(" => self.call(left, span),
            "[" => self.predicate(left, span),
            "{" => self.group(left, span),
            "^" => self.sort(left, span),
            "?" => self.condition(left, span),
            ":=" => self.binding(left, span),
            "@" | "#" => {
                let right = self.expression(80)?;
                if !matches!(right.kind, RawKind::Variable(_)) {
                    return Err(SyntaxError::new("S0214", right.extent).token(operator));
                }
                self.binary(operator, left, right, span)
            }
            _ => {
                let right = self.expression(binding_power(&TokenKind::Operator(operator)))?;
                self.binary(operator, left, right, span)
            }
        }
    }

    fn group(&mut self, lhs: Box<Raw>, span: Range<usize>) -> Result<Box<Raw>> {
        let (pairs, depth) = self.pairs()?;
        let (start, depth) = (lhs.extent.start, depth.max(lhs.depth));
        self.node(RawKind::Group { lhs, pairs }, span, start, depth)
    }

    fn binding(&mut self, left: Box<Raw>, span: Range<usize>) -> Result<Box<Raw>> {
        if !matches!(left.kind, RawKind::Variable(_)) {
            return Err(SyntaxError::new("S0212", left.extent));
        }
        // One less than its own power, so that it groups from the right.
        let right = self.expression(9)?;
        self.binary(":=", left, right, span)
    }

    fn binary(
        &mut self,
        operator: &'static str,
        lhs: Box<Raw>,
        rhs: Box<Raw>,
        span: Range<usize>,
    ) -> Result<Box<Raw>> {
        let start = lhs.extent.start;
        // A chain of `&` becomes one flat piece of code, so it may be longer than other things are deep.
        let chain = match &lhs.kind {
            RawKind::Binary { operator: "&", .. } if operator == "&" => lhs.chain + 1,
            _ => 1,
        };
        let depth = match chain {
            1 => lhs.depth.max(rhs.depth),
            2..MAX_CHAIN => rhs.depth.max(lhs.depth - 1),
            _ => return Err(SyntaxError::too_large(span)),
        };
        let kind = RawKind::Binary { operator, lhs, rhs };
        let mut node = self.node(kind, span, start, depth)?;
        node.chain = chain;
        Ok(node)
    }

    fn predicate(&mut self, mut left: Box<Raw>, span: Range<usize>) -> Result<Box<Raw>> {
        if self.at("]") {
            // `[]` belongs to what the predicates before it belong to.
            let mut step = &mut left;
            while let RawKind::Predicate { lhs, .. } = &mut step.kind {
                step = lhs;
            }
            step.keep_array = true;
            self.advance(false)?;
            left.extent.end = self.end;
            return Ok(left);
        }
        let rhs = self.expression(0)?;
        self.expect("]", true)?;
        let (start, depth) = (left.extent.start, left.depth.max(rhs.depth));
        let kind = RawKind::Predicate { lhs: left, rhs };
        self.node(kind, span, start, depth)
    }

    fn sort(&mut self, left: Box<Raw>, span: Range<usize>) -> Result<Box<Raw>> {
        self.expect("(", false)?;
        let mut terms = Vec::new();
        let mut depth = left.depth;
        loop {
            let descending = self.at(">");
            if descending || self.at("<") {
                self.advance(false)?;
            }
            let expression = self.expression(0)?;
            depth = depth.max(expression.depth);
            terms.push(RawTerm {
                descending,
                expression: *expression,
            });
            if !self.at(",") {
                break;
            }
            self.advance(false)?;
        }
        self.expect(")", false)?;
        let start = left.extent.start;
        let lhs = left;
        self.node(RawKind::Sort { lhs, terms }, span, start, depth)
    }

    fn condition(&mut self, condition: Box<Raw>, span: Range<usize>) -> Result<Box<Raw>> {
        let then = self.expression(0)?;
        let mut otherwise = None;
        if self.at(":") {
            self.advance(false)?;
            otherwise = Some(self.expression(0)?);
        }
        let start = condition.extent.start;
        let depth = condition.depth.max(then.depth);
        let depth = depth.max(otherwise.as_ref().map_or(0, |node| node.depth));
        let kind = RawKind::Condition {
            condition,
            then,
            otherwise,
        };
        self.node(kind, span, start, depth)
    }

    fn call(&mut self, left: Box<Raw>, span: Range<usize>) -> Result<Box<Raw>> {
        let mut arguments = Vec::new();
        let mut partial = false;
        if !self.at(")") {
            loop {
                if self.at("?") {
                    let token = self.advance(false)?;
                    let start = token.span.start;
                    partial = true;
                    arguments.push(*self.node(RawKind::Placeholder, token.span, start, 0)?);
                } else {
                    arguments.push(*self.expression(0)?);
                }
                if !self.at(",") {
                    break;
                }
                self.advance(false)?;
            }
        }
        self.expect(")", true)?;
        let start = left.extent.start;
        if matches!(&left.kind, RawKind::Name(name) if name == "function" || name == "λ") {
            return self.lambda(arguments, span, start);
        }
        let depth = deepest(&arguments).max(left.depth);
        let kind = RawKind::Function {
            procedure: left,
            arguments,
            partial,
        };
        self.node(kind, span, start, depth)
    }

    fn lambda(
        &mut self,
        parameters: Vec<Raw>,
        span: Range<usize>,
        start: usize,
    ) -> Result<Box<Raw>> {
        for (index, parameter) in parameters.iter().enumerate() {
            if !matches!(parameter.kind, RawKind::Variable(_)) {
                let error = SyntaxError::new("S0208", parameter.extent.clone());
                return Err(error.value((index + 1).to_string()));
            }
        }
        let mut signature = None;
        if self.at("<") {
            signature = Some(self.signature()?);
        }
        self.expect("{", false)?;
        let body = self.expression(0)?;
        self.expect("}", false)?;
        let depth = body.depth;
        let kind = RawKind::Lambda {
            parameters,
            signature,
            body,
        };
        self.node(kind, span, start, depth)
    }

    fn signature(&mut self) -> Result<Signature> {
        let start = self.token.span.start;
        let mut definition = String::from("<");
        let mut depth = 1;
        while depth > 0 && !self.at("{") && self.token.kind != TokenKind::End {
            self.advance(false)?;
            depth += i32::from(self.at("<"));
            depth -= i32::from(self.at(">"));
            definition.push_str(&describe(&self.token.kind));
        }
        self.expect(">", false)?;
        Signature::parse(&definition, start..self.end)
    }
}

fn deepest(nodes: &[Raw]) -> usize {
    nodes.iter().map(|node| node.depth).max().unwrap_or(0)
}

/// A token as it reads in a message.
fn describe(kind: &TokenKind) -> String {
    match kind {
        TokenKind::Operator(operator) => (*operator).to_owned(),
        TokenKind::Name(name) | TokenKind::Variable(name) => name.clone(),
        TokenKind::String(string) => string.clone(),
        TokenKind::Number(number) => number.to_string(),
        TokenKind::Bool(bool) => bool.to_string(),
        TokenKind::Null => "null".to_owned(),
        TokenKind::Regex { pattern, flags } => format!("/{pattern}/{flags}"),
        TokenKind::End => "(end)".to_owned(),
    }
}
