//! One expression: a plain path, which is looked up, or CEL, which is evaluated.
//!
//! A path such as `push.request.messageId` needs no CEL context; building one for a large message
//! costs far more than looking the value up, so the two are told apart once, when the file is read.
//!
//! The rules of the contract are Rust and not CEL for the same reason: to turn a year of inventory into values of
//! CEL takes longer than to judge all of it by its schema.

use std::sync::{Arc, LazyLock};

use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use serde_json::Value;

use super::cel_value::{from_cel, to_cel};
use super::compile_error::{self, CompileError};
use super::functions::{self, FUNCTIONS};
use super::scope::{Scope, Unresolved};
use super::segment::Segment;

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Expression {
    source: Arc<str>,
    form: Form,
}

/// The two forms of an expression.
#[derive(Clone, Debug)]
enum Form {
    Path {
        root: String,
        segments: Vec<Segment>,
    },
    Cel {
        program: Arc<cel::Program>,
        roots: Vec<String>,
        /// Each property of a root that is named, with that root.
        properties: Vec<(String, String)>,
    },
}

static ENVIRONMENT: LazyLock<Arc<cel::Env>> = LazyLock::new(|| {
    let mut environment = cel::Env::stdlib();
    // Declared once, at the start of the process, with nothing else that could collide.
    let _ = environment.add_extension(cel::extensions::strings);
    Arc::new(environment)
});

impl Expression {
    /// Compiles the text between `${` and `}`.
    ///
    /// # Errors
    /// A syntax error of CEL, or a call of a function that does not exist.
    pub fn compile(source: &str) -> Result<Self, CompileError> {
        let text = source.trim();
        if text.is_empty() {
            return Err(CompileError {
                message: "it is empty".into(),
                unknown_function: None,
            });
        }
        if let Some((root, segments)) = path(text) {
            return Ok(Self {
                source: text.into(),
                form: Form::Path { root, segments },
            });
        }
        let program = ENVIRONMENT.compile(text).map_err(|errors| CompileError {
            message: compile_error::in_words(&errors.to_string()),
            unknown_function: None,
        })?;
        let references = program.references();
        for name in references.functions() {
            let operator = name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                || name.starts_with('_')
                || name.ends_with('_');
            if !operator && !FUNCTIONS.contains(&name) {
                return Err(CompileError {
                    message: format!("there is no function `{name}`"),
                    unknown_function: Some(name.to_string()),
                });
            }
        }
        let bound = comprehension_variables(program.expression());
        let mut roots: Vec<String> = references
            .variables()
            .into_iter()
            .filter(|name| !bound.iter().any(|b| b == name) && !name.starts_with('@'))
            .map(str::to_string)
            .collect();
        roots.sort();
        Ok(Self {
            source: text.into(),
            form: Form::Cel {
                properties: named_properties(program.expression()),
                program: Arc::new(program),
                roots,
            },
        })
    }

    /// The text of the expression.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The root and the segments, if the expression is a plain path.
    pub fn path(&self) -> Option<(&str, &[Segment])> {
        match &self.form {
            Form::Path { root, segments } => Some((root, segments)),
            Form::Cel { .. } => None,
        }
    }

    /// The tree of an expression that is more than a path.
    pub(super) fn ast(&self) -> Option<&IdedExpr> {
        match &self.form {
            Form::Path { .. } => None,
            Form::Cel { program, .. } => Some(program.expression()),
        }
    }

    /// The names at the root of everything that the expression refers to.
    pub fn roots(&self) -> Vec<&str> {
        match &self.form {
            Form::Path { root, .. } => vec![root],
            Form::Cel { roots, .. } => roots.iter().map(String::as_str).collect(),
        }
    }

    /// The properties of a root that the expression names.
    pub fn properties_of(&self, root: &str) -> Vec<&str> {
        match &self.form {
            Form::Path { root: own, segments } => match segments.first() {
                Some(Segment::Property(name)) if own == root => vec![name],
                Some(Segment::Property(_) | Segment::Index(_)) | None => Vec::new(),
            },
            Form::Cel { properties, .. } => {
                let of_root = properties.iter().filter(|(own, _)| own == root);
                of_root.map(|(_, name)| name.as_str()).collect()
            }
        }
    }

    /// The value of the expression.
    ///
    /// # Errors
    /// A name, property or element that is not there, or a fault of the evaluation.
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Value, Unresolved> {
        match &self.form {
            Form::Path { root, segments } => scope.path(root, segments).ok_or_else(|| Unresolved {
                expression: self.source.to_string(),
                reason: scope.why_not(root, segments),
            }),
            Form::Cel { program, roots, .. } => self.evaluate_cel(program, roots, scope),
        }
    }

    fn evaluate_cel(&self, program: &cel::Program, roots: &[String], scope: &dyn Scope) -> Result<Value, Unresolved> {
        let unresolved = |reason: String| Unresolved {
            expression: self.source.to_string(),
            reason,
        };
        let mut context = cel::Context::with_env(ENVIRONMENT.clone());
        for root in roots {
            let value = scope
                .path(root, &[])
                .ok_or_else(|| unresolved(scope.why_not(root, &[])))?;
            context.add_variable_from_value(root.as_str(), to_cel(&value));
        }
        functions::add(&mut context).map_err(|error| unresolved(error.to_string()))?;
        let value = program
            .execute(&context)
            .map_err(|error| unresolved(error.to_string()))?;
        from_cel(&value).ok_or_else(|| unresolved("the result has no JSON form".into()))
    }
}

/// `a.b[0].c` as a root and segments, or nothing if it is more than that.
fn path(text: &str) -> Option<(String, Vec<Segment>)> {
    let mut rest = text;
    let root = identifier(&mut rest)?;
    if matches!(root.as_str(), "true" | "false" | "null" | "in") {
        return None;
    }
    let mut segments = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
            segments.push(Segment::Property(identifier(&mut rest)?));
        } else {
            let (index, after) = rest.strip_prefix('[')?.split_once(']')?;
            segments.push(Segment::Index(index.parse().ok()?));
            rest = after;
        }
    }
    Some((root, segments))
}

fn identifier(rest: &mut &str) -> Option<String> {
    let length = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let (name, after) = rest.split_at(length);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    *rest = after;
    Some(name.to_string())
}

/// The names that `all`, `exists`, `map` and `filter` bind themselves.
fn comprehension_variables(expression: &IdedExpr) -> Vec<String> {
    let mut found = Vec::new();
    each_part(expression, &mut |part| {
        if let Expr::Comprehension(inner) = part {
            found.push(inner.iter_var.clone());
            found.extend(inner.iter_var2.clone());
            found.push(inner.accu_var.clone());
        }
    });
    found
}

/// Each `root.name` and `root["name"]` in an expression.
fn named_properties(expression: &IdedExpr) -> Vec<(String, String)> {
    let mut found = Vec::new();
    each_part(expression, &mut |part| match part {
        Expr::Select(select) => {
            if let Expr::Ident(root) = &select.operand.expr {
                found.push((root.clone(), select.field.clone()));
            }
        }
        Expr::Call(call) if call.func_name == operators::INDEX => {
            if let [root, key] = call.args.as_slice()
                && let (Expr::Ident(root), Expr::Literal(LiteralValue::String(key))) = (&root.expr, &key.expr)
            {
                found.push((root.clone(), key.inner().to_string()));
            }
        }
        _ => {}
    });
    found
}

/// Shows an expression and everything that it is made of to `see`.
fn each_part(node: &IdedExpr, see: &mut impl FnMut(&Expr)) {
    see(&node.expr);
    match &node.expr {
        Expr::Comprehension(inner) => {
            for part in [
                &inner.iter_range,
                &inner.accu_init,
                &inner.loop_cond,
                &inner.loop_step,
                &inner.result,
            ] {
                each_part(part, see);
            }
        }
        Expr::Call(call) => {
            if let Some(target) = &call.target {
                each_part(target, see);
            }
            call.args.iter().for_each(|arg| each_part(arg, see));
        }
        Expr::Select(select) => each_part(&select.operand, see),
        Expr::List(list) => list.elements.iter().for_each(|element| each_part(element, see)),
        Expr::Map(map) => map.entries.iter().for_each(|entry| match &entry.expr {
            EntryExpr::MapEntry(pair) => {
                each_part(&pair.key, see);
                each_part(&pair.value, see);
            }
            EntryExpr::StructField(field) => each_part(&field.value, see),
        }),
        _ => {}
    }
}
