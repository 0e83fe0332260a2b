//! AidStream's text files: all elements with their paths as headings, and two forms of
//! transactions alone.

use super::{Layout, Target, tables};
use crate::read::UnitKind;
use crate::sheet::path::Path;

pub(super) fn layouts() -> Vec<Layout> {
    vec![
        Layout {
            mechanical: Some(by_path),
            joins_identifier: false,
            tables: tables(COMPLETE, UnitKind::Activity),
            ..Layout::new("aidstream-complete", "AidStream, complete file", "")
        },
        Layout::new(
            "aidstream-transactions",
            "AidStream, file of transactions",
            TRANSACTIONS,
        ),
        Layout::new("aidstream-results", "AidStream, file of results", RESULTS),
    ]
}

/// All other headings tell their path.
pub(super) const COMPLETE: &str = "
sheet complete
fills down
Activity_IatiIdentifier-text = #id
Activity-last_updated_datetime = !when it was published is told by the import
Activity_Location_Point_Pos-latitude = location/point/@latitude
Activity_Location_Point_Pos-longitude = location/point/@longitude
Activity_HumanitarianScope_Type = humanitarian-scope/@type
Activity_HumanitarianScope_Vocabulary = humanitarian-scope/@vocabulary
Activity_HumanitarianScope_Vocabulary_uri = humanitarian-scope/@vocabulary-uri
Activity_HumanitarianScope_Activity_HumanitarianScope_Code = humanitarian-scope/@code
Activity_HumanitarianScope_Narrative_xml_lang = humanitarian-scope/narrative/@xml:lang
Activity_HumanitarianScope_Narrative_text = humanitarian-scope/narrative
Activity_Humanitarian = @humanitarian
";

/// `Activity_Transaction_ProviderOrg-provider_activity_id`.
fn by_path(heading: &str) -> Option<Target> {
    let rest = heading.trim().strip_prefix("Activity")?;
    let (elements, last) = rest.rsplit_once('-')?;
    let mut path = String::new();
    for name in elements.split('_').filter(|n| !n.is_empty()) {
        // Its one name that is not the standard's.
        let name = match name {
            "OtherActivityIdentifier" => "OtherIdentifier",
            name => name,
        };
        path.push_str(&hyphened(name));
        path.push('/');
    }
    match last {
        "text" => {
            path.pop();
        }
        "xml_lang" => path.push_str("@xml:lang"),
        name => {
            path.push('@');
            path.push_str(&name.replace('_', "-"));
        }
    }
    let first = path.split('/').next()?;
    if first == "contact-info" && !is_of_office(&path) {
        return Some(Target::Person);
    }
    let path = Path::parse(&path, UnitKind::Activity)?;
    Some(Target::Leaf { path, key: None })
}

/// Of a contact, only what is of its organisation.
fn is_of_office(path: &str) -> bool {
    let second = path.split('/').nth(1).unwrap_or_default();
    matches!(second, "organisation" | "department" | "website" | "@type")
}

/// `ProviderOrg` as `provider-org`.
fn hyphened(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

pub(super) const TRANSACTIONS: &str = "
sheet detailed
Activity_Identifier = #id
Activity_Title = title/narrative
Transaction-ref = transaction/@ref
TransactionType-code = transaction/transaction-type/@code
TransactionDate-iso_date = transaction/transaction-date/@iso-date
TransactionValue-currency = transaction/value/@currency
TransactionValue-value_date = transaction/value/@value-date
TransactionValue-text = transaction/value
Description-text = transaction/description/narrative
ProviderOrg-ref = transaction/provider-org/@ref
ProviderOrg-provider_activity_id = transaction/provider-org/@provider-activity-id
ProviderOrg-text = transaction/provider-org/narrative
ReceiverOrg-ref = transaction/receiver-org/@ref
ReceiverOrg-receiver_activity_id = transaction/receiver-org/@receiver-activity-id
ReceiverOrg-text = transaction/receiver-org/narrative
DisbursementChannel-code = transaction/disbursement-channel/@code
Sector-code = transaction/sector/@code
Sector-vocabulary = transaction/sector/@vocabulary
Country-code = transaction/recipient-country/@code
Region-vocabulary = transaction/recipient-region/@vocabulary
Region-code = transaction/recipient-region/@code
FlowType-code = transaction/flow-type/@code
FinanceType-code = transaction/finance-type/@code
AidType-code = transaction/aid-type/@code
TiedStatus-code = transaction/tied-status/@code

sheet simple
Internal Reference = transaction/@ref
Incoming Fund = !no column names the activity
Expenditure = !no column names the activity
Disbursement = !no column names the activity
Commitment = !no column names the activity
Transaction Date = transaction/transaction-date/@iso-date
Transaction Currency = transaction/value/@currency
Description = transaction/description/narrative
Provider Org Name = transaction/provider-org/narrative
Provider Org Reference = transaction/provider-org/@ref
Provider Activity Id = transaction/provider-org/@provider-activity-id
Receiver Org Name = transaction/receiver-org/narrative
Receiver Org Reference = transaction/receiver-org/@ref
Receiver Activity Id = transaction/receiver-org/@receiver-activity-id
";

/// Results of one activity, chosen in that program; the file does not say which.
pub(super) const RESULTS: &str = "
sheet results = !no column names the activity
Type
Aggregation Status
Title
Title Language
Description
Description Language
Results Reference Vocabulary
Results Reference Code
Results Reference URI
Measure
Ascending
Indicator Aggregation Status
Indicator Title
Indicator Title Language
Indicator Description
Indicator Description Language
Reference Vocabulary
Reference Code
Reference URI
Baseline Year
Baseline Value
Baseline Location Ref
Baseline Dimension Name
Baseline Dimension Value
Baseline Comment
Baseline Comment Language
Period Start
Period End
Target Value
Target Location Ref
Target Dimension Name
Target Dimension Value
Target Comment
Target Comment Language
Actual Value
Actual Location Ref
Actual Dimension Name
Actual Dimension Value
Actual Comment
Actual Comment Language
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_their_path() {
        for (heading, expected) in [
            ("Activity_Title_Narrative-text", "title/narrative"),
            (
                "Activity_Transaction_Value-value_date",
                "transaction/value/@value-date",
            ),
            ("Activity-xml_lang", "@xml:lang"),
            ("Activity_ContactInfo_Email-text", "person"),
            ("Activity_ContactInfo_Website-text", "contact-info/website"),
            ("Activity_Colour-text", "none"),
        ] {
            let told = match by_path(heading) {
                Some(Target::Leaf { path, .. }) => path.plain(),
                Some(Target::Person) => "person".to_owned(),
                _ => "none".to_owned(),
            };
            assert_eq!(told, expected, "{heading}");
        }
    }
}
