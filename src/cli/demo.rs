//! `keycard demo`: the simulated Mews and the reference channel manager talk to each other, and every
//! message of both is judged.

mod lines;
mod partner_alone;

use self::lines::{excerpt, name, outcome};
use super::arguments::DemoArguments;
use super::values::StubOption;
use crate::app::demo::demonstration::{self, DemoEvent, Demonstration};
use crate::app::demo::verdict::DemoEnd;
use crate::app::exit::Exit;
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::exchange::transcript::Outcome;
use crate::judge::finding::StatusName;
use crate::plan::recorded::RecordedExchange;
use crate::redaction::redactor::Redactor;
use crate::report::terminal;
use crate::report::text::counted;
use crate::stub::host_options::HostOptions;
use crate::stub::options::WorldOptions;

/// Runs the command.
pub fn run(arguments: &DemoArguments) -> Exit {
    let options = HostOptions {
        fault: arguments.fault,
        world: WorldOptions {
            behaviour: StubOption::behaviour(demonstration::usual_behaviour(), &arguments.stub),
            ..WorldOptions::default()
        },
    };
    if let Some(address) = arguments.serve {
        return partner_alone::run(address, &arguments.platform, options);
    }
    let mut demonstration = match Demonstration::start(options) {
        Ok(demonstration) => demonstration,
        Err(error) => {
            eprintln!("{error}");
            return Exit::Inconclusive;
        }
    };
    for side in [Side::Mews, Side::ChannelManager] {
        println!("{:<31} {}", name(side), demonstration.address(side));
    }
    let mut show = |event: DemoEvent<'_>| match event {
        DemoEvent::Act(act) => println!("\n{}", act.meaning),
        DemoEvent::Exchange(exchange, redactor) => show_exchange(exchange, redactor, arguments.bodies),
    };
    let played = demonstration.play(&mut show);
    if played.is_ok() && arguments.keep_running {
        offer_hooks(demonstration.address(Side::ChannelManager));
        demonstration.serve_on(&mut show);
    }
    println!();
    let exit = match demonstration.conclude() {
        Ok(end) => {
            print(&end);
            end.exit()
        }
        Err(error) => {
            eprintln!("error: {error}");
            Exit::Inconclusive
        }
    };
    match played {
        Ok(()) => exit,
        Err(error) => {
            eprintln!("error: {}", demonstration.redactor().text(&error));
            if exit == Exit::Failed { exit } else { Exit::Inconclusive }
        }
    }
}

fn offer_hooks(address: &str) {
    println!("\nBoth go on until they are interrupted (Ctrl-C). They can be told to act:");
    for (side, name, description) in demonstration::hooks() {
        println!("  {side}/{name}\n      {description}");
    }
    println!("  curl -X POST {address}/hooks/channel-manager/book -H 'content-type: application/json' -d '{{}}'\n");
}

fn show_exchange(exchange: &RecordedExchange, redactor: &Redactor, bodies: bool) {
    let operation = exchange.request.path().rsplit('/').next().unwrap_or_default();
    let arrow = match exchange.host {
        Side::Mews => "channel manager → Mews",
        Side::ChannelManager => "Mews → channel manager",
    };
    let line = format!("  {arrow}  {operation:<36} {}", outcome(exchange));
    println!("{}", redactor.text(line.trim_end()));
    if !bodies {
        return;
    }
    println!(
        "      {}",
        excerpt(redactor.body(exchange.request.body.bytes()).as_str())
    );
    if let Outcome::Answered(response) = &exchange.outcome {
        println!("      {}", excerpt(redactor.body(response.body.bytes()).as_str()));
    }
}

fn print(end: &DemoEnd) {
    if end.exchanges == 0 {
        println!("Nothing was said.");
    }
    for (side, record) in &end.sides {
        let warnings = record.count(Weight::Warning);
        if record.verdict != StatusName::Passed || warnings > 0 {
            println!("{}", terminal::details(record));
        }
        println!(
            "{}: {} in {}, {}, {}",
            name(*side),
            record.verdict,
            counted(end.exchanges, "exchange"),
            counted(record.count(Weight::Error), "error"),
            counted(warnings, "warning"),
        );
    }
    if end.unjudged > 0 {
        println!("{} came later and were not judged", counted(end.unjudged, "exchange"));
    }
}
