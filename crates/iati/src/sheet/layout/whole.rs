//! One text file, an activity over several rows, all its elements side by side: as IATI
//! Publisher takes it, and AidStream, which it came from, took it.
//!
//! Each row that has something of an element is one more of it; a row without an
//! identifier goes on with the activity above. AidStream's columns are a part of these; in
//! them, `Participating Organisation Identifier` is the organisation's own, where there is
//! no column for its reference.

use super::{Column, Layout, Table};

pub(super) fn layouts() -> Vec<Layout> {
    let newer = Layout {
        joins_identifier: true,
        ..Layout::new("iati-publisher-csv", "IATI Publisher, one text file", CSV)
    };
    let mut older = Layout {
        joins_identifier: true,
        ..Layout::new("aidstream-csv", "AidStream, one text file", CSV)
    };
    older.tables.iter_mut().for_each(as_aidstream);
    vec![newer, older]
}

const REFERENCE: &str = "participating organisation reference";
const IDENTIFIER: &str = "participating organisation identifier";

fn as_aidstream(table: &mut Table) {
    let is = |column: &Column, heading: &str| column.headings.iter().any(|h| h == heading);
    let reference = table.columns.iter().position(|c| is(c, REFERENCE));
    let target = reference.map(|at| table.columns.remove(at).target);
    let identifier = table.columns.iter_mut().find(|c| is(c, IDENTIFIER));
    if let (Some(target), Some(column)) = (target, identifier) {
        column.target = target;
    }
}

pub(super) const CSV: &str = "
sheet activities
fills down
Activity Identifier = #id
Activity Default Currency = @default-currency
Activity Default Language = @xml:lang
Humanitarian = @humanitarian
Reporting Org Secondary Reporter = reporting-org/@secondary-reporter
Activity Title = title/narrative
Activity Description (General) = description[@type=1]/narrative
Activity Description (Objectives) = description[@type=2]/narrative
Activity Description (Target Groups) = description[@type=3]/narrative
Activity Description (Others) = description[@type=4]/narrative
Activity Status = activity-status/@code
Actual Start Date = activity-date[@type=2]/@iso-date
Actual End Date = activity-date[@type=4]/@iso-date
Planned Start Date = activity-date[@type=1]/@iso-date
Planned End Date = activity-date[@type=3]/@iso-date
Participating Organisation Role = participating-org/@role
Participating Organisation Reference = participating-org/@ref
Participating Organisation Type = participating-org/@type
Participating Organisation Name = participating-org/narrative
Participating Organisation Identifier = participating-org/@activity-id
Participating Organisation Crs Channel Code = participating-org/@crs-channel-code
Recipient Country Code = recipient-country/@code
Recipient Country Percentage = recipient-country/@percentage
Recipient Country Narrative = recipient-country/narrative
Recipient Region Code = recipient-region/@code
Recipient Region Percentage = recipient-region/@percentage
Recipient Region Vocabulary Uri = recipient-region/@vocabulary-uri
Recipient Region Narrative = recipient-region/narrative
Sector Vocabulary = sector/@vocabulary
Sector Vocabulary URI = sector/@vocabulary-uri
Sector Code = sector/@code
Sector Percentage = sector/@percentage
Sector Narrative = sector/narrative
Transaction Internal Reference = transaction/@ref
Transaction Type = transaction/transaction-type/@code
Transaction Date = transaction/transaction-date/@iso-date
Transaction Value = transaction/value
Transaction Value Date = transaction/value/@value-date
Transaction Description = transaction/description/narrative
Transaction Provider Organisation Identifier = transaction/provider-org/@ref
Transaction Provider Organisation Type = transaction/provider-org/@type
Transaction Provider Organisation Activity Identifier = transaction/provider-org/@provider-activity-id
Transaction Provider Organisation Description = transaction/provider-org/narrative
Transaction Receiver Organisation Identifier = transaction/receiver-org/@ref
Transaction Receiver Organisation Type = transaction/receiver-org/@type
Transaction Receiver Organisation Activity Identifier = transaction/receiver-org/@receiver-activity-id
Transaction Receiver Organisation Description = transaction/receiver-org/narrative
Transaction Sector Vocabulary = transaction/sector/@vocabulary
Transaction Sector Vocabulary URI = transaction/sector/@vocabulary-uri
Transaction Sector Code = transaction/sector/@code
Transaction Sector Narrative = transaction/sector/narrative
Transaction Recipient Country Code = transaction/recipient-country/@code
Transaction Recipient Region Code = transaction/recipient-region/@code
Transaction Recipient Region Vocabulary Uri = transaction/recipient-region/@vocabulary-uri
Policy Marker Vocabulary = policy-marker/@vocabulary
Policy Marker Code = policy-marker/@code
Policy Marker Significance = policy-marker/@significance
Policy Marker Vocabulary Uri = policy-marker/@vocabulary-uri
Policy Marker Narrative = policy-marker/narrative
Activity Scope = activity-scope/@code
Budget Type = budget/@type
Budget Status = budget/@status
Budget Period Start = budget/period-start/@iso-date
Budget Period End = budget/period-end/@iso-date
Budget Value = budget/value
Budget Value Date = budget/value/@value-date
Budget Currency = budget/value/@currency
Related Activity Identifier = related-activity/@ref
Related Activity Type = related-activity/@type
Contact Type = contact-info/@type
Contact Organization = contact-info/organisation/narrative
Contact Department = contact-info/department/narrative
Contact Person Name = !person
Contact Job Title = !person
Contact Telephone = !person
Contact Email = !person
Contact Website = contact-info/website
Contact Mailing Address = !person
Other Identifier Reference = other-identifier/@ref
Other Identifier Type = other-identifier/@type
Owner Org Reference = other-identifier/owner-org/@ref
Owner Org Narrative = other-identifier/owner-org/narrative
Tag Vocabulary = tag/@vocabulary
Tag Code = tag/@code
Tag Vocabulary Uri = tag/@vocabulary-uri
Tag Narrative = tag/narrative
Collaboration Type = collaboration-type/@code
Default Flow Type = default-flow-type/@code
Default Finance Type = default-finance-type/@code
Default Aid Type Vocabulary = default-aid-type/@vocabulary
Default Aid Type Code = default-aid-type/@code
Default Tied Status = default-tied-status/@code
Country Budget Item Vocabulary = country-budget-items/@vocabulary
Budget Item Code = country-budget-items/budget-item/@code
Budget Item Percentage = country-budget-items/budget-item/@percentage
Budget Item Description = country-budget-items/budget-item/description/narrative
Humanitarian Scope Type = humanitarian-scope/@type
Humanitarian Scope Vocabulary = humanitarian-scope/@vocabulary
Humanitarian Scope Vocabulary Uri = humanitarian-scope/@vocabulary-uri
Humanitarian Scope Code = humanitarian-scope/@code
Humanitarian Scope Narrative = humanitarian-scope/narrative
Capital Spend = capital-spend/@percentage
Conditions Attached = conditions/@attached
Condition Type = conditions/condition/@type
Condition Narrative = conditions/condition/narrative
Legacy Data Name = legacy-data/@name
Legacy Data Value = legacy-data/@value
Legacy Data IATI Equivalent = legacy-data/@iati-equivalent
Document Link Url = document-link/@url
Document Link Format = document-link/@format
Document Link Title = document-link/title/narrative
Document Link Description = document-link/description/narrative
Document Link Category = document-link/category/@code
Document Link Language = document-link/language/@code
Document Date = document-link/document-date/@iso-date
Location Reference = location/@ref
Location Reach Code = location/location-reach/@code
Location Id Vocabulary = location/location-id/@vocabulary
Location Id Code = location/location-id/@code
Location Name = location/name/narrative
Location Description = location/description/narrative
Location Activity Description = location/activity-description/narrative
Location Administrative Vocabulary = location/administrative/@vocabulary
Location Administrative Code = location/administrative/@code
Location Administrative Level = location/administrative/@level
Location Point srsName = location/point/@srsName
Pos Latitude = location/point/@latitude
Pos Longitude = location/point/@longitude
Location Exactness = location/exactness/@code
Location Class = location/location-class/@code
Feature Designation = location/feature-designation/@code
Planned Disbursement Type = planned-disbursement/@type
Planned Disbursement Period Start = planned-disbursement/period-start/@iso-date
Planned Disbursement Period End = planned-disbursement/period-end/@iso-date
Planned Disbursement Value = planned-disbursement/value
Planned Disbursement Value Currency = planned-disbursement/value/@currency
Planned Disbursement Value Date = planned-disbursement/value/@value-date
Planned Disbursement Provider Org Reference = planned-disbursement/provider-org/@ref
Planned Disbursement Provider Org Activity Id = planned-disbursement/provider-org/@provider-activity-id
Planned Disbursement Provider Org Type = planned-disbursement/provider-org/@type
Planned Disbursement Provider Org Narrative = planned-disbursement/provider-org/narrative
Planned Disbursement Receiver Org Reference = planned-disbursement/receiver-org/@ref
Planned Disbursement Receiver Org Activity Id = planned-disbursement/receiver-org/@receiver-activity-id
Planned Disbursement Receiver Org Type = planned-disbursement/receiver-org/@type
Planned Disbursement Receiver Org Narrative = planned-disbursement/receiver-org/narrative
";
