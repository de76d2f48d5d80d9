//! Made-up pages in the shape of the published ones, and what must come out of them.

mod bodies;
mod deprecations;
mod laws;
mod notes;
mod objects;
mod operations;
mod prose;

use keycard::contract::entry::ConnectorEntry;
use keycard::import::docs::note::{Note, NoteKind};
use keycard::import::docs::{ImportedPages, Page, read};
use serde_json::Value;

/// The head of a table of properties.
const HEAD: &str = "| Property | Type | Contract | Description |\n| :-- | :-- | :-- | :-- |\n";

/// The rows of tokens that each request begins with.
const TOKENS: &str = "| `ClientToken` | string | required | Token of the client. |\n\
    | `AccessToken` | string | required | Token of the property. |\n\
    | `Client` | string | required | Name of the client. |\n";

fn page(path: &str, text: impl Into<String>) -> Page {
    Page {
        path: path.to_string(),
        text: text.into(),
    }
}

/// What the one page `operations/boats.md` gives.
fn boats(text: &str) -> ImportedPages {
    read(&[page("operations/boats.md", text)])
}

/// A page with an object `Boat` of these rows.
fn boat(rows: &str) -> String {
    format!("# Boats\n\n#### Boat\n\n{HEAD}{rows}\n")
}

/// The properties of that object, and the notes on it.
fn boat_properties(rows: &str) -> (Value, Vec<Note>) {
    let imported = boats(&boat(rows));
    let properties = def(&imported, "boats", "boat")["properties"].clone();
    (properties, imported.notes)
}

/// A page with one operation; `rows` follow the tokens of its request.
fn operation(prose: &str, rows: &str, response: &str) -> String {
    format!(
        "# Boats\n\n## Get all boats\n\n{prose}\n\n### Request\n\n`[PlatformAddress]/api/connector/v1/boats/getAll`\n\n\
         {HEAD}{TOKENS}{rows}\n### Response\n\n{response}\n"
    )
}

/// The entry of the only operation.
fn entry(imported: &ImportedPages) -> &ConnectorEntry {
    let [entry] = imported.files.operations.as_slice() else {
        panic!("one operation, not {}", imported.files.operations.len());
    };
    entry
}

fn def(imported: &ImportedPages, file: &str, key: &str) -> Value {
    let schema = imported.files.schemas.get(file);
    let found = schema.and_then(|schema| schema["$defs"].get(key));
    found
        .unwrap_or_else(|| panic!("{file}#{key} in {:?}", imported.files.schemas.keys()))
        .clone()
}

/// The lines and kinds of notes.
fn kinds(notes: &[Note]) -> Vec<(usize, NoteKind)> {
    notes.iter().map(|note| (note.line, note.kind)).collect()
}

/// The pages that other pages lead to.
fn shared() -> Vec<Page> {
    let objects = format!(
        "# Shared\n\n### Time interval\n\n{HEAD}\
         | `StartUtc` | string | required | Begin, in UTC timezone in ISO 8601 format. |\n\
         | `EndUtc` | string | required | End, in UTC timezone in ISO 8601 format. |\n\n\
         ### Text update value\n\n{HEAD}| `Value` | string | optional | New value. |\n\n\
         ### Hybrid identifier\n\n| Identifier | Prefix | Value example | Description |\n| :-- | :-- | :-- | :-- |\n\
         | Plain | none | `1` | As it is. |\n\n\
         ### Localized text\n\nA [Dictionary](#dictionary) object of languages.\n\n\
         ### Dictionary\n\nAny collection of key-value pairs, where both keys and values are strings.\n"
    );
    let pagination = format!(
        "# Pages\n\n### Request\n\n`[PlatformAddress]/api/connector/v1/{{entity}}/getAll`\n\n{HEAD}{TOKENS}\n\
         #### Limitation\n\n{HEAD}\
         | `Cursor` | string | optional | Unique identifier of the item before. |\n\
         | `Count` | number | required | How many, minimum 1, maximum 1000. |\n\n\
         ### Response\n\n{HEAD}| `Data` | object | required | Any. |\n"
    );
    vec![
        page("operations/_objects.md", objects),
        page("guidelines/pagination.md", pagination),
    ]
}

/// What a page `operations/boats.md` gives beside the shared pages.
fn boats_and_shared(text: &str) -> ImportedPages {
    let mut pages = shared();
    pages.push(page("operations/boats.md", text));
    read(&pages)
}
