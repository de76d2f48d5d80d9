//! Conversations in which anything may stand anywhere: no rule stumbles over them.
