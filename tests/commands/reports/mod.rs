//! Reports that a run leaves: read by people, by browsers, and by further commands.

mod compare;
mod evidence;
mod html;
mod merge;
mod places;
