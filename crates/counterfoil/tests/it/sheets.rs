//! Spreadsheets: the template, what is kept of a workbook, what is refused, and the
//! annotated copy.

use crate::support::{Folder, done, rows, run, shared};
use calamine::{Data, Reader, open_workbook_auto};
use iati::sheet::heading::SHEETS;
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::io::Write;
use std::path::Path;

const HEADS: [&str; 4] = ["activity identifier", "type", "date", "amount"];

/// A workbook of one activity, with rows of transactions: identifier, type, date, amount.
pub(crate) fn workbook(path: &Path, transactions: &[[&str; 4]], extra: Option<(&str, &str)>) {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("organisations").expect("a name");
    for (row, cells) in (0u32..).zip([
        ["identifier", "name", "type", "reports"],
        [
            "XI-TEST-A",
            "Alpha Office (invented)",
            "10 - Government",
            "yes",
        ],
    ]) {
        for (column, cell) in (0u16..).zip(cells) {
            page.write_string(row, column, cell).expect("written");
        }
    }
    let page = book.add_worksheet();
    page.set_name("activities").expect("a name");
    for (row, cells) in (0u32..).zip([
        [
            "activity identifier",
            "title",
            "description",
            "status",
            "actual start",
            "default currency",
            "organisation",
            "role",
        ],
        [
            "XI-TEST-A-1",
            "Clinic",
            "A clinic",
            "2",
            "2021-03-15",
            "EUR",
            "XI-TEST-A",
            "1",
        ],
    ]) {
        for (column, cell) in (0u16..).zip(cells) {
            page.write_string(row, column, cell).expect("written");
        }
    }
    let page = book.add_worksheet();
    page.set_name("transactions").expect("a name");
    let heads = HEADS
        .iter()
        .copied()
        .chain(extra.map(|(heading, _)| heading));
    for (column, head) in (0u16..).zip(heads) {
        page.write_string(0, column, head).expect("written");
    }
    for (row, cells) in (1u32..).zip(transactions) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell.parse::<f64>() {
                Ok(number) if column == 3 => page.write_number(row, column, number),
                _ => page.write_string(row, column, *cell),
            }
            .expect("written");
        }
        if let Some((_, value)) = extra {
            page.write_string(row, 4, value).expect("written");
        }
    }
    book.save(path).expect("saved");
}

#[test]
fn a_template_in_each_language_is_read_back_and_says_nothing() {
    let folder = Folder::new();
    for language in ["en", "fr", "es", "ar", "zh"] {
        let path = folder.arg(&format!("{language}.xlsx"));
        done(&["template", &path, "--language", language]);
        let mut book = open_workbook_auto(&path).expect("a workbook");
        // All sheets, one that explains, one of codes.
        assert_eq!(book.sheet_names().len(), SHEETS.len() + 2);
        let first = book
            .worksheet_range(&book.sheet_names()[1])
            .expect("a sheet");
        assert_eq!(first.width(), SHEETS[0].columns.len());
        let said = folder.import(&[&path]);
        // Nothing but examples: nothing to keep, and no ledger for it.
        assert_eq!(said.status, 1, "{}{}", said.out, said.err);
        assert!(
            said.out.contains("nothing is filled in yet"),
            "{}",
            said.out
        );
    }
    assert!(!folder.path("ledger").exists());
    let again = run(&["template", &folder.arg("en.xlsx")]);
    assert_eq!(again.status, 2);
}

#[test]
fn what_is_right_is_kept_and_every_fault_is_named() {
    let folder = Folder::new();
    let path = folder.path("programme.xlsx");
    let right = ["XI-TEST-A-1", "3 - Disbursement", "2021-04-01", "250000.25"];
    let mut all = vec![right; 300];
    all[99] = ["XI-TEST-A-1", "77", "2021-04-01", "5"];
    all[199] = ["XI-TEST-A-1", "3", "31/04/2021", "5"];
    all[298] = ["XI-TEST-A-1", "3", "2021-04-01", "1,234"];
    workbook(&path, &all, None);
    let arg = folder.arg("programme.xlsx");
    let copy = folder.arg("faults.xlsx");
    let said = folder.import(&[&arg, "--annotate", &copy]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    for place in [
        "transactions!B101",
        "transactions!C201",
        "transactions!D300",
    ] {
        assert!(said.out.contains(place), "{place}: {}", said.out);
    }
    assert!(
        said.out.contains("transactions read             297"),
        "{}",
        said.out
    );
    let answer = folder.ask(&["totals", "--by", "provider"]);
    assert_eq!(rows(&answer).len(), 1);
    annotated(Path::new(&copy));

    // The same bytes change nothing; a corrected workbook supersedes the former.
    let again = folder.import(&[&arg]);
    assert!(
        again.out.contains("already there                   1"),
        "{}",
        again.out
    );
    let settled = folder.import(&[&arg, "--decimal", "comma"]);
    assert!(
        settled.out.contains("transactions read             298"),
        "{}",
        settled.out
    );
    workbook(&path, &[right; 3], None);
    let corrected = folder.import(&[&arg]);
    assert!(
        corrected.out.contains("publications added              1"),
        "{}",
        corrected.out
    );
    assert_eq!(folder.ask(&["transactions"])["total"], 3);
    let publications = folder.ask(&["publications"]);
    let datasets: std::collections::BTreeSet<String> = rows(&publications)
        .iter()
        .map(|row| row["dataset"].to_string())
        .collect();
    assert_eq!(
        (rows(&publications).len(), datasets.len()),
        (3, 1),
        "{publications}"
    );
}

fn annotated(copy: &Path) {
    let mut book = open_workbook_auto(copy).expect("a workbook");
    assert_eq!(
        book.sheet_names(),
        ["faults", "organisations", "activities", "transactions"]
    );
    let list = book.worksheet_range("faults").expect("a list");
    assert_eq!(list.height(), 4);
    let first = list.get_value((1, 0)).expect("a place");
    assert_eq!(first, &Data::String("transactions!B101".to_owned()));
    let rows = book.worksheet_range("transactions").expect("rows");
    assert_eq!(rows.height(), 301);
    let kept = rows.get_value((299, 3)).expect("a value");
    assert_eq!(kept, &Data::String("1,234".to_owned()));
}

#[test]
fn persons_are_refused_and_stand_nowhere() {
    let folder = Folder::new();
    let path = folder.path("programme.xlsx");
    let right = [["XI-TEST-A-1", "3", "2021-04-01", "250000"]; 5];
    for (heading, value) in [
        ("full name", "Ada Example"),
        ("", "Ada Example"),
        ("联系电话", "010-12345678"),
        ("", "0100 555 0199"),
        ("remark", "11010519491231002X"),
    ] {
        workbook(&path, &right, Some((heading, value)));
        let copy = folder.path("faults.xlsx");
        let said = folder.import(&[
            &folder.arg("programme.xlsx"),
            "--annotate",
            &folder.arg("faults.xlsx"),
        ]);
        assert_eq!(said.status, 1, "{heading} {value}: {}", said.out);
        assert!(said.out.contains("transactions!E"), "{}", said.out);
        assert!(
            !said.out.contains(value) && !said.err.contains(value),
            "{}",
            said.out
        );
        let mut book = open_workbook_auto(&copy).expect("a copy");
        let page = book.worksheet_range("transactions").expect("rows");
        let says = |cell: &Data| cell.to_string().contains(value);
        assert!(!page.rows().flatten().any(says), "{value}");
    }
    assert!(!folder.path("ledger").exists());
}

#[test]
fn a_folder_of_text_files_and_formulas_that_went_wrong() {
    let folder = Folder::new();
    folder.write(
        "in/organisations.csv",
        "identifier;name;type;reports\nXI-TEST-A;Alpha;10;yes\n",
    );
    folder.write("in/activities.csv", "\u{feff}activity identifier;title;description;status;actual start;default currency;organisation;role\nXI-TEST-A-1;Clinic;A clinic;2;2021-03-15;EUR;XI-TEST-A;1\n");
    folder.write("in/transactions.csv", "activity identifier;type;date;amount\nXI-TEST-A-1;3;2021-04-01;1.234,50\n\nXI-TEST-A-1;3;2021-04-02;1.234\n");
    let said = folder.import(&[&folder.arg("in")]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(
        said.out.contains("transactions read               2"),
        "{}",
        said.out
    );
    assert!(said.out.contains("0 faults"), "{}", said.out);

    let path = folder.path("b.xlsx");
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("activities").expect("a name");
    for (column, head) in (0u16..).zip(["activity identifier", "title", "country share"]) {
        page.write_string(3, column, head).expect("written");
    }
    page.write_string(4, 0, "XI-TEST-A-1").expect("written");
    page.write_formula(4, 1, Formula::new("=A1").set_result("Clinic"))
        .expect("written");
    page.write_formula(4, 2, Formula::new("=1/0").set_result("#DIV/0!"))
        .expect("written");
    let share = Format::new().set_num_format("0%");
    page.write_string(5, 0, "XI-TEST-A-1").expect("written");
    page.write_number_with_format(5, 2, 0.4, &share)
        .expect("written");
    book.save(&path).expect("saved");
    let said = folder.import(&[&folder.arg("b.xlsx")]);
    assert_eq!(said.status, 1, "{}", said.out);
    assert!(
        !said.out.contains("activities!B5"),
        "a formula's last value is read: {}",
        said.out
    );
    assert!(said.out.contains("activities!C5"), "{}", said.out);
}

#[test]
fn what_cannot_be_opened_is_told() {
    let folder = Folder::new();
    let bad = folder.write("a.xlsx", "this is no workbook");
    let latin = folder.write("b.csv", b"identifier,name\nX,Montr\xe9al\n");
    for path in [&bad, &latin] {
        let said = folder.import(&[path]);
        assert_eq!(said.status, 2, "{}", said.out);
        assert!(said.err.contains(path.as_str()), "{}", said.err);
    }
    let far = folder.path("far.xlsx");
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_string(0, 0, "activity identifier")
        .expect("written");
    page.write_string(1_048_575, 16_383, "far away")
        .expect("written");
    book.save(&far).expect("saved");
    let said = folder.import(&[&folder.arg("far.xlsx")]);
    assert_eq!(said.status, 2, "{}", said.out);
    assert!(said.err.contains("2048"), "{}", said.err);
}

/// Templates that offices use, with their filled examples.
#[test]
fn known_templates() {
    let Some(shared) = shared() else {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no folder “shared” beside the checkout"
        );
        return;
    };
    let templates = shared.join("data/reference/templates");
    let publisher = [
        "--publisher",
        "XI-TEST-A",
        "--publisher-name",
        "Alpha",
        "--publisher-type",
        "10",
    ];
    for (file, layout, activities, options) in [
        (
            "iati-publisher/filled-Activity.xlsx",
            "IATI Publisher, workbook of activities",
            1,
            &[][..],
        ),
        (
            "iati-publisher/filled-complete.csv",
            "IATI Publisher, one text file",
            2,
            &["--day-order", "day-first"][..],
        ),
        (
            "iati-publisher/filled-Result.xlsx",
            "IATI Publisher, workbook of results",
            0,
            &[],
        ),
        (
            "iati-publisher/filled-Indicator.xlsx",
            "IATI Publisher, workbook of results",
            0,
            &[],
        ),
        (
            "iati-publisher/filled-Period.xlsx",
            "IATI Publisher, workbook of results",
            0,
            &[],
        ),
        (
            "aidstream/complete-V203.csv",
            "AidStream, complete file",
            0,
            &[],
        ),
        (
            "aidstream/transaction-V203.csv",
            "AidStream, one text file",
            0,
            &[],
        ),
        (
            "aidstream/result-V203.csv",
            "AidStream, file of results",
            0,
            &[],
        ),
    ] {
        let path = templates.join(file);
        if !path.exists() {
            continue;
        }
        let folder = Folder::new();
        let path = path.display().to_string();
        let mut arguments = vec![path.as_str()];
        arguments.extend(publisher);
        arguments.extend(options);
        let said = folder.import(&arguments);
        assert!(said.out.contains(layout), "{file}: {}", said.out);
        let read = format!("{:20} {activities:>12}", "activities read");
        assert!(
            activities == 0 || said.out.contains(&read),
            "{file}: {}",
            said.out
        );
        assert!(
            !said.out.contains("nobody knows this heading"),
            "{file}: {}",
            said.out
        );
        assert!(!said.out.contains("mailinator"), "{file}");
    }
}

#[test]
fn the_workbook_itself_is_not_written_over() {
    let folder = Folder::new();
    let path = folder.path("work.xlsx");
    workbook(&path, &[["XI-TEST-A-1", "3", "2024-01-01", "5"]], None);
    let before = std::fs::read(&path).expect("a workbook");
    let arg = folder.arg("work.xlsx");
    let said = folder.import(&[&arg, "--annotate", &arg]);
    assert_ne!(said.status, 0);
    assert!(said.err.contains("the workbook itself"), "{}", said.err);
    assert_eq!(std::fs::read(&path).expect("a workbook"), before);
}

#[test]
fn a_workbook_under_another_name_takes_no_place_and_that_is_said() {
    let folder = Folder::new();
    let fill = |name: &str, activities: &[u32]| {
        let organisations = "identifier;name;type;reports\nXI-TEST-A;Alpha;10;yes\n";
        folder.write(&format!("{name}/organisations.csv"), organisations);
        let head = "activity identifier;title;description;status;actual start;default currency;organisation;role\n";
        let rows = activities
            .iter()
            .map(|n| format!("XI-TEST-A-{n};Clinic {n};A clinic;2;2021-03-15;EUR;XI-TEST-A;1\n"));
        let text = format!("{head}{}", rows.collect::<String>());
        folder.write(&format!("{name}/activities.csv"), text);
        folder.arg(name)
    };
    let first = folder.import(&[&fill("first", &[1, 2])]);
    assert!(!first.err.contains("another workbook"), "{}", first.err);
    let second = folder.import(&[&fill("second", &[1])]);
    assert!(
        second.err.contains("XI-TEST-A/first is another workbook of this publisher and counts beside XI-TEST-A/second, with 1 unit that only it holds"),
        "{}",
        second.err
    );
    // What both hold counts once; what was taken out counts on.
    let count = || rows(&folder.ask(&["activities"])).len();
    assert_eq!(count(), 2);
    let third = folder.import(&[&fill("third", &[1]), "--dataset", "XI-TEST-A/first"]);
    assert_eq!(third.status, 0, "{}", third.err);
    assert_eq!(count(), 1);
}
