//! The contract of both APIs: everything is looked up here, and read when it is first looked up.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use serde::de::DeserializeOwned;

use super::bundle;
use super::entry::{ChannelManagerEntry, ConnectorEntry};
use super::error_code::ErrorCode;
use super::files::Files;
use super::operation::{Api, Operation, Side};
use super::rule::RuleData;
use super::schema::{self, Message, Schema};
use super::shape::Shape;
use super::status::StatusData;
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::tree;

/// The operations of the Connector API, as the importer writes them.
const OPERATIONS: &str = "connector/operations.json";

/// Contract of both APIs.
#[derive(Debug)]
pub struct Contract {
    files: Files,
    channel_manager: ApiContract,
    connector: ApiContract,
    schemas: Mutex<HashMap<String, Arc<Schema>>>,
    shapes: Mutex<HashMap<String, Arc<Shape>>>,
}

/// The lazily read parts of one API.
#[derive(Debug, Default)]
struct ApiContract {
    operations: OnceLock<Result<Vec<Arc<Operation>>, Problems>>,
    errors: OnceLock<Result<Vec<ErrorCode>, Problems>>,
    rules: OnceLock<Result<Vec<RuleData>, Problems>>,
    statuses: OnceLock<Result<Vec<StatusData>, Problems>>,
}

impl Contract {
    /// The contract that is read from those files.
    pub fn new(files: Files) -> Self {
        Self {
            files,
            channel_manager: ApiContract::default(),
            connector: ApiContract::default(),
            schemas: Mutex::default(),
            shapes: Mutex::default(),
        }
    }

    /// The contract embedded in the binary: one for all users, so that each file is read once.
    pub fn built_in() -> Arc<Self> {
        static SHARED: LazyLock<Arc<Contract>> = LazyLock::new(|| Arc::new(Contract::new(Files::BuiltIn)));
        Arc::clone(&SHARED)
    }

    /// Returns true if the files come from a directory of the user, and not from the binary.
    pub fn is_own(&self) -> bool {
        match self.files {
            Files::BuiltIn => false,
            Files::Directory(_) => true,
        }
    }

    /// SHA-256 of the files of an API; `None` if there are none, or if they cannot be read any more.
    pub fn digest(&self, api: Api) -> Option<[u8; 32]> {
        self.files.digest(api.name()).ok().flatten()
    }

    /// Reads every file of the contract, which otherwise are read when they are first needed.
    ///
    /// The files embedded in the binary are proved by the project's tests; files of one's own are
    /// proved by this, so that a broken one stops the run and does not leave rules unjudged.
    ///
    /// # Errors
    /// All problems of any of the files.
    pub fn read_whole(&self) -> Result<(), Problems> {
        let mut problems: Vec<Problem> = Vec::new();
        for api in [Api::ChannelManager, Api::Connector] {
            if api == Api::Connector && !self.files.contains(OPERATIONS) {
                continue;
            }
            problems.extend(self.errors(api).err().into_iter().flatten());
            problems.extend(self.rules(api).err().into_iter().flatten());
            if api == Api::Connector {
                problems.extend(self.statuses().err().into_iter().flatten());
                problems.extend(self.error_object().err());
            }
            match self.operations(api) {
                Ok(operations) => {
                    for operation in operations {
                        for message in [Message::Request, Message::Response] {
                            if let Err(problem) = self.schema(operation, message)
                                && !problems.iter().any(|known| known.says_the_same(&problem))
                            {
                                problems.push(problem);
                            }
                        }
                    }
                }
                Err(found) => problems.extend(found),
            }
        }
        Problems::none(problems, ())
    }

    fn api(&self, api: Api) -> &ApiContract {
        match api {
            Api::ChannelManager => &self.channel_manager,
            Api::Connector => &self.connector,
        }
    }

    /// Every operation of an API, in the order of the file.
    ///
    /// # Errors
    /// The file cannot be read or is not as it should be.
    pub fn operations(&self, api: Api) -> Result<&[Arc<Operation>], Problems> {
        lazily(&self.api(api).operations, || match api {
            Api::ChannelManager => {
                let (source, entries) = self.list(api, "operations")?;
                self.compile(&source, entries, ChannelManagerEntry::into_operation)
            }
            Api::Connector => {
                if !self.files.contains(OPERATIONS) {
                    return Ok(Vec::new());
                }
                // Two hundred entries: as YAML they would take longer to read than a whole run of one case.
                let source = self.files.read(OPERATIONS)?;
                let entries = serde_json::from_str(source.text())
                    .map_err(|error| Problem::syntax(&source, tree::json_error(source.text(), &error)))?;
                self.compile(&source, entries, ConnectorEntry::into_operation)
            }
        })
    }

    /// The operation of that name, hosted by that side.
    ///
    /// # Errors
    /// The contract cannot be read.
    pub fn operation(&self, api: Api, side: Side, id: &str) -> Result<Option<&Arc<Operation>>, Problems> {
        Ok(self
            .operations(api)?
            .iter()
            .find(|operation| operation.side == side && operation.id == id))
    }

    /// The operation to which a path leads, hosted by that side; the path may lie below any base address.
    pub fn operation_at(&self, api: Api, side: Side, path: &str) -> Option<&Arc<Operation>> {
        let mut operations = self.operations(api).ok()?.iter();
        operations.find(|operation| operation.side == side && operation.is_at(path))
    }

    /// The operation by which the outcome of that one is confirmed later, if there is one that can be called.
    pub fn confirming(&self, operation: &Operation) -> Option<&Arc<Operation>> {
        let name = operation.answered_by.as_deref()?;
        let found = self.operation(operation.api, operation.side.other(), name);
        // Nobody can be expected to call an address that is not published.
        found.ok().flatten().filter(|found| found.is_documented())
    }

    /// The catalogue of error codes.
    ///
    /// # Errors
    /// The file cannot be read or is not as it should be.
    pub fn errors(&self, api: Api) -> Result<&[ErrorCode], Problems> {
        lazily(&self.api(api).errors, || match api {
            Api::ChannelManager => self.list(api, "errors").map(|(_, entries)| entries),
            // Its errors are HTTP statuses.
            Api::Connector => Ok(Vec::new()),
        })
    }

    /// The entry of a code when that side sends it.
    pub fn error(&self, api: Api, sender: Side, code: u64) -> Option<&ErrorCode> {
        let errors = self.errors(api).ok()?;
        errors
            .iter()
            .find(|entry| u64::from(entry.code) == code && entry.sender.is(sender))
    }

    /// The catalogue of HTTP statuses of the Connector API, which stand for its errors.
    ///
    /// # Errors
    /// The file cannot be read or is not as it should be.
    pub fn statuses(&self) -> Result<&[StatusData], Problems> {
        let api = Api::Connector;
        lazily(&self.api(api).statuses, || {
            self.list(api, "errors").map(|(_, entries)| entries)
        })
    }

    /// The entry of a status; all 5xx share one.
    pub fn status(&self, status: u16) -> Option<&StatusData> {
        let named = if status / 100 == 5 { 500 } else { status };
        self.statuses().ok()?.iter().find(|entry| entry.status == named)
    }

    /// The compiled schema of the Connector API's error object.
    ///
    /// # Errors
    /// The schema is missing or does not compile.
    pub fn error_object(&self) -> Result<Arc<Schema>, Problem> {
        let path = "connector/responses.json#/$defs/error-response-details";
        once(&self.schemas, path.to_string(), |path| {
            Schema::compile(&self.files, path)
        })
    }

    /// The semantic rules.
    ///
    /// # Errors
    /// The file cannot be read or is not as it should be.
    pub fn rules(&self, api: Api) -> Result<&[RuleData], Problems> {
        lazily(&self.api(api).rules, || {
            self.list(api, "rules").map(|(_, entries)| entries)
        })
    }

    /// The rule of that id.
    pub fn rule(&self, api: Api, id: &str) -> Option<&RuleData> {
        self.rules(api).ok()?.iter().find(|rule| rule.id.as_str() == id)
    }

    /// The compiled schema of a message; compiled once.
    ///
    /// # Errors
    /// The schema is missing or does not compile.
    pub fn schema(&self, operation: &Operation, message: Message) -> Result<Arc<Schema>, Problem> {
        let path = schema::path(operation, message);
        once(&self.schemas, path, |path| Schema::compile(&self.files, path))
    }

    /// The definition at `api/file.json#/$defs/name`, with all that it refers to, as a schema that stands by itself.
    ///
    /// # Errors
    /// The file is missing or is not JSON, or a reference leads nowhere.
    pub fn definition(&self, place: &str) -> Result<serde_json::Value, Problem> {
        bundle::bundle(&self.files, place).map(|(_, schema)| schema)
    }

    /// The names that the schema of a message knows; made once.
    ///
    /// # Errors
    /// The schema is missing or is not JSON.
    pub fn shape(&self, operation: &Operation, message: Message) -> Result<Arc<Shape>, Problem> {
        let path = schema::path(operation, message);
        once(&self.shapes, path, |path| Shape::compile(&self.files, path))
    }

    /// The operations of a file, with the expressions of their bodies compiled.
    fn compile<E>(
        &self,
        source: &Source,
        entries: Vec<E>,
        into_operation: impl Fn(E) -> Operation,
    ) -> Result<Vec<Arc<Operation>>, Problems> {
        let mut problems = Vec::new();
        let mut operations = Vec::new();
        for (index, entry) in entries.into_iter().enumerate() {
            let operation = into_operation(entry);
            // Those of the binary are proved by its tests.
            let faults = if self.is_own() {
                operation.body.faults()
            } else {
                Vec::new()
            };
            problems.extend(faults.into_iter().map(|fault| {
                let message = format!(
                    "the expression `{}` does not compile: {}",
                    fault.expression, fault.error.message
                );
                Problem::at(source, format!("/{index}/body{}", fault.pointer), message)
                    .with_help(Some(fault.error.advice().to_string()))
            }));
            operations.push(Arc::new(operation));
        }
        Problems::none(problems, operations)
    }

    fn list<T: DeserializeOwned>(&self, api: Api, name: &str) -> Result<(Source, Vec<T>), Problems> {
        let path = format!("{api}/{name}.yaml");
        if api == Api::Connector && !self.files.contains(OPERATIONS) {
            // A contract of one's own may be of the other API alone: nothing of this one can be selected.
            return Ok((Source::new(&path, crate::input::source::Syntax::Yaml, ""), Vec::new()));
        }
        let source = self.files.read(&path)?;
        let entries = serde_saphyr::from_str_with_options(source.text(), tree::yaml_options()).map_err(|error| {
            // A fault of the syntax comes before one of the form that it leads to.
            let error = source
                .tree()
                .err()
                .unwrap_or_else(|| tree::yaml_error(source.text(), &error));
            Problem::syntax(&source, error)
        })?;
        Ok((source, entries))
    }
}

fn once<T>(
    made: &Mutex<HashMap<String, Arc<T>>>,
    path: String,
    make: impl FnOnce(&str) -> Result<T, Problem>,
) -> Result<Arc<T>, Problem> {
    let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = made.get(&path) {
        return Ok(known.clone());
    }
    let new = Arc::new(make(&path)?);
    made.insert(path, new.clone());
    Ok(new)
}

fn lazily<T>(
    cell: &OnceLock<Result<Vec<T>, Problems>>,
    read: impl FnOnce() -> Result<Vec<T>, Problems>,
) -> Result<&[T], Problems> {
    match cell.get_or_init(read) {
        Ok(values) => Ok(values),
        Err(problems) => Err(problems.clone()),
    }
}
