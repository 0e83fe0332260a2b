//! The checks of the house as a whole: the folder against the table.

use iati::check::house::RULES;

#[test]
fn every_file_of_the_folder_is_in_the_table() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/house");
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = names.map(|e| e.file_name().to_string_lossy().into_owned());
    let mut files: Vec<String> = names
        .filter(|n| n.ends_with(".rs") && n != "mod.rs" && n != "out.rs")
        .map(|n| format!("cf-{}", n.trim_end_matches(".rs").replace('_', "-")))
        .collect();
    let mut ids: Vec<&str> = RULES.iter().map(|r| r.id).collect();
    files.sort();
    ids.sort_unstable();
    assert_eq!(files, ids, "a check is named as its file");
}
