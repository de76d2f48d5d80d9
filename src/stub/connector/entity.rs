//! The kinds of data that the platform holds: the definition of each, the number of its items, the names that refer to it.

use super::enterprise::Enterprise;
use super::identifier::identifier;

macro_rules! entities {
    ($($variant:ident $name:literal $definition:literal $counts:tt [$($stem:literal),*];)+) => {
        /// A kind of data that has ids.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum Entity {
            $(#[doc = $name] $variant,)+
        }

        impl Entity {
            pub(super) const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name under which ids are published: mostly the page of the documentation.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The place of its definition, as `file:definition`; empty if it has none.
            pub(super) const fn definition(self) -> &'static str {
                match self { $(Self::$variant => $definition,)+ }
            }

            /// The number of items of each enterprise at the start.
            const fn counts(self) -> [usize; 3] {
                match self { $(Self::$variant => $counts,)+ }
            }

            /// Names before `Id` or `Ids` of properties that refer to it, beside the name of the variant.
            const fn stems(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($stem),*],)+ }
            }

            /// Its own name, as properties spell it.
            pub(super) const fn stem(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)+ }
            }
        }
    };
}

/// Numbers of items that fill several pages of ten, of which every second refers to the same other item.
const MANY: [usize; 3] = [36, 18, 9];
/// Numbers of items that belong to the equipment of an enterprise.
const SOME: [usize; 3] = [14, 9, 5];
const FEW: [usize; 3] = [4, 3, 2];
const ONE: [usize; 3] = [1, 1, 1];

entities! {
    AccountingCategory "accountingcategories" "accountingcategories:accounting-category" MANY [];
    AccountNote "accountnotes" "accountnotes:account-note" MANY [];
    Address "addresses" "addresses:account-address" MANY [];
    AgeCategory "agecategories" "agecategories:age-category" SOME [];
    AvailabilityAdjustment "availabilityadjustments" "availabilityadjustments:availability-adjustment" MANY [];
    AvailabilityBlock "availabilityblocks" "availabilityblocks:availability-block" MANY [];
    BillingAutomation "billingautomations" "billingautomations:billing-automation" MANY [];
    Bill "bills" "bills:bill" MANY ["CorrectedBill"];
    BusinessSegment "businesssegments" "businesssegments:business-segment" SOME [];
    CancellationPolicy "cancellationpolicies" "cancellationpolicies:cancellation-policy" MANY [];
    Cashier "cashiers" "cashiers:cashier" SOME [];
    CashierTransaction "cashiertransactions" "cashiertransactions:cashier-transaction" MANY [];
    Command "commands" "commands:command" MANY [];
    Company "companies" "companies:company" MANY ["MotherCompany", "PartnerCompany", "TravelAgency"];
    Companionship "companionships" "companionships:companionship" MANY [];
    CompanyContract "companycontracts" "companycontracts:travel-agency-contract" MANY ["TravelAgencyContract"];
    Counter "counters" "counters:counter" SOME ["BillCounter"];
    CreditCard "creditcards" "creditcards:credit-card" MANY ["PaymentCard"];
    Customer "customers" "customers:customer" MANY
        ["SourceCustomer", "TargetCustomer", "RelatedCustomer", "Companion", "Booker", "Owner"];
    CustomerRelationship "customerrelationships" "customers:customer-relationship" MANY [];
    Department "departments" "departments:department" SOME [];
    Device "devices" "devices:device" SOME
        ["Printer", "Terminal", "KeyCutter", "FiscalMachine", "PaymentTerminal", "PassportScanner"];
    Enterprise "enterprises" "enterprises:enterprise" ONE [];
    ExchangeRate "exchangerates" "exchangerates:exchange-rate" FEW [];
    Export "exports" "exports:export" FEW [];
    IdentityDocument "identitydocuments" "identitydocuments:identity-document-ver-2024-10-25" MANY [];
    Image "images" "" SOME ["CoverImage", "LogoImage"];
    LedgerBalance "ledgerbalances" "ledgerbalances:ledger-balance" MANY [];
    LoyaltyMembership "loyaltymemberships" "loyaltymemberships:loyalty-membership" MANY [];
    LoyaltyProgram "loyaltyprograms" "loyaltyprograms:loyalty-program" SOME [];
    LoyaltyTier "loyaltytiers" "loyaltytiers:loyalty-tier" MANY [];
    Message "messages" "messages:message" MANY [];
    MessageThread "messagethreads" "messagethreads:message-thread" MANY [];
    OrderItem "orderitems" "orderitems:order-item" MANY
        ["RebatedItem", "AllowanceProductOrderItem", "DiscountedOrderItem"];
    Outlet "outlets" "outlets:outlet" SOME [];
    OutletBill "outletbills" "outletitems:outlet-bill" MANY [];
    OutletItem "outletitems" "outletitems:outlet-item" MANY [];
    PaymentRequest "paymentrequests" "paymentrequests:payment-request" MANY [];
    Payment "payments" "payments:payment" MANY ["OriginalPayment", "PaymentCardPayment", "ExternalPayment"];
    Preauthorization "preauthorizations" "preauthorizations:preauthorization" SOME [];
    ProductCategory "productcategories" "productcategories:product-category" SOME [];
    Product "products" "products:product" MANY [];
    ProductServiceOrder "productserviceorders" "productserviceorders:product-service-order" MANY [];
    RateGroup "rategroups" "rategroups:rate-group" SOME [];
    Rate "rates" "rates:rate" MANY ["TemplateRate", "BaseRate", "ExactRate", "AssignedRate"];
    ReservationGroup "reservationgroups" "reservationgroups:reservation-group" MANY [];
    Reservation "reservations" "reservations:reservation-ver-2023-06-06" MANY ["LinkedReservation"];
    ResourceAccessToken "resourceaccesstokens" "resourceaccesstokens:resource-access-token" MANY [];
    ResourceBlock "resourceblocks" "resourceblocks:resource-block" MANY [];
    ResourceCategory "resourcecategories" "resources:resource-category" SOME
        ["RequestedCategory", "RequestedResourceCategory", "ParentCategory"];
    ResourceCategoryAssignment "resourcecategoryassignments" "resourcecategories:resource-category-assignment" MANY [];
    ResourceCategoryImageAssignment "resourcecategoryimageassignments"
        "resourcecategories:resource-category-image-assignment" MANY [];
    ResourceFeature "resourcefeatures" "resourcefeatures:resource-feature" SOME ["Feature"];
    ResourceFeatureAssignment "resourcefeatureassignments" "resourcefeatures:resource-feature-assignment" MANY [];
    Resource "resources" "resources:resource" MANY ["AssignedResource", "ParentResource", "AssignedSpace"];
    Restriction "restrictions" "restrictions:restriction" MANY [];
    RoutingRule "routingrules" "routingrules:routing-rule" MANY [];
    Rule "rules" "rules:rule" MANY [];
    RuleAction "ruleactions" "rules:rule-action" MANY [];
    ServiceOrderNote "serviceordernotes" "serviceordernotes:service-order-note" MANY [];
    ServiceOverbookingLimit "serviceoverbookinglimits" "serviceoverbookinglimits:service-overbooking-limit" MANY [];
    Service "services" "services:service" FEW ["SurchargeService"];
    SourceAssignment "sourceassignments" "sourceassignments:source-assignments-ver-2024-09-20" MANY [];
    Source "sources" "sources:source" MANY [];
    Task "tasks" "tasks:task" MANY [];
    VoucherCode "vouchercodes" "vouchercodes:voucher-code" MANY [];
    Voucher "vouchers" "vouchers:voucher" MANY [];
}

impl Entity {
    /// The number of items of an enterprise at the start.
    pub(super) const fn count(self, enterprise: Enterprise) -> usize {
        let [harbour, mill, lodge] = self.counts();
        match enterprise {
            Enterprise::Harbour => harbour,
            Enterprise::Mill => mill,
            Enterprise::Lodge => lodge,
        }
    }

    /// Returns true if there are only few items, so that most refer to the first of another kind.
    const fn is_rare(self) -> bool {
        self.counts()[0] < MANY[0]
    }

    /// The place of the item that the item at a place refers to, of `count`.
    ///
    /// Every second refers to the first, or more of what there is little of, so that a filter by that has several pages.
    pub(super) const fn referred(self, index: usize, count: usize) -> usize {
        let first = if self.is_rare() {
            index % 6 != 5
        } else {
            index.is_multiple_of(2)
        };
        if first || count == 0 {
            0
        } else {
            Self::living(index % count)
        }
    }

    /// Returns true if the item at that place has been deleted before the start, if its kind can be.
    pub(super) const fn is_deleted(index: usize) -> bool {
        index % 9 == 8
    }

    /// The place of one that is there to be referred to: that one, or the one before.
    pub(super) const fn living(index: usize) -> usize {
        if Self::is_deleted(index) { index - 1 } else { index }
    }

    /// The id of one that is there at the start.
    pub(super) fn seeded(self, enterprise: Enterprise, index: usize) -> String {
        identifier(&[self.name(), enterprise.name(), &index.to_string()])
    }

    /// The kind of data that a property refers to, by its name without `Id` or `Ids`.
    pub(super) fn of_stem(stem: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|entity| entity.stem() == stem || entity.stems().contains(&stem))
    }

    /// The kind of data that is described there: by its own definition, or by that of an older form of it.
    pub(super) fn of_definition(definition: &str) -> Option<Self> {
        let form = FORMS.iter().find(|(form, _)| *form == definition);
        let own = || {
            let mut all = Self::ALL.iter().copied();
            all.find(|entity| entity.definition() == definition)
        };
        form.map(|(_, entity)| *entity).or_else(own)
    }
}

/// Other forms in which an entity is shown.
const FORMS: &[(&str, Entity)] = &[
    ("accountingitems:order-item", Entity::OrderItem),
    ("accountingitems:payment-item", Entity::Payment),
    ("configuration:enterprise", Entity::Enterprise),
    ("customers:identity-document", Entity::IdentityDocument),
    ("messages:added-message", Entity::Message),
    ("rates:rate-group-ver-2017-04-12", Entity::RateGroup),
    ("reservations:rate-for-extent", Entity::Rate),
    (
        "reservations:reservation-groups-ver-2017-04-12",
        Entity::ReservationGroup,
    ),
    ("reservations:reservation-ver-2017-04-12", Entity::Reservation),
    ("sourceassignments:source-assignment", Entity::SourceAssignment),
];

macro_rules! specials {
    ($($variant:ident $name:literal $entity:ident $index:literal $doc:literal;)+) => {
        /// Item at the start that is in a special condition.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Special {
            $(#[doc = $doc] $variant,)+
        }

        impl Special {
            pub(super) const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name under which its id is published.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            pub(super) const fn entity(self) -> Entity {
                match self { $(Self::$variant => Entity::$entity,)+ }
            }

            pub(super) const fn index(self) -> usize {
                match self { $(Self::$variant => $index,)+ }
            }
        }
    };
}

specials! {
    Started "startedReservations" Reservation 1 "Its guest is in the house.";
    Optional "optionalReservations" Reservation 2 "Not confirmed yet.";
    Canceled "canceledReservations" Reservation 3 "Canceled.";
    Processed "processedReservations" Reservation 4 "Its guest has left.";
    Unassigned "unassignedReservations" Reservation 5 "Confirmed, without a space.";
    Uninspected "uninspectedReservations" Reservation 6 "Confirmed, with a space that is not clean.";
    Future "futureReservations" Reservation 7 "Confirmed, and begins in many years.";
    ClosedBill "closedBills" Bill 1 "Closed.";
    FilledBill "filledBills" Bill 2 "Open, with items.";
    ContestedBill "contestedBills" Bill 3 "Somebody else changes it before the first update.";
    SecondCustomer "secondCustomers" Customer 1 "Another one.";
    SecondCompany "secondCompanies" Company 1 "Another one.";
    SecondService "secondServices" Service 1 "Another one.";
    SecondResource "secondResources" Resource 1 "Another one.";
    SecondRate "secondRates" Rate 1 "Another one.";
    OnceProduct "onceProducts" Product 1 "Charged once for a stay, however long.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stub::connector::library::Library;

    #[test]
    fn everything_is_described_by_the_contract() {
        let own = Entity::ALL.iter().map(|entity| entity.definition());
        let forms = FORMS.iter().map(|(form, _)| *form);
        for definition in own.chain(forms).filter(|definition| !definition.is_empty()) {
            let record = Library::shared().record(definition);
            assert_eq!(record.key, definition);
            assert!(record.fields.len() > 1, "{definition}");
        }
    }

    #[test]
    fn names_lead_to_what_they_refer_to() {
        assert_eq!(Entity::of_stem("MotherCompany"), Some(Entity::Company));
        assert_eq!(Entity::of_stem("AccountNote"), Some(Entity::AccountNote));
        assert_eq!(Entity::of_stem("Integration"), None);
        assert_eq!(Entity::of_definition("services:service"), Some(Entity::Service));
        assert_eq!(
            Entity::of_definition("configuration:enterprise"),
            Some(Entity::Enterprise)
        );
        assert_eq!(Entity::of_definition(""), Some(Entity::Image));
    }
}
