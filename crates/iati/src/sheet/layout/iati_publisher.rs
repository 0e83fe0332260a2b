//! The workbook of IATI Publisher for activities: a sheet an element.
//!
//! A row without an identifier goes on with the activity above; one that has only what may
//! be repeated within an element goes on with the element above. The publisher is a setting
//! of that program and in no column, and identifiers are completed by it. Results,
//! indicators and periods come in three more workbooks, tied together by numbers that
//! program gives out.

use super::Layout;

pub(super) fn layouts() -> Vec<Layout> {
    vec![
        Layout {
            joins_identifier: true,
            ..Layout::new(
                "iati-publisher-xlsx",
                "IATI Publisher, workbook of activities",
                XLSX,
            )
        },
        Layout::new(
            "iati-publisher-results",
            "IATI Publisher, workbook of results, indicators or periods",
            RESULTS,
        ),
    ]
}

pub(super) const XLSX: &str = "
sheet Settings
fills down
Activity Identifier = #id
Default Currency = @default-currency
Default Language = @xml:lang
Hierarchy = @hierarchy
Humanitarian = @humanitarian
Budget Not Provided = @budget-not-provided
Secondary Reporter = reporting-org/@secondary-reporter

sheet Element with single field
fills down
Activity Identifier = #id
Activity Status = activity-status/@code
Activity Scope = activity-scope/@code
Collaboration Type = collaboration-type/@code
Default Flow Type = default-flow-type/@code
Default Finance Type = default-finance-type/@code
Default Tied Status = default-tied-status/@code
Capital Spend = capital-spend/@percentage

sheet Title
fills down
Activity Identifier = #id
Narrative = title/narrative
Language = title/narrative/@xml:lang

sheet Other Identifier
fills down
Activity Identifier = #id
Reference = other-identifier/@ref
Type = other-identifier/@type
Owner Org Reference = other-identifier/owner-org/@ref
Owner Org Narrative = other-identifier/owner-org/narrative
Owner Org Language = other-identifier/owner-org/narrative/@xml:lang

sheet Description
fills down
Activity Identifier = #id
Type = description/@type
Narrative = description/narrative
Language = description/narrative/@xml:lang

sheet Activity Date
fills down
Activity Identifier = #id
Type = activity-date/@type
Iso Date = activity-date/@iso-date
Narrative = activity-date/narrative
Language = activity-date/narrative/@xml:lang

sheet Recipient Country
fills down
Activity Identifier = #id
Code = recipient-country/@code
Percentage = recipient-country/@percentage
Narrative = recipient-country/narrative
Language = recipient-country/narrative/@xml:lang

sheet Recipient Region
fills down
Activity Identifier = #id
Vocabulary = recipient-region/@vocabulary
Code = recipient-region/@code
Vocabulary-uri = recipient-region/@vocabulary-uri
Percentage = recipient-region/@percentage
Narrative = recipient-region/narrative
Language = recipient-region/narrative/@xml:lang

sheet Sector
fills down
Activity Identifier = #id
Vocabulary = sector/@vocabulary
Code = sector/@code
Vocabulary-uri = sector/@vocabulary-uri
Percentage = sector/@percentage
Narrative = sector/narrative
Language = sector/narrative/@xml:lang

sheet Tag
fills down
Activity Identifier = #id
Vocabulary = tag/@vocabulary
Code = tag/@code
Vocabulary-uri = tag/@vocabulary-uri
Narrative = tag/narrative
Language = tag/narrative/@xml:lang

sheet Policy Marker
fills down
Activity Identifier = #id
Vocabulary = policy-marker/@vocabulary
Code = policy-marker/@code
Vocabulary-uri = policy-marker/@vocabulary-uri
Significance = policy-marker/@significance
Narrative = policy-marker/narrative
Language = policy-marker/narrative/@xml:lang

sheet Default Aid Type
fills down
Activity Identifier = #id
Vocabulary = default-aid-type/@vocabulary
Code = default-aid-type/@code

sheet Country Budget Items
fills down
Activity Identifier = #id
Vocabulary = country-budget-items/@vocabulary
Budget Item Code = country-budget-items/budget-item/@code
Budget Item Percentage = country-budget-items/budget-item/@percentage
Budget Item Description Narrative = country-budget-items/budget-item/description/narrative
Budget Item Description Language = country-budget-items/budget-item/description/narrative/@xml:lang

sheet Humanitarian Scope
fills down
Activity Identifier = #id
Type = humanitarian-scope/@type
Vocabulary = humanitarian-scope/@vocabulary
Code = humanitarian-scope/@code
Vocabulary-uri = humanitarian-scope/@vocabulary-uri
Narrative = humanitarian-scope/narrative
Language = humanitarian-scope/narrative/@xml:lang

sheet Related Activity
fills down
Activity Identifier = #id
Reference = related-activity/@ref
Type = related-activity/@type

sheet Conditions
fills down
Activity Identifier = #id
Attached = conditions/@attached
Condition Type = conditions/condition/@type
Condition Narrative = conditions/condition/narrative
Condition Language = conditions/condition/narrative/@xml:lang

sheet Legacy Data
fills down
Activity Identifier = #id
Name = legacy-data/@name
Value = legacy-data/@value
Iati-equivalent = legacy-data/@iati-equivalent

sheet Document Link
fills down
Activity Identifier = #id
Url = document-link/@url
Format = document-link/@format
Title Narrative = document-link/title/narrative
Title Language = document-link/title/narrative/@xml:lang
Description Narrative = document-link/description/narrative
Description Language = document-link/description/narrative/@xml:lang
Category Code = document-link/category/@code
Language Code = document-link/language/@code
Document Date Date = document-link/document-date/@iso-date

sheet Contact Info
fills down
Activity Identifier = #id
Type = contact-info/@type
Organisation Narrative = contact-info/organisation/narrative
Organisation Language = contact-info/organisation/narrative/@xml:lang
Department Narrative = contact-info/department/narrative
Department Language = contact-info/department/narrative/@xml:lang
Person Name Narrative = !person
Person Name Language = !person
Job Title Narrative = !person
Job Title Language = !person
Telephone = !person
Email = !person
Website = contact-info/website
Mailing Address Narrative = !person
Mailing Address Language = !person

sheet Location
fills down
Activity Identifier = #id
Reference = location/@ref
Location Reach Code = location/location-reach/@code
Location-id Vocabulary = location/location-id/@vocabulary
Location-id Code = location/location-id/@code
Name Narrative = location/name/narrative
Name Language = location/name/narrative/@xml:lang
Description Narrative = location/description/narrative
Description Language = location/description/narrative/@xml:lang
Activity Description Narrative = location/activity-description/narrative
Activity Description Language = location/activity-description/narrative/@xml:lang
Administrative Vocabulary = location/administrative/@vocabulary
Administrative Code = location/administrative/@code
Administrative Level = location/administrative/@level
Point Srs Name = location/point/@srsName
Point Pos Latitude = location/point/@latitude
Point Pos Longitude = location/point/@longitude
Exactness Code = location/exactness/@code
Location Class Code = location/location-class/@code
Feature Designation Code = location/feature-designation/@code

sheet Planned Disbursement
fills down
Activity Identifier = #id
Type = planned-disbursement/@type
Period Start Iso_date = planned-disbursement/period-start/@iso-date
Period End Iso_date = planned-disbursement/period-end/@iso-date
Value value = planned-disbursement/value
Value currency = planned-disbursement/value/@currency
Value date = planned-disbursement/value/@value-date
Provider Organisation Reference = planned-disbursement/provider-org/@ref
Provider Organisation Provider-activity-id = planned-disbursement/provider-org/@provider-activity-id
Provider Organisation Type = planned-disbursement/provider-org/@type
Provider Organisation Narrative = planned-disbursement/provider-org/narrative
Provider Organisation Language = planned-disbursement/provider-org/narrative/@xml:lang
Receiver Organisation Reference = planned-disbursement/receiver-org/@ref
Receiver Organisation Receiver-activity-id = planned-disbursement/receiver-org/@receiver-activity-id
Receiver Organisation Type = planned-disbursement/receiver-org/@type
Receiver Organisation Narrative = planned-disbursement/receiver-org/narrative
Receiver Organisation Language = planned-disbursement/receiver-org/narrative/@xml:lang

sheet Participating Org
fills down
Activity Identifier = #id
Role = participating-org/@role
Reference = participating-org/@ref
Type = participating-org/@type
Activity-id = participating-org/@activity-id
Crs-channel-code = participating-org/@crs-channel-code
Narrative = participating-org/narrative
Language = participating-org/narrative/@xml:lang

sheet Budget
fills down
Activity Identifier = #id
Status = budget/@status
Type = budget/@type
Period-start Iso Date = budget/period-start/@iso-date
Period-end Iso Date = budget/period-end/@iso-date
Value = budget/value
Value Currency = budget/value/@currency
Value Value-date = budget/value/@value-date

sheet Transaction
fills down
Activity Identifier = #id
Reference = transaction/@ref
Humanitarian = transaction/@humanitarian
Transaction Type Code = transaction/transaction-type/@code
Transaction Date Date = transaction/transaction-date/@iso-date
Value Value = transaction/value
Value Value Date = transaction/value/@value-date
Value Currency = transaction/value/@currency
Description Narrative = transaction/description/narrative
Description Language = transaction/description/narrative/@xml:lang
Provider Organisation Reference = transaction/provider-org/@ref
Provider Organisation Provider-activity-id = transaction/provider-org/@provider-activity-id
Provider Organisation Type = transaction/provider-org/@type
Provider Organisation Narrative = transaction/provider-org/narrative
Provider Organisation Language = transaction/provider-org/narrative/@xml:lang
Receiver Organisation Reference = transaction/receiver-org/@ref
Receiver Organisation Receiver Activity Id = transaction/receiver-org/@receiver-activity-id
Receiver Organisation Type = transaction/receiver-org/@type
Receiver Organisation Narrative = transaction/receiver-org/narrative
Receiver Organisation Language = transaction/receiver-org/narrative/@xml:lang
Disbursement-channel Code = transaction/disbursement-channel/@code
Sector Vocabulary = transaction/sector/@vocabulary
Sector Code = transaction/sector/@code
Sector Vocabulary Uri = transaction/sector/@vocabulary-uri
Sector Narrative = transaction/sector/narrative
Sector Language = transaction/sector/narrative/@xml:lang
Recipient-country Code = transaction/recipient-country/@code
Recipient Country Narrative = transaction/recipient-country/narrative
Recipient Country Language = transaction/recipient-country/narrative/@xml:lang
Recipient Region Vocabulary = transaction/recipient-region/@vocabulary
Recipient Region Code = transaction/recipient-region/@code
Recipient Region Vocabulary URI = transaction/recipient-region/@vocabulary-uri
Recipient Region Narrative = transaction/recipient-region/narrative
Recipient Region Language = transaction/recipient-region/narrative/@xml:lang
Flow Type Code = transaction/flow-type/@code
Finance Type Code = transaction/finance-type/@code
Aid Type Vocabulary = transaction/aid-type/@vocabulary
Aid Type Code = transaction/aid-type/@code
Tied Status Code = transaction/tied-status/@code

";

/// Known, so that it can be said why they are not read.
pub(super) const RESULTS: &str = "
sheet Result_Mapper = !results come in workbooks of their own, tied to activities by numbers of that program
Activity identifier
Result Number
Result Identifier

sheet Result = !results come in workbooks of their own, tied to activities by numbers of that program
Result Identifier
Type
Aggregation-status
Title Narrative
Title Language
Description Narrative
Description Language
Reference Vocabulary
Reference Code
Reference Vocabulary Uri

sheet Result Document Link = !results come in workbooks of their own, tied to activities by numbers of that program
Result Identifier
Url
Format
Title Narrative
Title Language
Description Narrative
Description Language
Category Code
Language Code
Document Date Date

sheet Indicator_Mapper = !results come in workbooks of their own, tied to activities by numbers of that program
Result Identifier
Indicator Number
Indicator Identifier

sheet Indicator_Baseline_Mapper = !results come in workbooks of their own, tied to activities by numbers of that program
Indicator Identifier
Baseline Number
Indicator Baseline Identifier

sheet Indicator = !results come in workbooks of their own, tied to activities by numbers of that program
Indicator Identifier
Measure
Ascending
Aggregation Status
Title Narrative
Title Language
Description Narrative
Description Language
Reference Vocabulary
Reference Code
Reference Indicator Uri

sheet Indicator Document Link = !results come in workbooks of their own, tied to activities by numbers of that program
Indicator Identifier
Url
Format
Title Narrative
Title Language
Description Narrative
Description Language
Category Code
Language Code
Document Date Date

sheet Indicator Baseline = !results come in workbooks of their own, tied to activities by numbers of that program
Indicator Baseline Identifier
Year
Date
Value
Comment Narrative
Comment Language
Dimension Name
Dimension Value
Location Reference

sheet Baseline Document Link = !results come in workbooks of their own, tied to activities by numbers of that program
Indicator Baseline Identifier
Url
Format
Title Narrative
Title Language
Description Narrative
Description Language
Category Code
Language Code
Document Date Date

sheet Period_Mapper = !results come in workbooks of their own, tied to activities by numbers of that program
Indicator Identifier
Period Number
Period Identifier

sheet Target_Mapper = !results come in workbooks of their own, tied to activities by numbers of that program
Period Identifier
Target Number
Target Identifier

sheet Actual_Mapper = !results come in workbooks of their own, tied to activities by numbers of that program
Period Identifier
Actual Number
Actual Identifier

sheet Period = !results come in workbooks of their own, tied to activities by numbers of that program
Period Identifier
Period Start Iso Date
Period End Iso Date

sheet Target = !results come in workbooks of their own, tied to activities by numbers of that program
Target Identifier
Value
Comment Narrative
Comment Language
Dimension Name
Dimension Value
Location Reference

sheet Actual = !results come in workbooks of their own, tied to activities by numbers of that program
Actual Identifier
Value
Comment Narrative
Comment Language
Dimension Name
Dimension Value
Location Reference

sheet Target Document Link = !results come in workbooks of their own, tied to activities by numbers of that program
Target Identifier
Url
Format
Title Narrative
Title Language
Description Narrative
Description Language
Category Code
Language Code
Document Date Date

sheet Actual Document Link = !results come in workbooks of their own, tied to activities by numbers of that program
Actual Identifier
Url
Format
Title Narrative
Title Language
Description Narrative
Description Language
Category Code
Language Code
Document Date Date

";
