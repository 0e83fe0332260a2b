//! Who may write over the network, and what happens to whoever tries otherwise; what
//! was written can be changed by nobody unseen.

use crate::persons::everything;
use crate::support::{Folder, activity, document, done, payment, rows, run};
use crate::web::{PAGES, Server};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

/// A match of the demo that waits for somebody.
const MATCH: &str = "2crvwfyyxhsw";

const METHODS: &[&str] = &[
    "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MKCOL", "COPY", "BREW",
];

/// Heads that a clever sender forges.
const FORGED: &[&[&str]] = &[
    &[],
    &["Origin: http://127.0.0.1", "Sec-Fetch-Site: same-origin"],
    &["Origin: null"],
    &["X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1"],
    &["Forwarded: for=127.0.0.1;host=localhost;proto=http"],
    &["X-Forwarded-Host: localhost", "X-Forwarded-Proto: https"],
    &["X-HTTP-Method-Override: POST", "X-Original-URL: /decide"],
    &["Cookie: token=admin; session=1"],
];

/// Sends these bytes; the status, 0 if the connection was closed without one.
fn raw(address: &str, request: &str) -> u16 {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let patience = Some(Duration::from_secs(60));
    stream.set_read_timeout(patience).expect("a timeout");
    // A server that refuses may close before all is sent.
    let _ = stream.write_all(request.as_bytes());
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(64)]).into_owned();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
    status.unwrap_or(0)
}

fn ask(address: &str, method: &str, target: &str, heads: &[&str], body: &str) -> u16 {
    let host = match heads.iter().any(|h| h.starts_with("Host:")) {
        true => String::new(),
        false => format!("Host: {address}\r\n"),
    };
    let more: String = heads.iter().map(|h| format!("{h}\r\n")).collect();
    let length = match body {
        "" => String::new(),
        body => format!("Content-Length: {}\r\n", body.len()),
    };
    let head = format!("{method} {target} HTTP/1.1\r\n{host}Connection: close\r\n{length}{more}");
    raw(address, &format!("{head}\r\n{body}"))
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

/// The bytes of every file of a ledger, but for what SQLite shares between readers.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.display().to_string();
            match path.is_dir() {
                true => folders.push(path),
                false if name.ends_with("-shm") => {}
                false => found.push((name, std::fs::read(&path).expect("a file"))),
            }
        }
    }
    found.retain(|(name, bytes)| !(name.ends_with("-wal") && bytes.is_empty()));
    found.sort();
    found
}

/// Every address there is: what the API's description names, in every format, the
/// pages, what they load, and some that somebody might try.
fn targets(server: &Server) -> BTreeSet<String> {
    let described: serde_json::Value =
        serde_json::from_str(&server.get("/openapi.json").text()).expect("JSON");
    let mut all: BTreeSet<String> = PAGES.iter().map(|p| (*p).to_owned()).collect();
    for path in described["paths"].as_object().expect("paths").keys() {
        let path = path
            .replace("{identifier}", "XI-IATI-DEMO-HCO-2023-001")
            .replace("{reference}", "XI-IATI-DEMO-LKM")
            .replace("{number}", "80");
        let stem = path.split('.').next().unwrap_or(&path).to_owned();
        all.extend(["json", "csv", "xlsx", "svg", "png", "dot"].map(|f| format!("{stem}.{f}")));
        all.insert(stem);
    }
    let home = server.get("/").text();
    for part in home.split("/assets/").skip(1) {
        let name = part.split(['"', '\'', ')']).next().unwrap_or("");
        all.insert(format!("/assets/{name}"));
    }
    let tried = [
        "/decide",
        "/decide.json",
        "/decide/",
        "//decide",
        "/Decide",
        "/queue.json",
        "/queue.csv",
        "/queue.xlsx",
        "/home.json",
        "/favicon.ico",
        "/robots.txt",
        "/import",
        "/ledger",
        "/token",
        "/tokens.json",
        "/statements",
        "/redact",
        "/programme",
        "/record.sqlite",
        "/assets/../record.sqlite",
        "/assets/..%2frecord.sqlite",
        "/..%2f..%2fetc%2fpasswd",
        "/%00",
    ];
    all.extend(tried.map(str::to_owned));
    all
}

#[test]
fn a_public_server_is_changed_by_nobody() {
    let folder = Folder::new();
    done(&["demo", "--no-serve", "--ledger", &folder.arg("ledger")]);
    let by = ["--by", "county office", "--ledger", &folder.arg("ledger")];
    let token = done(&[&["ledger", "token", "add"][..], &by].concat());
    let token = token.trim().to_owned();
    let server = Server::start(folder, &["--public"]);
    let before = files(&server.ledger());
    assert!(before.len() > 10, "{}", before.len());
    let form = format!("verdict=accept&name={MATCH}&by=data+desk&note=agreed&token={token}");
    let all = targets(&server);
    assert!(all.len() > 250, "{}", all.len());
    for (at, target) in all.iter().enumerate() {
        for method in ["GET", "HEAD"] {
            let status = ask(
                &server.address,
                method,
                target,
                FORGED[at % FORGED.len()],
                "",
            );
            assert!((200..500).contains(&status), "{method} {target}: {status}");
        }
        for method in METHODS {
            let mut heads = FORGED[at % FORGED.len()].to_vec();
            heads.push(FORM);
            let status = ask(&server.address, method, target, &heads, &form);
            assert!((400..500).contains(&status), "{method} {target}: {status}");
        }
    }

    // The one address that takes anything takes nothing here, whatever is said.
    let bearer = format!("Authorization: Bearer {token}");
    let json = format!(r#"{{"verdict":"accept","name":"{MATCH}","token":"{token}"}}"#);
    let parts = format!(
        "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--x--\r\n"
    );
    let kinds = [
        (FORM, form.as_str()),
        ("Content-Type: application/json", json.as_str()),
        ("Content-Type: multipart/form-data; boundary=x", &parts),
        ("Content-Type: text/plain", form.as_str()),
        ("Accept: application/json", form.as_str()),
        (bearer.as_str(), "verdict=accept&name=2crvwfyyxhsw"),
    ];
    let hosts = ["localhost", "127.0.0.1:80", "[::1]", "ledger.example", ""];
    for (kind, body) in kinds {
        for forged in FORGED {
            for host in hosts {
                let host = format!("Host: {host}");
                let heads = [forged, &[host.as_str(), kind][..]].concat();
                for target in ["/decide", "/decide?undo=1", "http://localhost/decide"] {
                    let status = ask(&server.address, "POST", target, &heads, body);
                    assert!((400..500).contains(&status), "{heads:?} {target}: {status}");
                }
            }
        }
    }
    // Bodies in chunks, of two lengths, and none.
    let chunks = format!("{:x}\r\n{form}\r\n0\r\n\r\n", form.len());
    for (heads, body) in [
        ("Transfer-Encoding: chunked\r\n", chunks.as_str()),
        (
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            &chunks,
        ),
        ("Content-Length: 5\r\nContent-Length: 6\r\n", "undo=1"),
        ("", ""),
    ] {
        let host = &server.address;
        let head = format!("POST /decide HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        let status = raw(host, &format!("{head}{heads}\r\n{body}"));
        assert!(status == 0 || (400..500).contains(&status), "{status}");
    }
    assert!(server.get("/").status == 200);
    let after = files(&server.ledger());
    let names = |all: &[(String, Vec<u8>)]| all.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after));
    let changed: Vec<&String> = before
        .iter()
        .zip(&after)
        .filter(|(a, b)| a.1 != b.1)
        .map(|(a, _)| &a.0)
        .collect();
    assert!(changed.is_empty(), "{changed:?}");
}

fn statements(ledger: &Path) -> Vec<serde_json::Value> {
    let ledger = ledger.display().to_string();
    let text = done(&[
        "ledger",
        "statements",
        "--format",
        "json",
        "--ledger",
        &ledger,
    ]);
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn from_this_machine_means_a_page_of_ours_and_nothing_that_looks_like_it() {
    let server = Server::demo();
    let before = statements(&server.ledger());
    let form = format!("verdict=accept&name={MATCH}&by=data+desk");
    let own = format!("Host: {}", server.address);
    let port = server.address.rsplit(':').next().unwrap_or("");
    let rebound = format!("Host: ledger.example:{port}");
    let rebound_origin = format!("Origin: http://ledger.example:{port}");
    let like = format!("Host: 127.0.0.1.example:{port}");
    let other_port = "Origin: http://127.0.0.1:1";
    let secure = format!("Origin: https://{}", server.address);
    let refused: &[&[&str]] = &[
        &[&rebound],
        &[&rebound, &rebound_origin],
        &[&rebound, &rebound_origin, "Sec-Fetch-Site: same-origin"],
        &[&like],
        &["Host: "],
        &["Host: localhost.example"],
        &["Host: 192.0.2.7"],
        &["Host: [::1].example"],
        &[&own, "Origin: null"],
        &[&own, other_port],
        &[&own, &secure],
        &[&own, "Origin: http://ledger.example"],
        &[&own, "Sec-Fetch-Site: cross-site"],
        &[&own, "Sec-Fetch-Site: same-site"],
        &[&own, "X-Forwarded-For: 127.0.0.1"],
        &[&own, "Forwarded: for=127.0.0.1"],
    ];
    for heads in refused {
        let heads = [*heads, &[FORM]].concat();
        let status = ask(&server.address, "POST", "/decide", &heads, &form);
        assert_eq!(status, 403, "{heads:?}");
    }
    // Nothing is decided by an address that is only looked at.
    for method in ["GET", "HEAD"] {
        let target = format!("/decide?{form}");
        assert_eq!(ask(&server.address, method, &target, &[], ""), 405);
    }
    assert_eq!(statements(&server.ledger()), before);
    let origin = format!("Origin: http://{}", server.address);
    let heads = [own.as_str(), &origin, "Sec-Fetch-Site: same-origin", FORM];
    assert_eq!(ask(&server.address, "POST", "/decide", &heads, &form), 303);
    let after = statements(&server.ledger());
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(
        after.last().map(|s| &s["author"]),
        Some(&"data desk".into())
    );
}

#[test]
fn a_token_stands_nowhere_and_decides_in_the_name_of_its_office() {
    let folder = Folder::new();
    done(&["demo", "--no-serve", "--ledger", &folder.arg("ledger")]);
    let by = ["--by", "county office", "--ledger", &folder.arg("ledger")];
    let token = done(&[&["ledger", "token", "add"][..], &by].concat());
    let token = token.trim().to_owned();
    // Where others reach the port, this machine counts no more than they do.
    let mut server = Server::listen(folder, "0.0.0.0:0", &["--log"]);
    let before = statements(&server.ledger());
    let form = format!("verdict=accept&name={MATCH}&by=data+desk");
    let with = format!("{form}&token={token}");
    let address = server.address.clone();
    let post = |target: &str, more: &[&str], body: &str| {
        ask(&address, "POST", target, &[more, &[FORM]].concat(), body)
    };
    let bearer = format!("Authorization: Bearer {token}");
    let cookie = format!("Cookie: token={token}");
    assert_eq!(post("/decide", &["Host: localhost"], &form), 403);
    assert_eq!(post("/decide", &[&bearer, &cookie], &form), 403);
    assert_eq!(post(&format!("/decide?token={token}"), &[], &form), 403);
    for wrong in [&token[1..], &token.to_uppercase(), "%00", "' OR 1=1 --"] {
        let with = format!("{form}&token={wrong}");
        assert_eq!(post("/decide", &[], &with), 403, "{wrong}");
    }
    assert_eq!(statements(&server.ledger()), before);
    assert_eq!(post("/decide", &[], &with), 303);
    let after = statements(&server.ledger());
    assert_eq!(after.len(), before.len() + 1);
    // The office of the token, whoever the form says that it is.
    let author = |at: usize| after[at]["author"].as_str().unwrap_or("").to_owned();
    assert_eq!(author(before.len()), "county office");
    let undo = format!("undo={}&token={token}", after.len());
    assert_eq!(post("/decide", &["Accept: application/json"], &undo), 201);
    assert!(
        statements(&server.ledger())
            .iter()
            .all(|s| s["author"] != "")
    );

    let said = server.said();
    assert!(
        said.contains("\"route\":\"/decide\"") && !said.contains(&token),
        "{said}"
    );
    let found: Vec<String> = files(&server.ledger())
        .into_iter()
        .filter(|(_, bytes)| bytes.windows(token.len()).any(|w| w == token.as_bytes()))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(found, Vec::<String>::new());
    everything(&server.ledger(), &mut |text| {
        assert!(!text.contains(&token))
    });
}

/// A small ledger with a row in every table, and a publication after the last statement.
fn whole() -> Folder {
    let folder = Folder::new();
    let ledger = folder.arg("ledger");
    let contact = "<contact-info><person-name><narrative>Zelda Quimby-Example</narrative></person-name></contact-info>";
    let file = |name: &str, day: &str, amount: &str| {
        let content = format!("{contact}{}", payment("3", "2024-01-01", amount));
        let deep = "<a>".repeat(3000) + &"</a>".repeat(3000);
        let text = document(&(activity(1, &content) + &activity(2, &deep)));
        folder.write(name, text.replace("2025-06-30", day))
    };
    let one = file("acts-1.xml", "2025-01-31", "5");
    let two = file("acts-2.xml", "2025-02-28", "6");
    assert_eq!(folder.import(&[&one, &two]).status, 0);
    let by = [
        "--by",
        "data desk",
        "--note",
        "told by letter",
        "--ledger",
        &ledger,
    ];
    let rates = folder.write(
        "desk.csv",
        "date,currency,rate\n2025-01-31,EUR,0.9\n2025-02-28,EUR,0.91\n",
    );
    done(
        &[
            &["ledger", "dataset", "move", "1", "--to", "other"][..],
            &by,
        ]
        .concat(),
    );
    done(&[&["ledger", "dataset", "withdraw", "2"][..], &by].concat());
    done(&[&["ledger", "statements", "undo", "2"][..], &by].concat());
    let kept = run(&[&["rates", "import", &rates][..], &by].concat());
    let also = folder.write("also", "Quay 1\n");
    let reason = ["--reason", "asked for", "--ledger", &ledger];
    done(&[&["ledger", "redact", "--also", &also][..], &reason].concat());
    let three = file("acts-3.xml", "2025-03-31", "7");
    assert_eq!(folder.import(&[&three]).status, 0);
    assert_eq!(run(&["ledger", "verify", "--ledger", &ledger]).status, 0);
    assert_eq!(kept.status, 0, "{}{}", kept.out, kept.err);
    folder
}

/// Another value that the column takes.
fn other(value: Value) -> Value {
    match value {
        Value::Null => Value::Integer(1),
        Value::Integer(n) => Value::Integer(n ^ 1),
        Value::Real(n) => Value::Real(n + 1.0),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Blob(mut bytes) => {
            match bytes.last_mut() {
                Some(last) => *last ^= 1,
                None => bytes.push(1),
            }
            Value::Blob(bytes)
        }
    }
}

#[test]
fn no_column_of_any_row_is_changed_unseen() {
    let folder = whole();
    let path = folder.path("ledger/record.sqlite");
    let sound = std::fs::read(&path).expect("a record");
    let record = Connection::open(&path).expect("a record");
    let names = |sql: &str| -> Vec<String> {
        let mut asked = record.prepare(sql).expect("a question");
        asked
            .query_map([], |r| r.get(0))
            .expect("rows")
            .flatten()
            .collect()
    };
    let tables =
        names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    let mut all = Vec::new();
    for table in &tables {
        let columns = names(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let count: u64 = record
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))
            .expect("a count");
        assert!(count > 0, "{table} has no row to be tried");
        for column in columns {
            all.extend([
                (table.clone(), column.clone(), 0),
                (table.clone(), column, count - 1),
            ]);
        }
    }
    drop(record);
    all.dedup();
    assert!(all.len() > 80, "{}", all.len());
    let unseen = |record: &Connection| {
        record
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .expect("written");
        let said = run(&["ledger", "verify", "--ledger", &folder.arg("ledger")]);
        assert!(matches!(said.status, 0 | 1), "{}{}", said.out, said.err);
        said.status == 0
    };
    let mut missed = Vec::new();
    for (table, column, row) in &all {
        std::fs::write(&path, &sound).expect("as it was");
        let record = Connection::open(&path).expect("a record");
        record
            .execute_batch("PRAGMA foreign_keys = OFF")
            .expect("a setting");
        let sql = format!("SELECT {column} FROM {table} LIMIT 1 OFFSET {row}");
        let value: Value = record.query_row(&sql, [], |r| r.get(0)).expect("a value");
        // By the whole row: some tables have no number of their own.
        let mut asked = record
            .prepare(&format!("SELECT * FROM {table} LIMIT 1 OFFSET {row}"))
            .expect("a row");
        let keys: Vec<String> = asked.column_names().map(|c| format!("{c} IS ?")).collect();
        let of: Vec<Value> = asked
            .query_row([], |r| (0..keys.len()).map(|at| r.get(at)).collect())
            .expect("a row");
        drop(asked);
        let null = matches!(value, Value::Null);
        let attempts = [other(value), Value::Text("x".to_owned())];
        let changed = attempts.into_iter().take(1 + usize::from(null)).any(|to| {
            let sql = format!(
                "UPDATE {table} SET {column} = ? WHERE {}",
                keys.join(" AND ")
            );
            let values: Vec<Value> = std::iter::once(to).chain(of.iter().cloned()).collect();
            record
                .execute(&sql, rusqlite::params_from_iter(values))
                .is_ok_and(|n| n == 1)
        });
        // What SQLite itself refuses needs no telling.
        if changed && unseen(&record) {
            missed.push(format!("{table}.{column} of row {row}"));
        }
    }
    for table in &tables {
        std::fs::write(&path, &sound).expect("as it was");
        let record = Connection::open(&path).expect("a record");
        let sql = format!("PRAGMA foreign_keys = OFF; DELETE FROM {table}");
        record.execute_batch(&sql).expect("emptied");
        if unseen(&record) {
            missed.push(format!("all rows of {table}"));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
    std::fs::write(&path, &sound).expect("as it was");
    let answer = folder.ask(&["publications"]);
    assert_eq!(rows(&answer).len(), 3);
}
