//! Laws that hold for all pages: the same files in whatever order, no panic, nothing lost on the way to text and back.

use keycard::import::files::ContractFiles;
use keycard::input::source::{Source, Syntax};
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// Pages with something of everything.
fn pages() -> Vec<Page> {
    let limitation = "| `Limitation` | [Limitation](../guidelines/pagination.md#limitation) | required | |\n";
    let rows = format!(
        "| `BoatIds` | array of string | optional, max 5 items | Unique identifiers of [Boats](#boat). Required if no other filter is provided. |\n\
         | `Extent` | [Boat extent](#boat-extent) | required | |\n{limitation}"
    );
    let response = format!(
        "{HEAD}| `Boats` | array of [Boat](#boat) | required | |\n| `Cursor` | string | optional | Unique identifier of the last. |\n\n\
         #### Boat extent\n\n{HEAD}| `Boats` | boolean | optional | |\n\n#### Boat\n\n{HEAD}\
         | `Id` | string | required | Unique identifier of the boat. |\n| ~~`Name`~~ | ~~string~~ | ~~optional~~ | **Deprecated!** Use `Title`. |\n\
         | `Cargo` | [Cargo](#cargo) | optional | |\n\n#### Cargo\n\n{HEAD}| `Discriminator` | [Cargo kind](#cargo-kind) | required | |\n\
         | `Value` | object | required | It depends on `Discriminator`. |\n\n#### Cargo kind\n\n* `Fish` - [Fish](#fish)\n* `None` - No additional data.\n\n\
         #### Fish\n\n{HEAD}| `Weight` | number | required | Must be between 0 and 90. |\n"
    );
    let list = "# Deprecations\n\n## Deprecated operations\n\n| Feature | Comments | Deprecated | Discontinued |\n| :-- | :-- | :-- | :-- |\n\
        | [Get all boats](../operations/boats.md#get-all-boats) | - | 11 Nov 2025 | 10 Jan 2027 |\n";
    let mut pages = shared();
    pages.push(page(
        "operations/boats.md",
        operation("> ### Restricted!\n> It is.", &rows, &response),
    ));
    pages.push(page("deprecations/README.md", list));
    pages.push(page(
        "events/websockets.md",
        "# Events\n\n### Event kind\n\n- `Sailed`\n- `Sank`\n",
    ));
    pages
}

fn parsed(files: &ContractFiles) -> ContractFiles {
    let sources = files.render().into_iter().map(|(path, text)| {
        let syntax = if path.ends_with(".json") {
            Syntax::Json
        } else {
            Syntax::Yaml
        };
        (path.clone(), Source::new(path, syntax, text))
    });
    ContractFiles::parse(sources.collect()).unwrap()
}

#[test]
fn the_sample_is_understood() {
    let imported = read(&pages());
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    assert_eq!(imported.files.schemas.len(), 4);
    assert_eq!(parsed(&imported.files), imported.files);
}

/// Pieces that break what they are put into.
const PIECES: &[&str] = &[
    "|",
    "\n",
    "`",
    "~~",
    "[",
    "](",
    ")",
    "#",
    "\n#### ",
    "\n## ",
    "> ",
    "* `",
    "\n* ",
    "```\n",
    "\\",
    "<br>",
    "\u{1f6a3}",
    "\t",
    "  ",
    "{% hint %}",
    "| :-- | :-- |\n",
    "\n### Request\n\n`[PlatformAddress]/api/connector/v1/x`\n\n",
    "required",
    "array of ",
    "[Boat](#boat)",
    "../",
    "Required when `A` is `B`.",
    "\r\n",
    "\0",
    "&amp;",
    "<!-- ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(64), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_pages_is_all_the_same(shuffled in Just(pages()).prop_shuffle()) {
        let (expected, found) = (read(&pages()), read(&shuffled));
        prop_assert_eq!(expected.files.render(), found.files.render());
        prop_assert_eq!(expected.notes, found.notes);
    }

    #[test]
    fn mangled_pages_never_panic(
        cuts in prop::collection::vec((any::<Index>(), any::<Index>(), 0_usize..40, prop::sample::select(PIECES)), 1..8),
    ) {
        let mut pages = pages();
        for (which, at, length, piece) in cuts {
            let text = &mut which.get_mut(&mut pages).text;
            let chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len() + 1);
            let end = (at + length).min(chars.len());
            *text = chars[..at].iter().collect::<String>() + piece + &chars[end..].iter().collect::<String>();
        }
        let imported = read(&pages);
        prop_assert_eq!(&read(&pages).files.render(), &imported.files.render());
        prop_assert_eq!(&parsed(&imported.files), &imported.files);
        for note in &imported.notes {
            let page = pages.iter().find(|page| page.path == note.page).unwrap();
            prop_assert!(note.line >= 1 && note.line <= page.text.lines().count() + 1, "{}", note);
        }
    }

    #[test]
    fn any_text_at_all_is_read(text in "\\PC{0,200}", lines in prop::collection::vec("[|`#*>~ a-z\\[\\]()-]{0,30}", 0..12)) {
        read(&[page("operations/boats.md", text), page("deprecations/README.md", lines.join("\n"))]);
    }
}
