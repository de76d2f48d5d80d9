//! The mistakes that a world can make on purpose, each with the check that must notice it.
//!
//! They are what integrations in the field get wrong; a harness that lets one pass is broken.

use std::fmt;
use std::str::FromStr;

/// There is no fault of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault named `{0}`")]
pub struct UnknownFault(pub String);

macro_rules! faults {
    ($($variant:ident $name:literal, $check:literal: $description:literal;)+) => {
        /// A mistake made on purpose.
        ///
        /// ```
        /// use keycard::stub::fault::Fault;
        ///
        /// let fault: Fault = "truncated-json".parse().unwrap();
        /// assert_eq!(fault, Fault::TruncatedJson);
        /// assert_eq!(fault.caught_by(), "json");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fault {
            $(#[doc = $description] $variant,)+
        }

        impl Fault {
            /// Every fault, in the order of this file.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name used in arguments and reports.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The mistake in one sentence.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $description),+ }
            }

            /// The check or rule that must report it; others may as well.
            pub const fn caught_by(self) -> &'static str {
                match self { $(Self::$variant => $check),+ }
            }
        }
    };
}

faults! {
    // How the answer travels.
    ClosesConnection "closes-connection", "transport": "Closes the connection without an answer.";
    SlowAnswer "slow-answer", "time-limit": "Answers after three seconds.";
    Status401OnBadToken "status-401-on-bad-token", "R-ENV-1": "Answers a bad token with HTTP 401.";
    Status201OnSuccess "status-201-on-success", "R-ENV-1": "Answers success with HTTP 201.";
    Status400OnBadMessage "status-400-on-bad-message", "R-ENV-1": "Answers a malformed message with HTTP 400.";
    HtmlContentType "html-content-type", "media-type": "Sends JSON as text/html.";
    NoContentType "no-content-type", "media-type": "Sends JSON without a content type.";
    TruncatedJson "truncated-json", "json": "Sends a body that ends in the middle.";
    InvalidUtf8 "invalid-utf8", "json": "Sends a body with a byte that is not UTF-8.";
    EmptyBody "empty-body", "json": "Sends no body.";

    // The shape of the answer.
    SuccessAsString "success-as-string", "schema": "Sends success as a string.";
    CodeAsString "code-as-string", "schema": "Sends error codes as strings.";
    ConfigurationWithoutMappings "configuration-without-mappings", "schema": "Leaves inventoryMappings out of the configuration.";
    RateWithoutCurrency "rate-without-currency", "schema": "Leaves the currency out of rate plans.";
    ChannelCodesAsStrings "channel-codes-as-strings", "schema": "Sends channel codes as strings.";

    // The envelope.
    OkInsteadOfSuccess "ok-instead-of-success", "R-ENV-2": "Answers {\"ok\": true} without success.";
    FailureWithoutErrors "failure-without-errors", "R-ENV-3": "Fails without saying why.";
    SuccessWithErrors "success-with-errors", "R-ENV-4": "Succeeds and lists an error.";
    AsyncFlagOnFailure "async-flag-on-failure", "R-ENV-5": "Fails and promises a later confirmation.";
    LegacyErrorObject "legacy-error-object", "R-ENV-6": "Sends the deprecated single error object.";

    // The errors in it.
    CodeOutOfRange "code-out-of-range", "R-ERR-1": "Uses an error code that is not in the catalogue.";
    BlankMessage "blank-message", "R-ERR-2": "Sends errors with a blank message.";
    CategoryErrorWithoutCode "category-error-without-code", "R-ERR-3": "Sends code 10 or 11 without categoryCode.";
    BlankCategoryCode "blank-category-code", "R-ERR-3": "Sends code 10 or 11 with an empty categoryCode.";
    RateErrorWithoutCode "rate-error-without-code", "R-ERR-4": "Sends code 9 or 11 without rateCode.";
    RateErrorFromMews "rate-error-from-mews", "R-ERR-5": "Reports an unknown rate from Mews with code 9, which there means a disabled operation.";
    DeprecatedCode "deprecated-code", "R-ERR-6": "Uses code 4 for 10 and 5 for 9.";
    ForeignCodeReported "foreign-code-reported", "R-ERR-7": "Blames a code that the request does not hold.";
    MisplacedCode12 "misplaced-code-12", "R-ERR-8": "Answers prices and restrictions with the error for availability.";
    ReportsOnlyFirstBadCode "reports-only-first-bad-code", "R-ERR-9": "Reports the first of several bad codes.";
    MessageWithoutCode "message-without-code", "R-ERR-10": "Writes messages that do not name the offending code.";
    WrongErrorCode "wrong-error-code", "outcome": "Answers bad tokens and connections with code 7.";
    OtherWording "other-wording", "snapshot": "Words its messages differently.";
    EchoesToken "echoes-token", "snapshot": "Repeats the rejected token in the message.";

    // Who is let in.
    AcceptsExpiredToken "accepts-expired-token", "outcome": "Takes an expired client token.";
    AcceptsRevokedToken "accepts-revoked-token", "outcome": "Takes a revoked client token.";
    AcceptsOtherEnvironment "accepts-other-environment", "outcome": "Takes tokens of the other environment.";
    AcceptsOtherSide "accepts-other-side", "outcome": "Takes the client token of the other side.";
    AcceptsUnknownToken "accepts-unknown-token", "outcome": "Takes any client token that is a string.";
    AcceptsMissingToken "accepts-missing-token", "outcome": "Takes a request without tokens.";
    AcceptsBlankToken "accepts-blank-token", "outcome": "Takes blank tokens.";
    AcceptsSwappedTokens "accepts-swapped-tokens", "outcome": "Takes the two tokens in each other's place.";
    AcceptsTruncatedToken "accepts-truncated-token", "outcome": "Takes a token that was cut short.";
    IgnoresTokenCase "ignores-token-case", "outcome": "Compares tokens without regard to case.";
    TrimsTokens "trims-tokens", "outcome": "Trims blanks off tokens.";
    AcceptsOldNames "accepts-old-names", "outcome": "Takes tokens under their discontinued names.";
    AcceptsDisabledConnection "accepts-disabled-connection", "outcome": "Serves a connection that is switched off.";
    AcceptsDeletedConnection "accepts-deleted-connection", "outcome": "Serves a connection that was deleted.";
    AcceptsUnknownConnection "accepts-unknown-connection", "outcome": "Serves a connection that never existed.";
    AcceptsOtherClientsConnection "accepts-other-clients-connection", "outcome": "Serves a connection of another client.";

    // What is taken and refused.
    RefusesUnknownProperty "refuses-unknown-property", "outcome": "Refuses a body with a property it does not know.";
    RefusesCharset "refuses-charset", "outcome": "Refuses a content type with a charset.";
    ProcessesGet "processes-get", "outcome": "Processes a GET like a POST.";
    SkipsUnknownSpace "silently-skips-unknown-space", "outcome": "Skips entries with an unknown space category and succeeds.";
    SkipsUnknownRate "silently-skips-unknown-rate", "outcome": "Skips entries with an unknown rate and succeeds.";
    AcceptsReversedDates "accepts-reversed-dates", "outcome": "Takes a period whose start is after its end.";
    ConfirmsUnknownBooking "confirms-unknown-booking", "outcome": "Takes the confirmation of a booking it never sent.";

    // What is shown.
    SharedConnectionToken "shared-connection-token", "R-AUTH-5": "Lists two connections with one token.";
    LeaksForeignProperty "leaks-foreign-property", "check": "Names the property behind another client's connection.";
    ShowsOtherClientsConnections "shows-other-clients-connections", "check": "Lists connections of another client.";
    UnaskedUnsynchronized "unasked-unsynchronized", "check": "Lists unsynchronized rates and categories unasked.";
    UnaskedSections "unasked-sections", "check": "Sends optional sections of the configuration unasked.";
    ForgetsInventory "forgets-inventory", "check": "Accepts new mappings and keeps the old.";
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|fault| fault.name() == name)
            .ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_fault() {
        for fault in Fault::ALL {
            assert_eq!(fault.to_string().parse(), Ok(*fault));
        }
        assert_eq!("no-such".parse::<Fault>(), Err(UnknownFault("no-such".into())));
    }

    #[test]
    fn every_check_has_a_fault() {
        let rules = (1..=6)
            .map(|n| format!("R-ENV-{n}"))
            .chain((1..=10).map(|n| format!("R-ERR-{n}")));
        let checks = ["transport", "time-limit", "media-type", "json", "schema", "outcome"];
        let others = ["snapshot", "check", "R-AUTH-5"];
        for check in checks.into_iter().chain(others).map(str::to_owned).chain(rules) {
            assert!(Fault::ALL.iter().any(|fault| fault.caught_by() == check), "{check}");
        }
    }
}
