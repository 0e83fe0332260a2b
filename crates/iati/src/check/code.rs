//! Codelist checks: whether a value is on the list it should be on.

use super::Sight;
use super::bucket::Buckets;
use super::draft::{Drafts, Fault, Verdict, short};
use super::path::{Base, Path, Spot};
use crate::codelist::{self, CodeCheck, Codelist, Condition};
use crate::finding::{Finding, Severity};
use crate::legacy;
use crate::position::Position;
use crate::read::{Context, Element, UnitKind};
use crate::version::Version;
use std::collections::HashMap;

/// Different wrong values of one unit for which it is searched what was meant.
const MOST_MEANT: usize = 1000;
/// Longer values are like no code.
const LONGEST_SLIP: usize = 60;

/// All codelist checks, ready to be used.
pub(super) struct Codes {
    checks: Vec<Ready>,
    /// Checks of attributes of the document element.
    of_root: Vec<CodeCheck>,
    /// Checks of attributes that may stand on any element (`//@xml:lang`).
    anywhere: Vec<(CodeCheck, &'static str, &'static Codelist)>,
}

struct Ready {
    unit: UnitKind,
    check: CodeCheck,
    path: Path,
    list: &'static Codelist,
}

/// What was meant by a wrong value, remembered: it is searched for only once in
/// a unit.
type Meant = HashMap<(&'static str, String), Vec<&'static str>>;

impl Codes {
    pub(super) fn new(buckets: &mut Buckets) -> Self {
        let mut codes = Self {
            checks: Vec::new(),
            of_root: Vec::new(),
            anywhere: Vec::new(),
        };
        for check in codelist::checks() {
            codes.add(check, buckets);
        }
        codes
    }

    fn add(&mut self, check: CodeCheck, buckets: &mut Buckets) {
        let Some(list) = codelist::list(check.list) else {
            return;
        };
        let units = [UnitKind::Activity, UnitKind::Organisation];
        let below = |unit: &UnitKind| Some((*unit, rest_of(check.path, unit.element())?));
        if let Some(attribute) = check.path.strip_prefix("//@") {
            self.anywhere.push((check, attribute, list));
        } else if let Some((unit, rest)) = units.iter().find_map(below) {
            let path = Path::parse(rest, &Base::of(unit, "."), buckets);
            self.checks.push(Ready {
                unit,
                check,
                path,
                list,
            });
        } else {
            self.of_root.push(check);
        }
    }

    pub(super) fn judge(&self, sight: &Sight<'_>, out: &mut Drafts) {
        let mut meant = Meant::new();
        let root = sight.tree.root();
        for ready in &self.checks {
            if ready.path.is_empty(&sight.sorted)
                || ready.unit != sight.unit.kind
                || !ready.check.versions.contains(sight.version)
            {
                continue;
            }
            let spots = ready.path.select(&sight.sorted, root);
            let spots = spots.filter(|s| holds(ready.check.condition.as_ref(), s.element));
            judge(&ready.check, ready.list, spots, sight, &mut meant, out);
        }
        for (check, attribute, list) in &self.anywhere {
            let elements = sight.tree.elements();
            let spots = elements.filter_map(|e| Spot::of_attribute(e, attribute));
            judge(check, list, spots, sight, &mut meant, out);
        }
    }

    /// Judges a unit of 1.0x by the lists of 2.01 and the codes that 2.01 replaced:
    /// all other lists are the same.
    pub(super) fn judge_old(&self, sight: &Sight<'_>, out: &mut Drafts) {
        let root = sight.tree.root();
        for ready in &self.checks {
            if ready.unit != sight.unit.kind || !ready.check.versions.contains(Version::V2_01) {
                continue;
            }
            for spot in ready.path.select(&sight.sorted, root) {
                let value = spot.text();
                let known =
                    ready.list.get(&value).is_some() || legacy::is_known(ready.list.name, &value);
                if !known && holds(ready.check.condition.as_ref(), spot.element) {
                    out.add(
                        OLD,
                        &Fault::at(spot, old_message(&ready.check, &value)),
                        sight,
                    );
                    if let Some(finding) = out.last() {
                        finding.codelist = Some(ready.check.list);
                    }
                }
            }
        }
    }

    /// Judges the attributes of the document element.
    pub(super) fn judge_root(&self, context: &Context, version: Version, out: &mut Vec<Finding>) {
        let own = self.of_root.iter().filter_map(|check| {
            let attribute = check.path.strip_prefix(context.root.as_str())?;
            Some((check, attribute.strip_prefix("/@")?))
        });
        let anywhere = self.anywhere.iter().map(|(check, name, _)| (check, *name));
        for (check, attribute) in own.chain(anywhere) {
            let value = context.attribute(attribute);
            let list = codelist::list(check.list);
            if let (Some(value), Some(list)) = (value, list)
                && check.versions.contains(version)
                && !is_allowed(list, value, version)
            {
                let path = format!("{}/@{attribute}", context.root);
                let mut finding = of_root(check, list, value, version, path);
                finding.at = context.attribute_place(attribute);
                out.push(finding);
            }
        }
    }
}

const OLD: Verdict = Verdict {
    rule: "cf-old-code",
    severity: Severity::Advisory,
    category: "schema",
};

fn old_message(check: &CodeCheck, value: &str) -> String {
    let value = short(value);
    format!("“{value}” was not on the codelist {} of 1.0x", check.list)
}

/// What follows the unit's own element in a path; `.` for nothing.
fn rest_of(path: &'static str, element: &str) -> Option<&'static str> {
    match path.strip_prefix(element)? {
        "" => Some("."),
        rest => rest.strip_prefix('/').map(own_text),
    }
}

/// `crs-add/channel-code/text()` asks for the text as a value, so also for an
/// empty one.
fn own_text(path: &'static str) -> &'static str {
    path.strip_suffix("/text()").unwrap_or(path)
}

fn is_allowed(list: &Codelist, value: &str, version: Version) -> bool {
    let code = list.get(value);
    code.is_some_and(|c| c.versions.contains(version))
}

fn judge<'a>(
    check: &CodeCheck,
    list: &'static Codelist,
    spots: impl Iterator<Item = Spot<'a>>,
    sight: &Sight<'a>,
    meant: &mut Meant,
    out: &mut Drafts,
) {
    // Most values are those of the element before.
    let mut right = None;
    for spot in spots {
        let value = spot.text();
        if is_hidden(&spot) {
            let message = format!(
                "“{}” is lost to other programs: remove the attributes beside the code",
                short(&value)
            );
            out.add(verdict(check), &Fault::at(spot, message), sight);
            if let Some(finding) = out.last() {
                finding.codelist = Some(check.list);
            }
            continue;
        }
        if right.as_ref() == Some(&value) {
            continue;
        }
        if is_allowed(list, &value, sight.version) {
            right = Some(value);
            continue;
        }
        let shown = short(&value);
        let near = what_was_meant(list, shown, sight.version, meant);
        let fault = Fault::at(spot, message(check, shown, sight.version, &near));
        out.add(verdict(check), &fault, sight);
        if let Some(finding) = out.last() {
            finding.codelist = Some(check.list);
            finding.allowed = near.into_iter().map(str::to_owned).collect();
        }
    }
}

fn verdict(check: &CodeCheck) -> Verdict {
    Verdict {
        rule: check.id,
        severity: Severity::Error,
        category: check.category,
    }
}

/// A code that is an element's text is not found by the official validator, nor by
/// others that read XML into plain structures, if attributes stand beside it.
fn is_hidden(spot: &Spot<'_>) -> bool {
    spot.attribute.is_none() && spot.element.attributes().next().is_some()
}

fn what_was_meant(
    list: &'static Codelist,
    value: &str,
    version: Version,
    meant: &mut Meant,
) -> Vec<&'static str> {
    let key = (list.name, value.to_owned());
    if let Some(known) = meant.get(&key) {
        return known.clone();
    }
    if meant.len() >= MOST_MEANT {
        return Vec::new();
    }
    let near = nearest(list, value, version);
    meant.insert(key, near.clone());
    near
}

fn nearest(list: &Codelist, value: &str, version: Version) -> Vec<&'static str> {
    if value.len() > LONGEST_SLIP {
        return Vec::new();
    }
    list.nearest(value, version)
}

fn message(check: &CodeCheck, value: &str, version: Version, near: &[&'static str]) -> String {
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", near.join(", "))
    };
    format!(
        "“{value}” is not on the codelist {} of {version}{hint}",
        check.list
    )
}

fn of_root(
    check: &CodeCheck,
    list: &Codelist,
    value: &str,
    version: Version,
    path: String,
) -> Finding {
    let near = nearest(list, value, version);
    Finding {
        rule: check.id,
        severity: Severity::Error,
        category: check.category,
        unit: None,
        identifier: None,
        at: Position::START,
        path,
        value: Some(short(value).to_owned()),
        also: Vec::new(),
        message: message(check, short(value), version, &near),
        codelist: Some(check.list),
        allowed: near.into_iter().map(str::to_owned).collect(),
    }
}

fn holds(condition: Option<&Condition>, element: Element<'_>) -> bool {
    let Some(condition) = condition else {
        return true;
    };
    let holder = if condition.of_parent {
        element.parent()
    } else {
        Some(element)
    };
    let value = holder
        .and_then(|e| e.attr(condition.attribute))
        .filter(|v| !v.is_empty())
        .or(condition.default);
    value == Some(condition.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Checker, Settings, Standing};
    use crate::read::{Tree, Unit};
    use std::sync::Arc;

    const VERSIONS: [Version; 3] = [Version::V2_03, Version::V2_02, Version::V2_01];

    /// A unit with one value at the place of a check, and what its condition asks.
    fn document(check: &CodeCheck, value: &str) -> String {
        let mut names: Vec<&str> = check.path.split('/').filter(|s| *s != "text()").collect();
        let attribute = names.pop_if(|n| n.starts_with('@'));
        let value = value.replace('&', "&amp;").replace('<', "&lt;");
        let (mut own, mut of_parent) = (String::new(), String::new());
        if let Some(condition) = &check.condition {
            let holder = if condition.of_parent {
                &mut of_parent
            } else {
                &mut own
            };
            *holder = format!(" {}='{}'", condition.attribute, condition.value);
        }
        let mut inside = match attribute {
            Some(name) => {
                own += &format!(" {}=\"{value}\"", &name[1..]);
                String::new()
            }
            None => value,
        };
        for (up, name) in names.iter().rev().enumerate() {
            let attributes = [own.as_str(), of_parent.as_str()].get(up).copied();
            inside = format!("<{name}{}>{inside}</{name}>", attributes.unwrap_or(""));
        }
        inside
    }

    fn found(checker: &Checker, check: &CodeCheck, version: Version, value: &str) -> usize {
        let source = document(check, value);
        let context = Arc::new(Context::default());
        let Ok(tree) = Tree::parse(source.clone(), &context) else {
            return usize::MAX;
        };
        let kind = match tree.root().name() {
            "iati-activity" => UnitKind::Activity,
            _ => UnitKind::Organisation,
        };
        let unit = Unit {
            kind,
            ordinal: 1,
            start: Position::START,
            own_namespace: None,
            source: Ok(source),
            context,
        };
        let judged = checker.unit(&unit, &tree, Standing::Checked(version));
        let all = judged.findings.iter();
        all.filter(|f| f.rule == check.id && f.codelist == Some(check.list))
            .count()
    }

    #[test]
    fn every_check_finds_a_wrong_code_and_passes_a_right_one() {
        let checker = Checker::new(Settings::at(jiff::Timestamp::UNIX_EPOCH));
        let of_units = |c: &CodeCheck| {
            let units = ["iati-activity/", "iati-organisation/"];
            units.iter().any(|unit| c.path.starts_with(unit))
        };
        let mut count = 0;
        for check in codelist::checks().into_iter().filter(of_units) {
            let applies = |v: &&Version| check.versions.contains(**v);
            for version in VERSIONS.iter().filter(applies) {
                let at = format!("{} {} {version}", check.id, check.path);
                assert_eq!(found(&checker, &check, *version, "no code"), 1, "{at}");
                let codes = codelist::list(check.list).map_or(&[][..], |l| &l.codes);
                let right = codes.iter().find(|c| c.versions.contains(*version));
                let code = right.map_or("", |c| c.code);
                assert_eq!(found(&checker, &check, *version, code), 0, "{at}: {code}");
            }
            count += 1;
        }
        assert!(count > 100, "{count} checks");
    }

    #[test]
    fn languages_anywhere_and_on_the_root() {
        let checker = Checker::new(Settings::at(jiff::Timestamp::UNIX_EPOCH));
        let mut context = Context {
            root: "iati-activities".to_owned(),
            ..Context::default()
        };
        let attributes = [("version", "2.03"), ("xml:lang", "EN")];
        context.attributes = attributes
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .to_vec();
        let mut out = Vec::new();
        checker.root(&context, &mut out);
        let said: Vec<_> = out.iter().map(|f| (f.rule, f.path.as_str())).collect();
        assert_eq!(said, [("9.95.1", "iati-activities/@xml:lang")]);
        assert_eq!(out[0].allowed, ["en"]);
    }
}
