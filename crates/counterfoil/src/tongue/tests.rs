use super::*;
use iati::said::pieces;
use jiff::civil::date;

#[test]
fn each_language_looks_as_its_readers_write_it() {
    for tongue in TONGUES {
        let (number, day) = within(tongue, || (number("-1234567.5"), day(date(2025, 6, 30))));
        let forms = [0u64, 1, 2, 5, 11, 100].map(|n| Speaks::form(&tongue, n));
        let looks = &tongue.language().looks;
        assert_eq!(
            (number.as_str(), day.as_str(), forms),
            (looks.number, looks.day, looks.forms),
            "{tongue:?}"
        );
    }
    assert_eq!(within(spoken("es"), || number("1234")), "1234");
}

fn spoken(code: &str) -> Tongue {
    Tongue::find(code).expect("a language")
}

#[test]
fn a_language_is_found_by_what_is_accepted() {
    let accepted = Tongue::accepted;
    assert_eq!(accepted("fr-CA,fr;q=0.8,en;q=0.5"), Some(spoken("fr")));
    assert_eq!(accepted("de, zh-Hans;q=0.3, es;q=0.7"), Some(spoken("es")));
    assert_eq!(accepted("en;q=0, ar;q=0.1"), Some(spoken("ar")));
    assert_eq!(accepted("de, qps-ploc, *;q=x"), None);
    assert_eq!(Tongue::find("AR"), Some(spoken("ar")));
    assert_eq!(Tongue::find("fra"), None);
}

#[test]
fn a_language_ends_with_what_it_is_set_around() {
    let inner = within(Tongue::MARKED, || {
        (say!("{n: # day|# days} late", n = 2u64), words("Not here"))
    });
    assert_eq!(
        inner,
        ("⟦2 days⟧⟦ late⟧".to_owned(), "⟦Not here⟧".to_owned())
    );
    assert_eq!(here(), Tongue::ENGLISH);
    let _ = std::panic::catch_unwind(|| within(spoken("ar"), || panic!("on purpose")));
    assert_eq!(here(), Tongue::ENGLISH);
}

/// How to write the catalogues anew: `COUNTERFOIL_WORDS=write cargo test -p counterfoil
/// catalogues`. New texts come in empty, to be translated; what no source has goes.
const WRITE: &str = "COUNTERFOIL_WORDS";

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", escaped.replace('\n', "\\n"))
}

fn written(tongue: Tongue, texts: &[gather::Text]) -> String {
    let known = tongue.catalogue().expect("a catalogue");
    let mut out = format!(
        "msgid \"\"\nmsgstr \"\"\n\"Language: {}\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n",
        tongue.code()
    );
    let mut file = "";
    for text in texts {
        if file != text.file {
            file = &text.file;
            out.push_str(&format!("\n# {file}\n"));
        }
        let said = known.get(&text.english).map_or("", String::as_str);
        out.push_str(&format!(
            "\nmsgid {}\nmsgstr {}\n",
            quoted(&text.english),
            quoted(said)
        ));
    }
    out
}

fn file_of(tongue: Tongue) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("words");
    folder.join(format!("{}.po", tongue.code()))
}

/// The names in a pattern, and of those with forms whether each has as many as it may.
fn slots(pattern: &str) -> std::collections::BTreeSet<&str> {
    pieces(pattern)
        .filter_map(|piece| match piece {
            Piece::Slot { name, .. } => Some(name),
            Piece::Text(_) => None,
        })
        .collect()
}

#[test]
fn catalogues_hold_every_text_and_no_other() {
    let texts = gather::texts();
    assert!(texts.len() > 500, "the sources were found");
    let tongues = TONGUES.into_iter().filter(|t| t.catalogue().is_some());
    let mut faults = Vec::new();
    for tongue in tongues {
        let wanted = written(tongue, &texts);
        let path = file_of(tongue);
        if std::env::var_os(WRITE).is_some_and(|v| v == "write") {
            std::fs::write(&path, &wanted).expect("a catalogue is written");
            continue;
        }
        let is_current = std::fs::read_to_string(&path).expect("a catalogue") == wanted;
        if !is_current {
            faults.push(format!("{}: not what the sources hold", path.display()));
        }
        let known = tongue.catalogue().expect("a catalogue");
        for text in &texts {
            match known.get(&text.english) {
                None => faults.push(format!("{}: nothing for “{}”", tongue.code(), text.english)),
                Some(said) if slots(said) != slots(&text.english) => {
                    faults.push(format!("{}: other slots in “{said}”", tongue.code()));
                }
                Some(_) => {}
            }
        }
    }
    let shown: Vec<&String> = faults.iter().take(20).collect();
    assert!(
        faults.is_empty(),
        "{} faults; {WRITE}=write writes the catalogues anew: {shown:#?}",
        faults.len()
    );
}
