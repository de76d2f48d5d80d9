//! Choices that the documentation leaves open, and how the stub settles them.
//!
//! `schemas/<api>/ambiguities.yaml` lists each such place with its decision and the file that carries it out;
//! `tests/rooms/schemas/ambiguities.rs` looks for the id there. A choice that a platform may make either way is an option here.

macro_rules! choices {
    ($(
        $option:literal $field:ident: $type:ident, $doc:literal {
            $first:ident $first_value:literal $first_doc:literal;
            $($variant:ident $value:literal $variant_doc:literal;)+
        }
    )+) => {
        /// One choice for each point that the documentation leaves open.
        ///
        /// ```
        /// use keycard::stub::behaviour::{Behaviour, BusinessErrors};
        ///
        /// let mut behaviour = Behaviour::default();
        /// behaviour.set("business-errors", "at-once").unwrap();
        /// assert_eq!(behaviour.business_errors, BusinessErrors::AtOnce);
        /// assert!(behaviour.set("business-errors", "never").unwrap_err().contains("at-once"));
        /// ```
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Behaviour {
            $(#[doc = $doc] pub $field: $type,)+
        }

        $(
            #[doc = $doc]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub enum $type {
                #[doc = $first_doc]
                #[default]
                $first,
                $(#[doc = $variant_doc] $variant,)+
            }
        )+

        impl Behaviour {
            /// Every option: its name, its values with the default first, and what it decides.
            pub const OPTIONS: &[(&str, &[&str], &str)] = &[
                $(($option, &[$first_value, $($value),+], $doc),)+
            ];

            /// Chooses a value of an option, both by name.
            ///
            /// # Errors
            /// There is no such option, or it has no such value; the message lists those that there are.
            pub fn set(&mut self, option: &str, value: &str) -> Result<(), String> {
                match option {
                    $($option => self.$field = match value {
                        $first_value => $type::$first,
                        $($value => $type::$variant,)+
                        _ => return Err(no_such_value(option, value, &[$first_value, $($value),+])),
                    },)+
                    _ => return Err(no_such_option(option)),
                }
                Ok(())
            }
        }
    };
}

choices! {
    "business-errors" business_errors: BusinessErrors,
        "When the platform reports that a group breaks a rule of business (A-66)." {
        Later "later" "By the confirmation of the group.";
        AtOnce "at-once" "In the answer to the push.";
    }
    "confirmations" confirmations: Confirmations,
        "When the reference channel manager tells the outcome of a push." {
        AtOnce "at-once" "In the answer.";
        Later "later" "By a confirmation, after an answer that promises it.";
    }
    "confirmation-error" confirmation_error: ConfirmationError,
        "How the confirmation of a group holds what is wrong with it (A-13)." {
        Error "error" "As a single `error`, as the page has it.";
        Errors "errors" "As the `errors` of the envelope.";
        Both "both" "In both forms.";
    }
    "group-codes" group_codes: GroupCodes,
        "The codes for an unknown category or rate in a group or a block (A-14)." {
        Current "current" "10 with the category and 9 with the rate.";
        Docs "docs" "The deprecated 4 and 5, as in the page's example.";
    }
    "async-flag" async_flag: AsyncFlag,
        "What an answer that a confirmation follows says of it (A-22)." {
        Promised "true" "`asyncConfirmation` is true.";
        Denied "false" "`asyncConfirmation` is false, as in the page's example.";
        Absent "absent" "Nothing.";
    }
    "unknown-rate" unknown_rate: UnknownRate,
        "The code for an unknown rate in an inventory (A-39)." {
        Validation "6" "6, an invalid value.";
        RateNotFound "5" "The deprecated 5.";
        Rate "9" "9 with the rate, although that means a disabled operation.";
        Processing "7" "7, a broken rule of business.";
    }
    "unknown-group" unknown_group: UnknownGroup,
        "What the change of a group that is not known does (A-69)." {
        Created "create" "It makes the group.";
        NotFound "2" "It is refused with 2 if every reservation says that it is modified.";
    }
    "cancel-twice" cancel_twice: CancelTwice,
        "How the second cancellation of a group is answered (N-69)." {
        Success "success" "Like the first.";
        NotFound "2" "With 2: there is nothing left to cancel.";
    }
    "confirmed-reservations" confirmed_reservations: ConfirmedReservations,
        "Which reservations the confirmation of a changed group lists (A-71)." {
        All "all" "All that the group ever had.";
        Active "active" "Those that are not cancelled; all, if none is left.";
    }
    "block-confirmation" block_confirmation: BlockConfirmation,
        "Whether the platform confirms blocks, for which no address is documented (A-77)." {
        None "none" "It does not, and reports what is wrong in the answer.";
        Sent "sent" "It does, at `confirmAvailabilityBlock`.";
    }
    "block-token" block_token: BlockToken,
        "Whether a block that the platform sends holds the client token (A-15)." {
        Sent "sent" "It does, as all messages do.";
        Absent "absent" "It does not, as in the page's table.";
    }
    "release-offset" release_offset: ReleaseOffset,
        "How the platform writes when a block is released (A-79)." {
        Documented "P7DT" "With a `T` at the end, as the page has it.";
        Iso "P7D" "As ISO 8601 has it.";
    }
    "missing-token" missing_token: MissingToken,
        "How the platform answers a call without a client token (N-47)." {
        Authentication "8" "With 8.";
        Validation "6" "With 6.";
    }
    "unknown-connection" unknown_connection: UnknownConnection,
        "How the platform answers the token of a connection that does not exist (N-48)." {
        NotFound "3" "With 3.";
        Authentication "8" "With 8.";
    }
    "foreign-connection" foreign_connection: ForeignConnection,
        "How the platform answers the token of another client's connection (N-49)." {
        Authentication "8" "With 8.";
        NotFound "3" "With 3.";
    }
    "disabled-connection" disabled_connection: DisabledConnection,
        "How the platform answers the token of a connection that is switched off (N-50)." {
        ByOperation "9-for-groups" "Groups with 9, all else with 3.";
        NotFound "3" "With 3.";
        Disabled "9" "With 9.";
        Authentication "8" "With 8.";
    }
    "unknown-email" unknown_email: UnknownEmail,
        "How the platform answers an e-mail address of no verified employee (N-53)." {
        Authentication "8" "With 8: the address acts as an authorization.";
        Validation "6" "With 6.";
        Empty "empty" "With success and no properties.";
    }
    "malformed-email" malformed_email: MalformedEmail,
        "How the platform answers an e-mail address that is missing or malformed (N-54)." {
        Validation "6" "With 6.";
        Authentication "8" "With 8.";
    }
    "unknown-message" unknown_message: UnknownMessage,
        "How the platform answers the confirmation of a message that it never sent (N-61)." {
        Validation "6" "With 6.";
        Success "success" "With success.";
    }
    "http-misuse" http_misuse: HttpMisuse,
        "How a wrong method or media type is answered (N-77)." {
        Status "status" "With the status that HTTP has for it.";
        Envelope "200" "With 200 and code 6.";
    }
    "connector" connector: ConnectorMode,
        "Whether the Connector API takes what its documentation forbids and the platform was seen to take." {
        Documented "documented" "It does not.";
        Observed "observed" "It does, and says so in the header `X-Keycard-Deviation`.";
    }
    "connector-environment" connector_environment: ConnectorEnvironment,
        "Which environment of the platform the Connector API plays; each has tokens of its own." {
        Demo "demo" "The demo environment.";
        Production "production" "Production, with the tokens that the demo environment takes for those of the other one.";
    }
    "connector-retry-after" retry_after: RetryAfter,
        "How the Connector API tells a caller that calls too often how long to wait." {
        Seconds "seconds" "In seconds.";
        Date "date" "By the time at which to come back, as HTTP writes it.";
        Absent "absent" "Not at all.";
    }
}

fn no_such_value(option: &str, value: &str, values: &[&str]) -> String {
    format!(
        "the option `{option}` has no value `{value}`; it has {}",
        values.join(", ")
    )
}

fn no_such_option(option: &str) -> String {
    let names: Vec<_> = Behaviour::OPTIONS.iter().map(|(name, ..)| *name).collect();
    format!("the stub has no option `{option}`; it has {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_of_each_option_can_be_chosen_and_the_first_is_the_default() {
        for (option, values, sentence) in Behaviour::OPTIONS {
            assert!(sentence.ends_with('.'), "{option}");
            for (index, value) in values.iter().enumerate() {
                let mut behaviour = Behaviour::default();
                behaviour.set(option, value).unwrap();
                assert_eq!(behaviour == Behaviour::default(), index == 0, "{option}={value}");
            }
            let message = Behaviour::default().set(option, "?").unwrap_err();
            assert!(values.iter().all(|value| message.contains(value)), "{message}");
        }
        let message = Behaviour::default().set("?", "1").unwrap_err();
        assert!(Behaviour::OPTIONS.iter().all(|(option, ..)| message.contains(option)));
    }
}
